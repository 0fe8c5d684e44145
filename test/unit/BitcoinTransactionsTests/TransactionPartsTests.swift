import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinTransactions

@Suite struct TransactionPartsTests {
    private static let txid = "1d1d4e24ed99057e84c3f80fd8fbec79ed9e1acee37da269356ecea000000000"
    private static let address = "bcrt1qs758ursh4q9z627kt3pp5yysm78ddny6txaqgw"

    private func make(
        inputs: JSONValue = [], outputs: JSONValue = [:], lockTime: JSONValue = 0, replaceable: Bool? = nil,
        version: UInt32 = 2
    ) throws -> Transaction {
        try TransactionParts(
            inputs: inputs, outputs: outputs, lockTime: lockTime, isReplaceable: replaceable,
            version: version
        ).transaction(.regtest)
    }

    private static func input(_ members: JSONObject.Element...) -> JSONValue {
        .array([
            .object(
                JSONObject(
                    [("txid", .string(txid)), ("vout", 0)] + members.map { ($0.name, $0.value) }))
        ])
    }

    @Test func writesNumbersInTheirPlaces() throws {
        let transaction = try make(
            inputs: Self.input((name: "sequence", value: 5)),
            outputs: [["data": "00ff"], [Self.address: "0.5"]] as JSONValue, lockTime: 77, version: 3)
        #expect(transaction.version == 3)
        #expect(transaction.lockTime == 77)
        #expect(transaction.inputs.map(\.sequence) == [5])
        #expect(transaction.outputs.map(\.value.satoshis) == [0, 50_000_000])
        #expect(transaction.outputs[0].scriptPubKey.hex == "6a0200ff")
    }

    @Test(
        arguments: [
            (nil, 0, 0xffff_fffd), (true, 5, 0xffff_fffd), (false, 5, 0xffff_fffe), (false, 0, 0xffff_ffff),
        ] as [(Bool?, Int64, UInt32)])
    func choosesSequenceByReplaceabilityAndLockTime(
        _ replaceable: Bool?, _ lockTime: Int64, _ sequence: UInt32
    )
        throws
    {
        let transaction = try make(
            inputs: Self.input(), lockTime: .integer(lockTime), replaceable: replaceable)
        #expect(transaction.inputs[0].sequence == sequence)
    }

    @Test func acceptsOutputsAsOneObjectAndAsArray() throws {
        let object: JSONValue = .members((Self.address, 1), ("data", "99"))
        let array: JSONValue = [.members((Self.address, 1)), ["data": "99"]]
        #expect(try make(outputs: object) == make(outputs: array))
    }

    @Test(
        arguments: [
            ([["txid": "foo"]], [:], -8, "txid must be of length 64 (not 3, for 'foo')"),
            ([["txid": 1]], [:], -3, "JSON value of type number is not of expected type string"),
            ([[:]], [:], -3, "JSON value of type null is not of expected type string"),
            (["foo"], [:], -3, "JSON value of type string is not of expected type object"),
            ([["txid": .string(txid)]], [:], -8, "Invalid parameter, missing vout key"),
            ([["txid": .string(txid), "vout": -1]], [:], -8, "Invalid parameter, vout cannot be negative"),
            ([["txid": .string(txid), "vout": 2_147_483_648]], [:], -1, "JSON integer out of range"),
            (
                [["txid": .string(txid), "vout": 0, "sequence": 4_294_967_296]], [:], -8,
                "Invalid parameter, sequence number is out of range"
            ),
            ([], .null, -8, "Invalid parameter, output argument must be non-null"),
            ([], "foo", -3, "JSON value of type string is not of expected type array"),
            ([], ["data": "foo"], -8, "Data must be hexadecimal string (not 'foo')"),
            ([], ["data": ""], -8, "Data must be hexadecimal string (not '')"),
            ([], ["foo": 0], -5, "Invalid Bitcoin address: foo"),
            ([], ["foo": "bar"], -3, "Invalid amount"),
            ([], ["foo": -1], -3, "Amount out of range"),
            ([], ["foo": []], -3, "Amount is not a number or string"),
            ([], [["data": "aa"], ["data": "bb"]], -8, "Invalid parameter, duplicate key: data"),
            (
                [], [.members((address, 1)), .members((address, 2))], -8,
                "Invalid parameter, duplicated address: \(address)"
            ),
            ([], [["a": 1, "b": 2]], -8, "Invalid parameter, key-value pair must contain exactly one key"),
            ([], [["a"]], -8, "Invalid parameter, key-value pair not an object as expected"),
        ] as [(JSONValue, JSONValue, Int, String)])
    func refusesParts(_ inputs: JSONValue, _ outputs: JSONValue, _ code: Int, _ message: String) {
        do {
            _ = try make(inputs: inputs, outputs: outputs)
            Issue.record("made a transaction")
        } catch {
            let error = RPCError(error)
            #expect(error.code.rawValue == code)
            #expect(error.message == message)
        }
    }

    @Test(
        arguments: [
            (-1, nil, 2, "Invalid parameter, locktime out of range"),
            (4_294_967_296, nil, 2, "Invalid parameter, locktime out of range"),
            (0, nil, 0, "Invalid parameter, version out of range(1~3)"),
            (0, nil, 4, "Invalid parameter, version out of range(1~3)"),
            (
                0, true, 2,
                "Invalid parameter combination: Sequence number(s) contradict replaceable option"
            ),
        ] as [(Int64, Bool?, UInt32, String)])
    func refusesNumbers(_ lockTime: Int64, _ replaceable: Bool?, _ version: UInt32, _ message: String) {
        #expect(throws: RPCError(.invalidParameter, message)) {
            try make(
                inputs: Self.input((name: "sequence", value: 4_294_967_295)),
                lockTime: .integer(lockTime), replaceable: replaceable, version: version)
        }
    }
}
