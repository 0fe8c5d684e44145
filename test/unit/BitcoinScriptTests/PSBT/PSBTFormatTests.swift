import BitcoinCrypto
import BitcoinPrimitives
import Testing

@testable import BitcoinScript

@Suite struct PSBTFormatTests {
    private static let transaction = Transaction(
        inputs: [TransactionInput(previousOutput: OutPoint(txid: .zero, index: 7), sequence: 5)],
        outputs: [
            TransactionOutput(value: Amount(satoshis: 1000), scriptPubKey: Script([0x51])),
            TransactionOutput(value: Amount(satoshis: 2000), scriptPubKey: Script([0x52])),
        ], lockTime: 99)

    /// A PSBT of version 2 whose maps hold these bytes, each without the separator.
    private func version2(_ global: String, _ maps: String...) throws -> PartiallySignedTransaction {
        let text = "70736274ff" + global + "00" + maps.map { $0 + "00" }.joined()
        return try PartiallySignedTransaction(try #require(Script(hex: text)).array)
    }

    private static let globals = "01020402000000" + "01040101" + "01050100" + "01fb0402000000"
    private static let input =
        "010e20" + String(repeating: "11", count: 32) + "010f0403000000"

    @Test(arguments: [UInt32(0), 2])
    func holdsTheTransactionInEitherVersion(_ version: UInt32) throws {
        let psbt = PartiallySignedTransaction(Self.transaction, version: version)
        #expect(psbt.unsignedTransaction == Self.transaction)
        #expect(try PartiallySignedTransaction(psbt.serialized) == psbt)
    }

    @Test func keepsUnknownAndProprietaryPairs() throws {
        let unknown = "02f0aa0101"
        let proprietary = "06fc02abcd0701" + "0299aa"
        let psbt = try version2(Self.globals + unknown + proprietary, Self.input + proprietary + unknown)
        #expect(psbt.unknown == [[0xf0, 0xaa]: [1]])
        #expect(psbt.proprietary.values.first?.identifier == [0xab, 0xcd])
        #expect(psbt.proprietary.values.first?.subtype == 7)
        #expect(psbt.inputs[0].unknown == psbt.unknown)
        #expect(try PartiallySignedTransaction(psbt.serialized) == psbt)
    }

    @Test(arguments: [
        ("", "Separator is missing at the end of the global map"),
        ("01fb0402000000" + "01fb0402000000", "Duplicate Key, global key \"fb\" already provided"),
        ("01fb0403000000", "Unsupported version number"),
        ("01fb050200000000", "Size of value was not the stated size"),
        ("02fb000402000000", "Size of key was not 1 for the type Global PSBT Version"),
        ("01fb0401000000" + "00", "There is no PSBT version 1"),
        ("01fb0402000000" + "00", "PSBT_GLOBAL_TX_VERSION is required in PSBTv2"),
        ("00", "No unsigned transaction was provided"),
        ("05", "SpanReader::read(): end of data"),
        (globals + "00", "Inputs provided does not match the number of inputs in transaction."),
        (globals + "00" + "00", "Previous TXID is required in PSBTv2"),
        (globals + "00" + input, "Separator is missing at the end of an input map"),
        (
            globals + "00" + input + "01110400000000" + "00",
            "Required time based locktime is invalid (less than 500000000)"
        ),
    ])
    func refuses(_ hex: String, _ reason: String) throws {
        let bytes = try #require(Script(hex: "70736274ff" + hex)).array
        #expect(throws: PSBTError(reason)) { try PartiallySignedTransaction(bytes) }
    }

    @Test func refusesBytesBehindTheLastMap() throws {
        let bytes = PartiallySignedTransaction(Self.transaction).serialized + [0]
        #expect(throws: PSBTError.extraData) { try PartiallySignedTransaction(bytes) }
    }

    @Test func refusesWhatIsNoBase64() {
        #expect(throws: PSBTError.invalidBase64) { try PartiallySignedTransaction(base64: ";no;") }
    }

    @Test func claimsOfManyInputsCostNothing() throws {
        // 32 Mi inputs and outputs, and nothing that follows.
        let globals = "01020402000000" + "010405fe00000002" + "010505fe00000002" + "01fb0402000000"
        #expect(throws: PSBTError.self) { try version2(globals) }
    }

    @Test func survivesEveryTruncationAndEveryFlippedByte() throws {
        var psbt = PartiallySignedTransaction(Self.transaction)
        psbt.inputs[0].redeemScript = Script([0x51, 0x52])
        psbt.inputs[0].keyOrigins[Bytes(PrivateKey.random().publicKey.bytes)] = KeyOrigin(
            fingerprint: KeyFingerprint(1), path: [1, 2])
        psbt.inputs[0].finalWitness = Witness()
        let bytes = psbt.serialized
        for count in bytes.indices {
            #expect(throws: PSBTError.self) { try PartiallySignedTransaction(Array(bytes.prefix(count))) }
        }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0xff
            _ = try? PartiallySignedTransaction(changed)
        }
    }

    // MARK: Lock times (BIP370)

    private func lockTime(_ required: (time: UInt32?, height: UInt32?)...) -> UInt32? {
        var psbt = PartiallySignedTransaction(Self.transaction)
        psbt.inputs = required.map { time, height in
            var input = PSBTInput(previousOutput: .null)
            input.requiredTime = time
            input.requiredHeight = height
            return input
        }
        return psbt.lockTime
    }

    @Test func choosesTheLockTimeThatAllInputsAccept() {
        #expect(lockTime((nil, nil)) == 99)
        #expect(lockTime((nil, 10), (nil, 20)) == 20)
        #expect(lockTime((500_000_001, nil), (nil, nil)) == 500_000_001)
        // Heights are preferred, if all accept one.
        #expect(lockTime((500_000_001, 10)) == 10)
        #expect(lockTime((500_000_001, 10), (500_000_002, nil)) == 500_000_002)
        #expect(lockTime((500_000_001, nil), (nil, 10)) == nil)
    }
}
