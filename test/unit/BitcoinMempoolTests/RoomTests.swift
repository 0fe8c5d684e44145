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
        // Only the list of all has room for one left.
        #expect(pool.mempool.memoryUsage - before == MemoryAccounting.allocation(40))
        #expect(pool.mempool.totalVirtualSize == 0)
        #expect(pool.mempool.totalFee == .zero)
    }
}

/// The numbers of Bitcoin Core's `usage`, found by asking it.
@Suite struct MemoryAccountingTests {
    /// One input without scripts, a data output of 42 bytes of script, and one of 22.
    private func transaction(_ input: OutPoint) -> Transaction {
        Transaction(
            version: 2, inputs: [TransactionInput(previousOutput: input, sequence: 0)],
            outputs: [42, 22].map {
                TransactionOutput(value: .zero, scriptPubKey: Script([UInt8](repeating: 0x51, count: $0)))
            })
    }

    @Test func singleTransactionsCountAsInCore() {
        var pool = PoolFixture()
        var usages: [Int] = []
        for _ in 0..<17 {
            pool.add(transaction(pool.coin()), fee: 1000)
            usages.append(pool.mempool.memoryUsage)
        }
        let expected = [
            1064, 2096, 3176, 4176, 5336, 6336, 7336, 8336, 9656, 10656, 11656, 12656, 13656, 14656, 15656,
            16656, 18296,
        ]
        #expect(usages == expected)
    }

    /// Each child pays more than its parent, so that there is one chunk, or less, so that there are as many as transactions.
    @Test(arguments: [
        (true, [1000, 1072, 896, 896, 928, 896, 896]), (false, [1000, 1136, 960, 960, 992, 960, 960]),
    ])
    func chainsCountAsInCore(isRising: Bool, expected: [Int]) {
        var pool = PoolFixture()
        // So many that the list of all does not grow any more.
        for _ in 0..<9 { pool.add(transaction(pool.coin()), fee: 1) }
        var input = pool.coin()
        var increases: [Int] = []
        for step in 1...7 {
            let before = pool.mempool.memoryUsage
            let next = transaction(input)
            pool.add(next, fee: Int64(isRising ? step * 1000 : 100_000 - step * 1000))
            input = next.output(1)
            increases.append(pool.mempool.memoryUsage - before)
        }
        #expect(increases == expected)
    }

    @Test func listKeepsItsCapacityUntilItIsHalfEmpty() {
        var list = MemoryAccounting.ListCapacity()
        for count in 1...5 { list.grow(to: count) }
        #expect(list.memoryUsage == MemoryAccounting.allocation(8 * 40))
        list.shrink(to: 4)
        #expect(list.memoryUsage == MemoryAccounting.allocation(8 * 40))
        list.shrink(to: 3)
        #expect(list.memoryUsage == MemoryAccounting.allocation(3 * 40))
        for count in [2, 1, 0] { list.shrink(to: count) }
        #expect(list.memoryUsage == MemoryAccounting.allocation(40))
    }
}
