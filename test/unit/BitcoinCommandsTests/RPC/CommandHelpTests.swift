import BitcoinSupport
import Testing

@testable import BitcoinCommands

/// The layout of help texts, which scripts and people compare between releases.
struct CommandHelpTests {
    @Test func showsEveryPartInItsPlace() {
        let command = RPCCommand(
            "frobnicate", .util, "\nDoes it.\nTwice.\n",
            parameters: [
                RPCParameter("hash", .hex, .required, "The hash"),
                RPCParameter("verbosity|verbose", .number, .value(1), "How much\n        to tell"),
                RPCParameter("mode", .string, .hint("all of them"), "Which"),
            ],
            results: [
                RPCResult(.hex, "", "The block", when: "for verbosity = 0"),
                RPCResult(
                    .object, "", "",
                    [
                        RPCResult(.hex, "hash", "The hash"),
                        RPCResult(.time, "time", "When", optional: true),
                        RPCResult(.array, "tx", "All", [RPCResult(.string, "", "One")]),
                    ], when: "otherwise"),
            ],
            examples: [.commandLine("\"h\""), .request("\"h\"")])
        #expect(
            command.help == """
                frobnicate "hash" ( verbosity "mode" )

                Does it.
                Twice.

                Arguments:
                1. hash         (string, required) The hash
                2. verbosity    (numeric, optional, default=1) How much
                                to tell
                3. mode         (string, optional, default=all of them) Which

                Result (for verbosity = 0):
                "hex"    (string) The block

                Result (otherwise):
                {                    (json object)
                  "hash" : "hex",    (string) The hash
                  "time" : xxx,      (numeric, optional) When
                  "tx" : [           (json array) All
                    "str",           (string) One
                    ...
                  ]
                }

                Examples:
                > bitcoin-cli frobnicate "h"
                > curl --user myusername --data-binary '{"jsonrpc": "2.0", "id": "curltest", "method": "frobnicate", "params": ["h"]}' -H 'content-type: application/json' http://127.0.0.1:8332/

                """)
    }

    @Test func showsStructuredParameters() {
        let command = RPCCommand(
            "f", .util, "d",
            parameters: [
                RPCParameter(
                    "outputs", .array, .required, "Pairs",
                    [
                        RPCParameter(
                            "", .userKeys, .optional, "",
                            [RPCParameter("address", .amount, .required, "Value")]),
                        RPCParameter(
                            "", .object, .optional, "", [RPCParameter("data", .hex, .required, "Data")]),
                    ]),
                RPCParameter("range", .range, .optional, "End or both"),
            ],
            results: [RPCResult(.null)])
        #expect(
            command.help == """
                f [{"address":amount,...},{"data":"hex"},...] ( range )

                d

                Arguments:
                1. outputs                     (json array, required) Pairs
                     [
                       {                       (json object)
                         "address": amount,    (numeric or string, required) Value
                         ...
                       },
                       {                       (json object)
                         "data": "hex",        (string, required) Data
                       },
                       ...
                     ]
                2. range                       (numeric or array, optional) End or both

                Result:
                null    (json null)

                """)
    }

    @Test func listsNamedOptionsApart() {
        let command = RPCCommand(
            "f", .util, "d",
            parameters: [
                RPCParameter(
                    "options", .namedOptions, .optional, "",
                    [
                        RPCParameter("deep", .boolean, .value(false), "Deep"),
                        RPCParameter(
                            "inputs", .array, .optional, "In", [RPCParameter("txid", .hex, .required, "Id")]),
                    ])
            ],
            results: [RPCResult(.boolean, "", "Done")])
        #expect(
            command.help == """
                f ( {"deep":bool,"inputs":["txid",...],...} )

                d

                Arguments:
                1. options    (json object, optional) Options object that can be used to pass named arguments, listed below.

                Named Arguments:
                deep              (boolean, optional, default=false) Deep
                inputs            (json array, optional) In
                     [
                       "txid",    (string, required) Id
                       ...
                     ]

                Result:
                true|false    (boolean) Done

                """)
    }

    @Test func hidesParametersForTests() {
        let command = RPCCommand(
            "f", .util, "d",
            parameters: [
                RPCParameter("a", .number, .required, "A"),
                RPCParameter("b", .number, .optional, "B", traits: .init(isHidden: true)),
                RPCParameter("c", .number, .optional, "C"),
            ],
            results: [RPCResult(.any, "", "", elision: .skipped)])
        #expect(command.help == "f a\n\nd\n\nArguments:\n1. a    (numeric, required) A\n")
    }

    @Test func closesTheParenthesisBeforeRequiredParameters() {
        let command = RPCCommand(
            "f", .util, "d",
            parameters: [
                RPCParameter("a", .string, .optional, ""), RPCParameter("b", .amount, .required, ""),
                RPCParameter("c", .boolean, .optional, ""),
            ],
            results: [RPCResult(.null)])
        #expect(command.summary == "f ( \"a\" ) b ( c )")
    }

    @Test func elidesMembersThatAreToldOfElsewhere() {
        let shared = [RPCResult(.number, "a", "A"), RPCResult(.number, "b", "B")]
        let command = RPCCommand(
            "f", .util, "d",
            results: [
                RPCResult(.object, "", "", shared.elided("As above") + [RPCResult(.amount, "fee", "Fee")])
            ])
        #expect(
            command.help == """
                f

                d

                Result:
                {               (json object)
                  ...,          As above
                  "fee" : n     (numeric) Fee
                }

                """)
    }

    @Test func writesTuplesAndDictionaries() {
        let command = RPCCommand(
            "f", .util, "d",
            results: [
                RPCResult(
                    .dictionary, "", "By name",
                    [
                        RPCResult(
                            .tuple, "name", "", [RPCResult(.number, "", "x"), RPCResult(.string, "", "y")])
                    ]),
                RPCResult(.object, "", "Nothing"),
            ])
        #expect(
            command.help == """
                f

                d

                Result:
                {               (json object) By name
                  "name" : [    (json array)
                    n,          (numeric) x
                    "str"       (string) y
                  ],
                  ...
                }

                Result:
                {}    (empty JSON object) Nothing

                """)
    }

    @Test func quotesNamedExamplesForTheShell() {
        let arguments: [(String, JSONValue)] = [("name", "my wallet"), ("n", 3), ("list", ["a"])]
        #expect(
            RPCExample.namedCommandLine(arguments).help(method: "f")
                == "> bitcoin-cli -named f name='my wallet' n=3 list='[\"a\"]'\n")
        #expect(
            RPCExample.namedRequest(arguments).help(method: "f").contains(
                #""params": {"name":"my wallet","n":3,"list":["a"]}}"#))
    }

    /// Every declared command can be shown, and no line of the left column is cut.
    @Test(arguments: RPCCommand.declared.values.sorted { $0.name < $1.name }.map(\.name))
    func everyCommandHasHelp(name: String) throws {
        let command = try #require(RPCCommand.declared[name])
        #expect(command.help.hasPrefix(command.summary + "\n\n"))
        #expect(!command.description.isEmpty)
        // "generate" only says what has taken its place.
        #expect(!command.results.isEmpty || name == "generate")
        let names = command.parameters.flatMap(\.names)
        #expect(Set(names).count == names.count)
    }
}
