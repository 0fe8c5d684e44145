import BitcoinSupport
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "12", "-1.5", "1e5", "1E-5", "1.25e+10", "\"\"", "[]", "{}",
        "[1,2]", " [ 1 , { \"a\" : [ ] } ] \n", "{\"a\":1,\"a\":2}", "\"\\u0000\"", "\"\\ud834\\udd1e\"",
        "18446744073709551616", "[0.00000001]", "\t\r\n1",
    ])
    func acceptsWhatUniValueAccepts(text: String) throws {
        _ = try JSONValue(parsing: text)
    }

    @Test(arguments: [
        "", " ", "nul", "True", "01", "-01", "1.", ".5", "1e", "1e+", "+1", "--1", "-", "0x10", "NaN",
        "Infinity", "[", "]", "{", "}", "[1,]", "[,1]", "[1 2]", "[1,,2]", "{\"a\"}", "{\"a\":}",
        "{\"a\":1,}", "{,}", "{a:1}", "{1:1}", "{\"a\":1 \"b\":2}", "[1}", "{\"a\":1]", "[1]]", "1 2",
        "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud834\"", "\"\\udd1e\"",
        "\"\\ud834\\ud834\"", "\"a\nb\"", "\"a\tb\"", "'a'", "[\"a\":1]", "{\"a\":1:2}", "// x\n1", "1,",
        "truefalse", "[nullnull]",
    ])
    func rejectsWhatUniValueRejects(text: String) {
        #expect(throws: JSONError.malformed) { try JSONValue(parsing: text) }
    }

    @Test(
        arguments: [
            [0x22, 0x80, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xE2, 0x82, 0x41, 0x22], [0x22, 0xC3, 0x5C, 0x75, 0x30, 0x30, 0x34, 0x31, 0x22],
        ] as [[UInt8]])
    func rejectsBytesThatAreNoUTF8(bytes: [UInt8]) {
        #expect(throws: JSONError.malformed) { try JSONValue(parsing: bytes) }
    }

    @Test func joinsSurrogatesThatArriveAsBytesAsUniValueDoes() throws {
        let bytes: [UInt8] = [0x22, 0xED, 0xA0, 0xB4, 0xED, 0xB4, 0x9E, 0x22]
        #expect(try JSONValue(parsing: bytes) == "\u{1D11E}")
    }

    @Test func acceptsDepth512AndRejects513() throws {
        let nested = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        _ = try JSONValue(parsing: nested(512))
        #expect(throws: JSONError.malformed) { try JSONValue(parsing: nested(513)) }
        #expect(throws: JSONError.malformed) {
            try JSONValue(parsing: String(repeating: "{\"a\":", count: 100_000))
        }
    }

    @Test func decodesEscapes() throws {
        #expect(
            try JSONValue(parsing: #""\"\\\/\b\f\n\r\t\u00e9\ud834\udd1e""#)
                == .string("\"\\/\u{08}\u{0C}\n\r\t\u{E9}\u{1D11E}"))
    }

    @Test func keepsOrderAndRepeatedNamesOfObjects() throws {
        let object = try JSONValue(parsing: #"{"b":1,"a":2,"b":3}"#).requireObject()
        #expect(object.names == ["b", "a", "b"])
        #expect(object["b"] == 1)
    }

    @Test func keepsEveryDigitOfNumbers() throws {
        for text in ["0.10", "1e5", "-0", "20999999.97690000", "123456789012345678901234567890"] {
            #expect(try JSONValue(parsing: text).description == text)
        }
    }

    @Test func readsLargeArraysInLinearTime() throws {
        let text = "[" + Array(repeating: "1", count: 200_000).joined(separator: ",") + "]"
        let clock = ContinuousClock()
        var count = 0
        let elapsed = try clock.measure { count = try JSONValue(parsing: text).requireArray().count }
        #expect(count == 200_000)
        // Quadratic copies would take minutes.
        #expect(elapsed < .seconds(10))
    }
}
