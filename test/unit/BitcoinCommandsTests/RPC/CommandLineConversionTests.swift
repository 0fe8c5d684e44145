import BitcoinSupport
import Testing

@testable import BitcoinCommands

struct CommandLineConversionTests {
    private static let command = RPCCommand(
        "f", .util, "d",
        parameters: [
            RPCParameter("text", .string, .required, ""),
            RPCParameter("number", .number, .optional, ""),
            RPCParameter("path", .string, .optional, "", traits: .init(commandLine: .string)),
            RPCParameter("id", .number, .optional, "", traits: .init(commandLine: .jsonOrString)),
            RPCParameter(
                "options", .namedOptions, .optional, "", [RPCParameter("deep", .boolean, .optional, "")]),
            RPCParameter("hash", .hex, .optional, ""),
        ],
        results: [RPCResult(.null)])

    private let conversion = CommandLineConversion(for: Self.command)

    @Test func readsWordsByTheirParameter() throws {
        #expect(
            try conversion.positional(["1", "1", "1", "1", #"{"deep":true}"#, "00", "1"])
                == ["1", 1, "1", 1, ["deep": true], "00", "1"])
    }

    @Test func leavesUnknownCommandsTheirWords() throws {
        let conversion = CommandLineConversion(for: nil)
        #expect(try conversion.positional(["1", "{}"]) == ["1", "{}"])
        #expect(try conversion.named(["a=1", "b"]) == ["a": "1", "args": ["b"]])
    }

    @Test func refusesWhatShouldBeJSON() {
        #expect(throws: CommandLineConversionError(word: "foo")) { try conversion.positional(["a", "foo"]) }
        #expect(throws: CommandLineConversionError(word: "foo")) { try conversion.named(["number=foo"]) }
        #expect(CommandLineConversionError(word: "foo").description == "Error parsing JSON: foo")
    }

    /// Labels, passphrases, paths and PSBTs may contain "=", whatever is before it.
    @Test(arguments: [
        WalletAddressCommands.getNewAddress, WalletFileCommands.backupWallet,
        WalletEncryptionCommands.encryptWallet, PSBTCommands.decodePSBT,
    ])
    func takesWordsOfUsersAsTheyAre(_ command: RPCCommand) throws {
        #expect(try CommandLineConversion(for: command).named(["my=word"]) == ["args": ["my=word"]])
    }

    @Test func takesEitherForm() throws {
        #expect(try conversion.named(["id=abc"]) == ["id": "abc"])
        #expect(try conversion.named(["id=7"]) == ["id": 7])
    }

    @Test func readsNamedWords() throws {
        #expect(
            try conversion.named(["text=a=b", "deep=true", "number=5"])
                == ["text": "a=b", "deep": true, "number": 5])
        #expect(try conversion.named(["number=1", "number=2"]) == ["number": 2])
    }

    @Test func mixesNamedAndPositionalWords() throws {
        #expect(try conversion.named(["a", "7", "hash=00"]) == ["hash": "00", "args": ["a", 7]])
    }

    /// Where a string may well contain "=", a word with an unknown name is that string.
    @Test func takesEqualSignsForPartOfAString() throws {
        #expect(try conversion.named(["a", "1", "/tmp/x=y"]) == ["args": ["a", 1, "/tmp/x=y"]])
        // The first parameter is no such string, so this is a name that the server will not know.
        #expect(try conversion.named(["x=y"]) == ["x": "y"])
    }

    @Test func takesEqualSignsForPartOfJSON() throws {
        let conversion = CommandLineConversion(for: TestCommands.echoJSON)
        #expect(try conversion.named([#"["key=value"]"#, "42"]) == ["args": [["key=value"], 42]])
        #expect(
            try conversion.named([#"arg0=["data=test"]"#, "arg1=42"]) == ["arg0": ["data=test"], "arg1": 42])
    }

    /// The server is to complain of two lists of positional arguments.
    @Test func keepsAnExplicitListBesideItsOwn() throws {
        let conversion = CommandLineConversion(for: TestCommands.echo)
        let words = try conversion.named(["args=[0,1]", "4"])
        #expect(words.object?.names == ["args", "args"])
    }
}
