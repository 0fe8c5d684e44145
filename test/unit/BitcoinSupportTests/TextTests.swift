import Testing

@testable import BitcoinSupport

@Suite struct TextTests {
    @Test func encodesAndDecodesHex() {
        #expect(Hex.encode([0x00, 0xAB, 0xFF]) == "00abff")
        #expect(Hex.decode("00ABff") == [0x00, 0xAB, 0xFF])
        #expect(Hex.decode("") == [])
        for text in ["0", "0g", "0x00", " 00", "é0"] { #expect(Hex.decode(text) == nil) }
        #expect(Hex.isHex("00") && !Hex.isHex("") && !Hex.isHex("000"))
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_231_006_505, "2009-01-03T18:15:05Z"),
            (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func writesDatesOfTheGregorianCalendar(seconds: Int64, text: String) {
        #expect(ISO8601.dateTime(seconds) == text)
    }

    @Test func writesAllSixDecimalsOfMicroseconds() {
        #expect(ISO8601.dateTime(microseconds: 1_231_006_505_000_042) == "2009-01-03T18:15:05.000042Z")
        #expect(ISO8601.date(1_231_006_505) == "2009-01-03")
    }

    @Test func breaksLinesAtTheLastSpaceThatFits() {
        #expect(Paragraph.wrap("", width: 79) == "")
        #expect(Paragraph.wrap("test", width: 79, indent: 4) == "test")
        #expect(Paragraph.wrap("test test", width: 4) == "test\ntest")
        #expect(Paragraph.wrap("testerde test", width: 4) == "testerde\ntest")
        #expect(Paragraph.wrap("test test", width: 4, indent: 4) == "test\n    test")
        #expect(Paragraph.wrap("a b c d e", width: 5, indent: 2) == "a b c\n  d e")
        #expect(Paragraph.wrap("a\nb") == "a\nb")
    }

    @Test func readsIntegersAsAtoiDoes() {
        #expect(SettingText.integer("12abc") == 12)
        #expect(SettingText.integer(" \t-12") == -12)
        #expect(SettingText.integer("+5") == 5)
        #expect(SettingText.integer("+-5") == 0)
        #expect(SettingText.integer("x") == 0)
        #expect(SettingText.integer("9223372036854775808") == .max)
        #expect(SettingText.integer("-99999999999999999999") == .min)
    }

    @Test func takesEmptyTextAndNumbersOtherThanZeroForYes() {
        for text in ["", "1", "2", "-1", "4294967296"] { #expect(SettingText.isTrue(text)) }
        for text in ["0", "00", "no", "true", "x1"] { #expect(!SettingText.isTrue(text)) }
    }

    @Test func mocksTheTimeUntilItIsReset() {
        NodeClock.setMockTime(1_000_000_000)
        #expect(NodeClock.now == 1_000_000_000)
        #expect(NodeClock.mockTime == 1_000_000_000)
        NodeClock.setMockTime(0)
        #expect(NodeClock.mockTime == nil)
        #expect(NodeClock.now > 1_600_000_000)
    }
}
