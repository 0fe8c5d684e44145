import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinStorage

@Suite struct SnapshotFileTests {
    private let metadata = SnapshotMetadata(
        networkMagic: [0xfa, 0xbf, 0xb5, 0xda],
        baseBlock: BlockHash(Hash256([UInt8](repeating: 7, count: 32))!),
        coinCount: 298)

    @Test func metadataIsReadAsItWasWritten() throws {
        #expect(metadata.bytes.count == SnapshotMetadata.size)
        #expect(try SnapshotMetadata(metadata.bytes) == metadata)
    }

    @Test func malformedMetadataIsToldApart() {
        var bytes = metadata.bytes
        bytes[0] = 0
        #expect(throws: SnapshotMetadata.Malformation.wrongFileMagic) { try SnapshotMetadata(bytes) }
        bytes = metadata.bytes
        bytes[5] = 3
        #expect(throws: SnapshotMetadata.Malformation.unknownVersion(3)) { try SnapshotMetadata(bytes) }
        for count in 0..<SnapshotMetadata.size {
            #expect(throws: SnapshotMetadata.Malformation.truncated) {
                try SnapshotMetadata(Array(metadata.bytes.prefix(count)))
            }
        }
    }

    @Test func idOfATransactionIsWrittenOnce() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("coins")
        let coin = Coin(
            output: TransactionOutput(value: Amount(satoshis: 50), scriptPubKey: Script([0x51])), height: 3,
            isCoinbase: false)
        let txids = [1, 2].map { Txid(Hash256([UInt8](repeating: $0, count: 32))!) }
        let writer = try SnapshotWriter(SequentialFile(path, mode: .write), metadata: metadata)
        try writer.append(OutPoint(txid: txids[0], index: 0), coin)
        try writer.append(OutPoint(txid: txids[0], index: 300), coin)
        try writer.append(OutPoint(txid: txids[1], index: 1), coin)
        try writer.finish()
        #expect(writer.coinCount == 3)
        let file = try SequentialFile(path, mode: .read)
        #expect(try file.read(SnapshotMetadata.size) == metadata.bytes)
        let expected =
            txids[0].bytes + [2, 0] + coin.serialized + [0xfd, 0x2c, 0x01] + coin.serialized + txids[1].bytes
            + [1, 1] + coin.serialized
        #expect(try file.read(1000) == expected)
        #expect(try file.readByte() == nil)
        #expect(try file.read(1).isEmpty)
    }

    @Test func largeFilesGoThroughTheBufferInOrder() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("large")
        let writer = try SequentialFile(path, mode: .write)
        for part in 0..<300 { try writer.write([UInt8](repeating: UInt8(part & 255), count: 10_007)) }
        try writer.finish()
        let reader = try SequentialFile(path, mode: .read)
        for part in 0..<300 {
            #expect(try reader.readByte() == UInt8(part & 255))
            #expect(try reader.read(10_006) == [UInt8](repeating: UInt8(part & 255), count: 10_006))
        }
        #expect(try reader.readByte() == nil)
    }

    @Test func filesThatCannotBeOpenedAreNamed() {
        let path = TemporaryDirectory().file("no/such")
        #expect(throws: StorageError.self) { try SequentialFile(path, mode: .read) }
        #expect(throws: StorageError.self) { try SequentialFile(path, mode: .write) }
        #expect(!Path.isPipe(path))
    }
}
