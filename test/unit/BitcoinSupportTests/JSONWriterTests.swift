import BitcoinSupport
import Testing

@Suite struct JSONWriterTests {
    private let sample: JSONValue = [
        "name": "a\"b", "list": [1, nil, true], "empty": [:], "none": [],
    ]

    @Test func writesCompactTextWithoutSpaces() {
        #expect(sample.description == #"{"name":"a\"b","list":[1,null,true],"empty":{},"none":[]}"#)
    }

    @Test func indentsAsBitcoinCliPrints() {
        let text = """
            {
              "name": "a\\"b",
              "list": [
                1,
                null,
                true
              ],
              "empty": {
              },
              "none": [
              ]
            }
            """
        #expect(sample.pretty(indent: 2) == text)
    }

    @Test func escapesControlCharactersQuotesAndBackslash() {
        let value = JSONValue.string("\u{00}\u{01}\u{08}\t\n\u{0B}\u{0C}\r\u{1F}\"\\/\u{7F}\u{E9}")
        #expect(
            value.description
                == #""\u0000\u0001\b\t\n\u000b\f\r\u001f\"\\/\u007f"# + "\u{E9}\"")
    }

    @Test func roundTripsThroughTheParser() throws {
        #expect(try JSONValue(parsing: sample.description) == sample)
        #expect(try JSONValue(parsing: sample.pretty()) == sample)
    }

    @Test(
        arguments: [
            (1.5, "1.5"), (0.1, "0.1"), (1e100, "1e+100"), (4.656542373906925e-10, "4.656542373906925e-10"),
            (1.0, "1"), (.nan, "0"), (.infinity, "0"),
        ] as [(Double, String)])
    func writesDoublesWithSixteenDigits(value: Double, text: String) {
        #expect(JSONValue.double(value).description == text)
    }

    @Test func refusesTextThatIsNoNumber() {
        for text in ["", "1 ", " 1", "1x", "-", "0x1", "nan"] { #expect(JSONNumber(text) == nil) }
        #expect(JSONNumber("1.50")?.text == "1.50")
    }
}
