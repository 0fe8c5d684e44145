import Testing

@testable import BitcoinGUI

@Suite("The console")
struct ConsoleTests {
    @Test func wordsQuotesAndJSONAreTakenApart() throws {
        let line = try #require(try ConsoleLine(#"send '{"a b": 1}' [1, "x y"] "two words" '' last"#))
        #expect(line.method == "send")
        #expect(line.words == [#"{"a b": 1}"#, #"[1, "x y"]"#, "two words", "", "last"])
    }

    @Test func anEmptyLineIsNoCommand() throws {
        #expect(try ConsoleLine("   ") == nil)
    }

    @Test(arguments: ["a \"b", "a 'b", "a [1", "a }"])
    func whatHasNoEndIsAMistake(_ text: String) {
        #expect(throws: ConsoleLine.Mistake.self) { try ConsoleLine(text) }
    }

    @Test func secretsAreNotShown() throws {
        let text = "walletpassphrase geheim 60"
        let line = try #require(try ConsoleLine(text))
        #expect(line.isSecret)
        #expect(line.shown(text) == "walletpassphrase(…)")
        let open = try #require(try ConsoleLine("getblockcount"))
        #expect(open.shown("getblockcount") == "getblockcount")
    }

    @Test func theHistoryIsWalkedBackAndForth() {
        var history = ConsoleHistory()
        #expect(history.previous() == nil)
        for line in ["a", "b", "b"] { history.add(line) }
        #expect(history.previous() == "b")
        #expect(history.previous() == "a")
        #expect(history.previous() == nil)
        #expect(history.next() == "b")
        #expect(history.next() == "")
        #expect(history.next() == nil)
    }

    @Test func theHistoryIsBounded() {
        var history = ConsoleHistory()
        for number in 0...ConsoleHistory.capacity { history.add("\(number)") }
        var oldest: String?
        while let line = history.previous() { oldest = line }
        #expect(oldest == "1")
    }
}
