import BitcoinPrimitives
import Testing

@Suite("Reading and writing the wire's values")
struct SerializationTests {
    @Test(
        arguments: [
            (0, [0]), (252, [252]), (253, [253, 253, 0]), (0xffff, [253, 255, 255]),
            (0x1_0000, [254, 0, 0, 1, 0]), (0xffff_ffff, [254, 255, 255, 255, 255]),
            (0x1_0000_0000, [255, 0, 0, 0, 0, 1, 0, 0, 0]),
        ] as [(UInt64, [UInt8])])
    func compactSizesRoundTrip(value: UInt64, bytes: [UInt8]) throws {
        var writer = ByteWriter()
        writer.writeCompactSize(value)
        #expect(writer.bytes == bytes)
        #expect(CompactSize.size(of: Int(value)) == bytes.count)
        var reader = ByteReader(bytes)
        #expect(try reader.readCompactSize(isSize: false) == value)
        #expect(reader.isAtEnd)
        var offset = 0
        #expect(CompactSize.read(bytes.span.bytes, at: &offset) == value)
        #expect(offset == bytes.count)
    }

    @Test(
        arguments: [
            [253, 252, 0], [254, 255, 255, 0, 0], [255, 255, 255, 255, 255, 0, 0, 0, 0],
        ] as [[UInt8]])
    func refusesLongerEncodingsThanNeeded(bytes: [UInt8]) {
        #expect(throws: SerializationError.nonCanonicalCompactSize) {
            var reader = ByteReader(bytes)
            _ = try reader.readCompactSize()
        }
        var offset = 0
        #expect(CompactSize.read(bytes.span.bytes, at: &offset) == nil)
    }

    @Test func refusesSizesAbove32MiB() {
        #expect(throws: SerializationError.compactSizeTooLarge) {
            var reader = ByteReader([254, 1, 0, 0, 2])
            _ = try reader.readCompactSize()
        }
    }

    @Test func refusesCountsBeyondTheBytes() {
        #expect(throws: SerializationError.endOfData) {
            var reader = ByteReader([254, 0, 0, 0, 1, 1, 2, 3])
            _ = try reader.readList(of: TransactionOutput.self)
        }
    }

    @Test func everyTruncationOfATransactionIsRefused() throws {
        let transaction = Transaction(
            inputs: [
                TransactionInput(
                    previousOutput: OutPoint(txid: .zero, index: 1), scriptSig: Script([1, 2]),
                    witness: Witness([[1, 2, 3], []]))
            ],
            outputs: [TransactionOutput(value: .coin, scriptPubKey: Script([0x51]))], lockTime: 7)
        let bytes = transaction.serialized
        #expect(try Transaction(serialized: bytes) == transaction)
        for count in 0..<bytes.count {
            #expect(throws: SerializationError.self) { try Transaction(serialized: Array(bytes[..<count])) }
        }
        #expect(throws: SerializationError.trailingData) { try Transaction(serialized: bytes + [0]) }
    }

    @Test func refusesAWitnessFlagWithoutWitness() {
        // Version, marker, flag, one input, no output, an empty witness, lock time.
        let bytes: [UInt8] =
            [1, 0, 0, 0, 0, 1, 1] + [UInt8](repeating: 1, count: 36) + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(throws: SerializationError.superfluousWitness) { try Transaction(serialized: bytes) }
    }

    @Test func refusesUnknownTransactionFlags() {
        let bytes: [UInt8] =
            [1, 0, 0, 0, 0, 2, 1] + [UInt8](repeating: 1, count: 36) + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(throws: SerializationError.unknownTransactionData) { try Transaction(serialized: bytes) }
    }

    @Test func hashesWithAndWithoutWitness() throws {
        // BIP143's native P2WPKH example.
        let hex =
            "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221"
            + "008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a"
            + "19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2"
            + "b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5"
            + "988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609e17b84"
            + "f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f3358f5192"
            + "8d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee635711"
            + "000000"
        let bytes = try #require(Script(hex: hex)).array
        let transaction = try Transaction(serialized: bytes)
        #expect(transaction.hasWitness)
        #expect(transaction.txid.hash != transaction.wtxid.hash)
        #expect(transaction.inputs[0].witness.isEmpty)
        #expect(transaction.inputs[1].witness.map(\.count) == [71, 33])
        let stripped = try Transaction(serialized: transaction.strippedBytes)
        #expect(stripped.txid == transaction.txid)
        #expect(stripped.wtxid.hash == transaction.txid.hash)
        #expect(stripped.totalSize == transaction.strippedSize)
        #expect(transaction.weight == stripped.totalSize * 3 + bytes.count)
        #expect(transaction.serialized == bytes)
        let rebuilt = Transaction(
            version: transaction.version, inputs: transaction.inputs, outputs: transaction.outputs,
            lockTime: transaction.lockTime)
        #expect(rebuilt.wtxid == transaction.wtxid)
        #expect(rebuilt.txid == transaction.txid)
    }

    @Test func identifiersAreShownInReverse() throws {
        let hash = try #require(
            BlockHash(hex: "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"))
        #expect(hash.bytes.first == 0x6f)
        #expect(hash.description.hasPrefix("000000000019d668"))
        #expect(BlockHash(hex: "00") == nil)
        #expect(BlockHash(hex: String(repeating: "g", count: 64)) == nil)
    }
}
