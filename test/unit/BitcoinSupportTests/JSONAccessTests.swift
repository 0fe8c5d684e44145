import BitcoinSupport
import Testing

@Suite struct JSONAccessTests {
    @Test func namesBothKindsWhenTheyDiffer() {
        let error = #expect(throws: JSONError.self) { try JSONValue.string("x").requireInteger(as: Int.self) }
        #expect(error?.description == "JSON value of type string is not of expected type number")
        #expect(throws: JSONError.wrongKind(actual: .null, expected: .object)) {
            try JSONValue.null.requireObject()
        }
    }

    @Test func refusesIntegersThatDoNotFitOrAreNone() throws {
        #expect(try JSONValue(parsing: "255").requireInteger(as: UInt8.self) == 255)
        for text in ["256", "-1", "1.0", "1e2"] {
            #expect(throws: JSONError.integerOutOfRange) {
                try JSONValue(parsing: text).requireInteger(as: UInt8.self)
            }
        }
    }

    @Test func givesNullForMissingMembersAndElements() {
        let value: JSONValue = ["a": [1, 2]]
        #expect(value["a"][1] == 2)
        #expect(value["a"][2].isNull)
        #expect(value["b"]["c"].isNull)
        #expect(JSONValue.string("x")["a"].isNull)
    }

    @Test func replacesMembersInPlace() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = 3
        object["c"] = 4
        object["b"] = nil
        #expect(JSONValue.object(object).description == #"{"a":3,"c":4}"#)
    }

    @Test func writesAmountsWithEightDecimals() {
        #expect(JSONValue.amount(satoshis: 0).description == "0.00000000")
        #expect(JSONValue.amount(satoshis: 1).description == "0.00000001")
        #expect(JSONValue.amount(satoshis: -100_000_000).description == "-1.00000000")
        #expect(JSONValue.amount(satoshis: 2_099_999_997_690_000).description == "20999999.97690000")
    }

    @Test(
        arguments: [
            ("0", 0), ("0.00000000", 0), ("0.00000001", 1), ("0.17622195", 17_622_195), ("0.5", 50_000_000),
            ("20999999.99999999", 2_099_999_999_999_999), ("1e-8", 1), ("0.1e-7", 1), ("0.01e-6", 1),
            ("0.0000000000000000000000000000000000001e+30", 10), ("10000000000000000000000e-22", 100_000_000),
        ] as [(String, Int64)])
    func readsAmountsInEveryNotation(text: String, satoshis: Int64) throws {
        #expect(try JSONValue(parsing: text).satoshis() == satoshis)
        #expect(try JSONValue.string(text).satoshis() == satoshis)
    }

    @Test(arguments: [
        "", "1.2.3", ".5", "1e", "1e-9", "0.000000001", "0.000000019", "19e-9", "93e+9999999999", "abc", "+1",
        "01", "1e1000001", " 1",
    ])
    func refusesAmountsThatAreNoneOrTooFine(text: String) {
        #expect(throws: AmountError.invalid) { try JSONValue.string(text).satoshis() }
    }

    @Test func refusesAmountsOutOfRangeAndOtherKinds() {
        #expect(throws: AmountError.outOfRange) { try JSONValue.string("-0.00000001").satoshis() }
        #expect(throws: AmountError.outOfRange) { try JSONValue.string("21000000.00000001").satoshis() }
        #expect(throws: AmountError.notNumberOrString) { try JSONValue.bool(true).satoshis() }
    }
}
