import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

@Suite struct StoredMempoolTests {
    private func stored() -> (StoredMempool, PoolFixture, [Transaction]) {
        var pool = PoolFixture()
        let parent = pool.add(fee: 100, time: 1_700_000_000)
        let child = pool.add(spending: [parent.output()], fee: 10_000, time: 1_700_000_001)
        pool.mempool.prioritise(child.txid, by: Amount(satoshis: -50))
        pool.mempool.prioritise(pool.transaction().txid, by: Amount(satoshis: 77))
        pool.mempool.addUnbroadcast(child.txid)
        return (StoredMempool(pool.mempool), pool, [parent, child])
    }

    @Test func readsWhatItWrote() throws {
        let (stored, pool, transactions) = stored()
        var writer = ByteWriter()
        stored.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        let read = try StoredMempool(from: &reader)
        #expect(reader.isAtEnd)
        #expect(read.items.map(\.transaction.txid) == transactions.map(\.txid))
        #expect(read.items.map(\.time) == [1_700_000_000, 1_700_000_001])
        #expect(read.items.map(\.feeDelta) == [.zero, Amount(satoshis: -50)])
        #expect(read.feeDeltas.values.map(\.satoshis) == [77])
        #expect(read.unbroadcast == pool.mempool.unbroadcast)
    }

    @Test func everyShorterFileIsRefused() {
        var writer = ByteWriter()
        stored().0.write(to: &writer)
        for length in 0..<writer.bytes.count {
            #expect(throws: SerializationError.self) {
                var reader = ByteReader(Array(writer.bytes.prefix(length)))
                _ = try StoredMempool(from: &reader)
            }
        }
    }

    @Test func hugeCountsTakeNoMemory() {
        for bytes in [
            [UInt8](repeating: 0xff, count: 64),
            [0, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x01],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x01],
        ] {
            #expect(throws: SerializationError.self) {
                var reader = ByteReader(bytes)
                _ = try StoredMempool(from: &reader)
            }
        }
    }
}
