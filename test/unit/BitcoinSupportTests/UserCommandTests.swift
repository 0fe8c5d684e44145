import Testing

@testable import BitcoinSupport

@Suite struct UserCommandTests {
    @Test func marksAreReplacedInOnePass() {
        let values = ["%s": "ab", "%b": "cd", "%h": "-1", "%w": "%s'$(id)"]
        #expect(
            UserCommand.wallet.commands(["x %s %b %h %w %%s"], values: values)
                == ["x ab cd -1 '%s'\"'\"'$(id)' %ab"])
    }

    @Test(arguments: ["a b", "$(id)", "a'", "a;b", "\n", "a\0"])
    func whatIsNoPlainValueIsRefused(_ value: String) {
        #expect(UserCommand.block.commands(["x %s"], values: ["%s": value]) == nil)
        #expect(UserCommand.wallet.commands(["x %s"], values: ["%h": value]) == nil)
    }

    @Test func anyTextIsQuotedWhereAnyTextMayCome() {
        #expect(UserCommand.alert.commands(["x %s"], values: ["%s": "a b;"]) == ["x 'a b;'"])
        #expect(UserCommand.alert.commands(["x %s"], values: ["%s": "a\0b"]) == nil)
    }

    @Test func unknownMarksAreRefused() {
        #expect(UserCommand.startup.commands(["x"], values: ["%s": "a"]) == nil)
        #expect(UserCommand.block.commands(["x"], values: ["x": "a"]) == nil)
    }
}
