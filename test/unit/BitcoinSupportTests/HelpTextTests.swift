import BitcoinSupport
import Testing

@Suite struct HelpTextTests {
    private let table = OptionTable([
        OptionDeclaration("zeta", .options, "Last in the alphabet"),
        OptionDeclaration(
            "alpha=<n>", .options,
            "A long explanation that has to be broken over several lines, the second and later of which are "
                + "indented twice as far as upstream indents them"),
        OptionDeclaration("test", .debugTest, .debugOnly, "For tests"),
        OptionDeclaration("cross", .walletDebugTest, .debugOnly, "For tests of the wallet"),
        .hidden("secret"),
    ])

    @Test func laysOutOptionsAsUpstream() {
        let expected = """
            Options:

              -alpha=<n>
                   A long explanation that has to be broken over several lines, the second
                   and later of which are indented twice as far as upstream indents
                   them

              -zeta
                   Last in the alphabet

            Debugging/Testing options:


            """
        #expect(HelpText(table).text == expected)
    }

    @Test func showsDebugOptionsOnRequest() {
        let text = HelpText(table, showsDebug: true).text
        #expect(text.contains("Debugging/Testing options:\n\n  -test\n       For tests\n\n"))
        #expect(text.hasPrefix("Options:"))
        #expect(text.contains("Wallet debugging/testing options:\n\n  -cross\n"))
        #expect(!text.contains("secret"))
    }

    @Test func listsOptionsBelowTheirCommands() {
        let table = OptionTable(
            [OptionDeclaration("file=<f>", .commandOptions, "The file")],
            commands: [
                CommandDeclaration("dump", options: ["file"], "Dump it"), CommandDeclaration("a", "A"),
            ])
        #expect(
            HelpText(table).text
                == "Commands:\n\n  a\n       A\n\n  dump\n       Dump it\n\n       -file=<f>\n            The file\n\n"
        )
    }
}
