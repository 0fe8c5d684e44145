import BitcoinSupport
import Testing

@testable import BitcoinCommands

struct RPCTableTests {
    private static let sum = RPCCommand(
        "sum", .util, "Adds.",
        parameters: [
            RPCParameter("a", .number, .required, ""), RPCParameter("b", .number, .value(10), ""),
        ],
        results: [RPCResult(.number, "", "The sum")])

    private func table(checksResults: Bool = false) -> RPCTable {
        let table = RPCTable(checksResults: checksResults)
        table.register(Self.sum) { request in
            .integer(try request.integer("a", as: Int.self) + request.integer("b", as: Int.self))
        }
        table.finishWarmup()
        return table
    }

    private func error(_ table: RPCTable, _ method: String, _ parameters: JSONValue) async -> RPCError? {
        do {
            _ = try await table.execute(method, parameters)
            return nil
        } catch {
            return error
        }
    }

    @Test func callsTheFunctionWithDefaults() async throws {
        #expect(try await table().execute("sum", [1]) == 11)
        #expect(try await table().execute("sum", [1, 2]) == 3)
        #expect(try await table().execute("sum", ["b": 5, "a": 1]) == 6)
    }

    @Test func servesNothingDuringWarmup() async {
        let table = RPCTable()
        table.register(Self.sum) { _ in 1 }
        #expect(await error(table, "sum", [1]) == RPCError(.inWarmup, "RPC server started"))
        table.setWarmupStatus("Loading block index…")
        #expect(await error(table, "sum", [1]) == RPCError(.inWarmup, "Loading block index…"))
        table.finishWarmup()
        table.setWarmupStatus("late")
        #expect(await error(table, "sum", [1]) == nil)
    }

    @Test func doesNotKnowWhatIsNotRegistered() async {
        let table = table()
        #expect(await error(table, "nosuch", []) == RPCError(.methodNotFound, "Method not found"))
        let registration = table.register(TestCommands.echo) { .array($0.arguments) }
        #expect(await error(table, "echo", []) == nil)
        table.unregister(registration)
        #expect(await error(table, "echo", [])?.code == .methodNotFound)
    }

    @Test func answersAWrongNumberOfArgumentsWithHelp() async {
        let expected = RPCError(.miscellaneous, Self.sum.help)
        #expect(await error(table(), "sum", []) == expected)
        #expect(await error(table(), "sum", [1, 2, 3]) == expected)
    }

    @Test func namesEveryArgumentOfTheWrongType() async {
        #expect(
            await error(table(), "sum", ["1", true])
                == RPCError(
                    .typeError,
                    """
                    Wrong type passed:
                    {
                        "Position 1 (a)": "JSON value of type string is not of expected type number",
                        "Position 2 (b)": "JSON value of type bool is not of expected type number"
                    }
                    """))
    }

    @Test func takesNullForWhatIsOptional() async throws {
        #expect(try await table().execute("sum", [1, nil]) == 11)
        #expect(await error(table(), "sum", [nil])?.code == .typeError)
    }

    @Test func turnsErrorsIntoNumbers() async {
        struct Odd: Error, CustomStringConvertible { let description = "odd" }
        let table = table()
        table.register(TestCommands.echo) { request in
            switch request[0] {
            case "json": throw JSONError.integerOutOfRange
            case "cancel": throw CancellationError()
            case "rpc": throw RPCError(.databaseError, "broken")
            default: throw Odd()
            }
        }
        #expect(await error(table, "echo", ["json"]) == RPCError(.miscellaneous, "JSON integer out of range"))
        #expect(await error(table, "echo", ["cancel"]) == RPCError(.notConnected, "Shutting down"))
        #expect(await error(table, "echo", ["rpc"]) == RPCError(.databaseError, "broken"))
        #expect(await error(table, "echo", []) == RPCError(.miscellaneous, "odd"))
    }

    @Test func listsWhatIsRunning() async throws {
        let table = table()
        table.register(TestCommands.echo) { [unowned table] _ in
            .array(table.runningCommands.map { .string($0.method) })
        }
        #expect(try await table.execute("echo") == ["echo"])
        #expect(table.runningCommands.isEmpty)
    }

    /// With several processes behind a command, the one that knows the wallet answers.
    @Test func asksTheNextIfTheWalletIsNotThere() async throws {
        let table = RPCTable()
        table.finishWarmup()
        table.register(Self.sum) { _ in throw RPCError(.walletNotFound, "first") }
        #expect(await error(table, "sum", [1]) == RPCError(.walletNotFound, "first"))
        table.register(Self.sum) { _ in 7 }
        #expect(try await table.execute("sum", [1]) == 7)
    }

    @Test func findsResultsThatAreNotAsDeclared() async throws {
        let table = table(checksResults: true)
        #expect(try await table.execute("sum", [1]) == 11)
        let shape = RPCCommand(
            "shape", .util, "d",
            results: [
                RPCResult(
                    .object, "", "",
                    [
                        RPCResult(.number, "n", ""), RPCResult(.string, "s", "", optional: true),
                        RPCResult(.array, "list", "", [RPCResult(.boolean)], optional: true),
                    ])
            ])
        let results: [(JSONValue, String?)] = [
            (["n": 1], nil),
            (["n": 1, "s": "x", "list": [true, false]], nil),
            (["s": "x"], "key missing, despite not being optional in doc"),
            (["n": 1, "extra": 2], "key returned that was not in doc"),
            (["n": "1"], "returned type is string, but declared as number in doc"),
            (
                ["n": 1, "list": [true, 0]], "\"1\": \"returned type is number, but declared as bool in doc\""
            ),
            (5, "returned type is number, but declared as object in doc"),
        ]
        for (result, complaint) in results {
            let registration = table.register(shape) { _ in result }
            let error = await error(table, "shape", [])
            if let complaint {
                #expect(error?.message.hasPrefix("Internal bug detected: RPC call \"shape\"") == true)
                #expect(error?.message.contains(complaint) == true)
            } else {
                #expect(error == nil)
            }
            table.unregister(registration)
        }
    }

    @Test func listsCommandsByCategory() async {
        let table = table()
        table.register(TestCommands.echo) { _ in nil }
        table.register(ControlCommands.uptime) { _ in nil }
        table.register(ControlCommands.help) { _ in nil }
        #expect(table.help() == "== Control ==\nhelp ( \"command\" )\nuptime\n\n== Util ==\nsum a ( b )")
        #expect(table.help(for: "sum") == Self.sum.help)
        #expect(table.help(for: "echo").hasPrefix("echo ( \"arg0\""))
        #expect(table.help(for: "foo") == "help: unknown command: foo")
    }

    @Test func tellsHowArgumentsAreConverted() {
        let table = table()
        table.register(BlockCommands.getBlock) { _ in nil }
        #expect(
            table.argumentConversions
                == [
                    ["getblock", 0, "blockhash", true], ["getblock", 1, "verbosity", false],
                    ["getblock", 1, "verbose", false], ["sum", 0, "a", false], ["sum", 1, "b", false],
                ])
    }

    @Test func describesOnlyWhatIsServed() {
        let table = table()
        table.register(TestCommands.echo) { _ in nil }
        let names = { (document: JSONValue) in
            document["methods"].array?.compactMap { $0["name"].string } ?? []
        }
        #expect(names(table.openRPCDocument()) == ["sum"])
        #expect(names(table.openRPCDocument(includesHidden: true)) == ["echo", "sum"])
        #expect(table.openRPCDocument()["openrpc"] == "1.4.1")
    }
}
