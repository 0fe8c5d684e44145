import BitcoinSupport
import Testing

@Suite struct CommandLineTests {
    private static let table = OptionTable([
        OptionDeclaration("a", .options, "A"),
        OptionDeclaration("b=<x>", .options, "B"),
        OptionDeclaration("ccc=<x>", .options, "C"),
        OptionDeclaration("fixed", .options, .disallowNegation, "F"),
        OptionDeclaration("full=<x>", .options, .disallowElision, "V"),
        OptionDeclaration("includeconf=<file>", .options, "I"),
    ])

    private func parse(_ words: String...) throws -> Arguments {
        let arguments = Arguments(Self.table)
        try arguments.parse(words)
        return arguments
    }

    private func error(_ words: String...) -> String? {
        do throws(ArgumentsError) {
            try Arguments(Self.table).parse(words)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func readsValuesWithOneDashOrTwo() throws {
        let arguments = try parse("-a", "--b=x=y", "-ccc=1", "-ccc=2", "-ccc=")
        #expect(arguments.setting("a") == "")
        #expect(arguments.string("-b") == "x=y")
        #expect(arguments.list("ccc") == ["1", "2", ""])
        #expect(arguments.string("ccc") == "")
        #expect(!arguments.isSet("fixed"))
        #expect(arguments.string("fixed") == nil)
    }

    @Test(arguments: [
        ("-a", true), ("-a=1", true), ("-a=0", false), ("-a=no", false), ("-noa", false), ("-noa=1", false),
        ("-noa=0", true), ("--a", true), ("--noa", false), ("-a=", true), ("-a=42", true),
    ])
    func understandsBooleans(word: String, expected: Bool) throws {
        #expect(try parse(word).bool("a") == expected)
        #expect(try parse("-b").bool("a") == nil)
    }

    @Test func negationGivesZeroAndForgetsWhatCameBefore() throws {
        let arguments = try parse("-b=1", "-nob")
        #expect(arguments.string("b") == "0")
        #expect(arguments.integer("b") == 0)
        #expect(arguments.isNegated("b"))
        #expect(arguments.list("b") == [])
        #expect(try parse("-nob", "-b=2").list("b") == ["2"])
    }

    @Test func namesWhatIsWrongAsUpstreamDoes() {
        #expect(error("-unknown") == "Invalid parameter -unknown")
        #expect(error("-regtest.a=1") == "Invalid parameter -regtest.a=1")
        #expect(error("-nofixed") == "Negating of -fixed is meaningless and therefore forbidden")
        #expect(
            error("-full") == "Can not set -full with no value. Please specify value with -full=value.")
        #expect(
            error("-includeconf=x.conf")
                == "-includeconf cannot be used from commandline; -includeconf=\"x.conf\"")
        #expect(error("-noincludeconf") == nil)
    }

    @Test func takesEverythingAfterTheFirstBareWordForACommand() throws {
        let arguments = try parse("-a", "echo", "-b=1", "2")
        #expect(arguments.command?.arguments == ["echo", "-b=1", "2"])
        #expect(!arguments.isSet("b"))
        #expect(try parse("-a", "-", "-unknown").command == nil)
    }

    @Test func knowsTheCommandsOfTools() throws {
        let table = OptionTable(
            [OptionDeclaration("dumpfile=<file>", .commandOptions, "File")],
            commands: [
                CommandDeclaration("info", "I"), CommandDeclaration("dump", options: ["dumpfile"], "D"),
            ])
        let arguments = Arguments(table)
        try arguments.parse(["-dumpfile=x", "dump", "y"])
        #expect(arguments.command?.name == "dump")
        #expect(arguments.command?.arguments == ["y"])
        #expect(arguments.commandOptionErrors(for: "dump") == [])
        #expect(
            arguments.commandOptionErrors(for: "info")
                == ["The -dumpfile option cannot be used with the 'info' command."])
        #expect(throws: ArgumentsError("Invalid command 'foo'")) { try Arguments(table).parse(["foo"]) }
    }

    @Test func softSetLeavesTheUsersChoiceAlone() throws {
        let arguments = try parse("-b=user")
        #expect(!arguments.softSet("b", "program"))
        #expect(arguments.softSet("a", true))
        #expect(arguments.string("b") == "user")
        #expect(arguments.bool("a") == true)
        arguments.forceSet("-b", "forced")
        #expect(arguments.string("b") == "forced")
    }

    @Test(arguments: [
        ("-b=user", "user"), ("-b=/a/b/", "/a/b"), ("-b=/", "/"), ("-b=a/../c/./d//", "c/d"), ("-b=..", ".."),
        ("-b=.", "."), ("-b", "default"), ("-b=", "default"), ("-nob", ""), ("-a", "default"),
    ])
    func normalizesPaths(word: String, expected: String) throws {
        #expect(try parse(word).path("b", default: "default") == expected)
    }
}
