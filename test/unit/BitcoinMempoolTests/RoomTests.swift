import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

/// What is done about age and about the limit of memory.
@Suite struct RoomTests {
    @Test func oldTransactionsGoWithTheirDescendants() {
        var pool = PoolFixture()
        let old = pool.add(fee: 1000, time: 100)
        let child = pool.add(spending: [old.output()], fee: 1000, time: 500)
        let young = pool.add(fee: 1000, time: 200)
        #expect(pool.mempool.expire(before: 100).isEmpty)
        let removed = pool.mempool.expire(before: 101)
        #expect(Set(removed.map(\.entry.transaction.txid)) == [old.txid, child.txid])
        #expect(removed.allSatisfy { $0.reason == .expiry })
        #expect(pool.mempool.contains(young.txid))
        #expect(pool.mempool.expire(before: 201).count == 1)
        #expect(pool.mempool.count == 0)
        #expect(pool.mempool.memoryUsage == 0)
    }

    @Test func worstChunksGoFirst() {
        var pool = PoolFixture()
        let poor = pool.add(fee: 100)
        let parent = pool.add(fee: 0)
        let rich = pool.add(spending: [parent.output()], fee: 100_000)
        let middle = pool.add(fee: 5000)
        let (removed, rate) = pool.mempool.trim(to: pool.mempool.memoryUsage - 1)
        #expect(removed.map(\.entry.transaction.txid) == [poor.txid])
        #expect(removed.map(\.reason) == [.sizeLimit])
        // What comes next has to pay more than what went, by the cost of relay.
        let size = Int32(poor.virtualSize)
        let expected = FeeRate(fee: Amount(satoshis: 100), virtualSize: size).satoshisPerKilobyte + 100
        #expect(rate.satoshisPerKilobyte == expected)
        #expect(pool.mempool.minimumRate(now: 0).satoshisPerKilobyte == expected)
        // A parent is kept for what its child pays.
        #expect(
            pool.mempool.trim(to: pool.mempool.memoryUsage - 1).removed.map(\.entry.transaction.txid) == [
                middle.txid
            ])
        #expect(pool.mempool.contains(parent.txid) && pool.mempool.contains(rich.txid))
        let last = pool.mempool.trim(to: 0).removed
        #expect(last.map(\.entry.transaction.txid) == [rich.txid, parent.txid], "children go before parents")
        #expect(pool.mempool.count == 0)
    }

    @Test func minimumFallsByHalfIn12HoursAfterABlock() {
        var minimum = RollingMinimumFee()
        let incremental = FeeRate(satoshisPerKilobyte: 100)
        func rate(_ now: Int64, usage: Int = 1000) -> Int64 {
            minimum.rate(now: now, usage: usage, limit: 1000, incremental: incremental).satoshisPerKilobyte
        }
        #expect(rate(0) == 0)
        minimum.evicted(FeeRate(satoshisPerKilobyte: 8000))
        minimum.evicted(FeeRate(satoshisPerKilobyte: 4000))
        #expect(rate(0) == 8000, "the highest counts")
        #expect(rate(1_000_000) == 8000, "nothing changes without a block")
        minimum.connectedBlock(now: 1_000_000)
        #expect(rate(1_000_010) == 8000, "not within ten seconds")
        #expect(rate(1_000_000 + 43_200) == 4000)
        // Faster where the mempool is emptier: 6 hours, then 3.
        #expect(rate(1_000_000 + 43_200 + 21_600, usage: 499) == 2000)
        #expect(rate(1_000_000 + 43_200 + 32_400, usage: 249) == 1000)
    }

    @Test func minimumEndsWhereRelayCostsMore() {
        var minimum = RollingMinimumFee()
        let incremental = FeeRate(satoshisPerKilobyte: 1000)
        minimum.evicted(FeeRate(satoshisPerKilobyte: 1500))
        minimum.connectedBlock(now: 0)
        func rate(_ now: Int64) -> Int64 {
            minimum.rate(now: now, usage: 1000, limit: 1000, incremental: incremental).satoshisPerKilobyte
        }
        #expect(rate(43_200) == 1000, "750 is less than relay costs")
        #expect(rate(43_200 * 2) == 0)
        #expect(rate(43_200 * 3) == 0)
    }

    @Test func memoryIsCountedUpAndDown() {
        var pool = PoolFixture()
        let before = pool.mempool.memoryUsage
        let transactions = (0..<50).map { _ in pool.add(fee: 1000) }
        #expect(pool.mempool.memoryUsage > before + 50 * 200)
        _ = pool.mempool.connected(transactions, now: 0)
        #expect(pool.mempool.memoryUsage == before)
        #expect(pool.mempool.totalVirtualSize == 0)
        #expect(pool.mempool.totalFee == .zero)
    }
}
