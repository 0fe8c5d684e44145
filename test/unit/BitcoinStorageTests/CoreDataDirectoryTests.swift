import BitcoinPrimitives
import BitcoinTesting
import Testing

@testable import BitcoinStorage

/// A data directory that Bitcoin Core wrote: mainnet up to block 4521.
@Suite(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
struct CoreDataDirectoryTests {
    let directory = TemporaryDirectory()
    let path: String

    private static let tip = "00000000ac08f7d984f6b36027395e654a5f1e3bb006cd9df9c60b9897ea4c40"

    init() throws {
        let archive = TestData.path("datadirs/core-master-2026-08-mainnet-0-4521-datadir.tar.xz")
        _ = try TestData.output(of: "tar -xJf '\(archive)' -C '\(directory.path)'")
        let found = try TestData.output(of: "dirname $(dirname $(find '\(directory.path)' -name xor.dat))")
        path = String(decoding: found.dropLast(), as: UTF8.self)
    }

    @Test func readsTheBlockIndexAndEveryBlock() throws {
        let index = try BlockIndexStore(path: "\(path)/blocks/index", options: LevelDBOptions())
        let store = try BlockFileStore(
            BlockFileStore.Options(directory: "\(path)/blocks", magic: [0xf9, 0xbe, 0xb4, 0xd9]))
        #expect(!store.files.obfuscation.isNone)
        store.restore(infos: try index.fileInfos())
        #expect(store.infos.count == 1)
        #expect(store.infos[0].blockCount == 4522)
        #expect(try index.isReindexing() == false)
        #expect(try index.flag(BlockIndexStore.prunedFlag) != true)

        var heights: Set<Int> = []
        var tip: BlockIndexRecord?
        try index.forEachRecord { hash, record in
            #expect(record.header.hash == hash)
            // What is written again is the same to the byte.
            heights.insert(record.height)
            if record.height == 4521 { tip = record }
            let position = FlatFilePosition(file: record.file, offset: Int(record.dataOffset))
            let block = try Block(serialized: store.files.readBlock(at: position))
            #expect(block.hash == hash)
            #expect(block.transactions.count == Int(record.transactionCount))
            if record.height > 0 {
                let undo = try BlockUndo(
                    serialized: store.files.readUndo(
                        at: FlatFilePosition(file: record.file, offset: Int(record.undoOffset)),
                        previous: record.header.previousBlock))
                #expect(undo.transactions.map(\.count) == block.transactions.dropFirst().map(\.inputs.count))
            }
        }
        #expect(heights == Set(0...4521))
        #expect(tip?.header.hash.description == Self.tip)
        #expect(tip?.status.isValid(.scripts) == true)
    }

    @Test func recordsAreTheSameWhenWrittenAgain() throws {
        let store = try LevelDBStore(path: "\(path)/blocks/index")
        let cursor = store.cursor(prefix: [UInt8(ascii: "b")])
        var count = 0
        while let (_, value) = try cursor.next() {
            #expect(try BlockIndexRecord(serialized: value).serialized == value)
            count += 1
        }
        #expect(count == 4522)
        let info = try #require(try store.get([UInt8(ascii: "f"), 0, 0, 0, 0]))
        #expect(try BlockFileInfo(serialized: info).serialized == info)
    }

    @Test func coinsAreTheSameWhenWrittenAgain() throws {
        let store = try LevelDBStore(path: "\(path)/chainstate")
        #expect(!store.obfuscation.isNone)
        let cursor = store.cursor(prefix: [UInt8(ascii: "C")])
        var count = 0
        while let (_, value) = try cursor.next() {
            #expect(try Coin(serialized: value).serialized == value)
            count += 1
        }
        #expect(count > 4000)
    }

    @Test func coinsAddUpToTheSubsidy() throws {
        let database = try CoinsDatabase(path: "\(path)/chainstate", options: LevelDBOptions())
        #expect(try database.bestBlock()?.description == Self.tip)
        #expect(try database.interruptedFlush() == nil)
        #expect(try !database.needsUpgrade())
        var total = Amount.zero
        try database.forEachCoin { outPoint, coin in
            total += coin.output.value
            let same = try database.coin(outPoint)
            #expect(same == coin)
        }
        // The output of the genesis block is no coin.
        #expect(total == Amount(satoshis: 4521 * 5_000_000_000))
    }
}
