import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

@Suite struct TRUCTests {
    private func breach(
        _ transaction: Transaction, size: Int? = nil, conflicts: Set<Txid> = [], _ pool: PoolFixture
    ) -> TRUC.Breach? {
        TRUC.breach(
            by: transaction, virtualSize: size ?? transaction.virtualSize, conflicts: conflicts,
            in: pool.mempool)
    }

    @Test func version3SpendsOnlyVersion3AndTheOtherWayRound() {
        var pool = PoolFixture()
        let usual = pool.add(fee: 1000)
        let restricted = pool.add(fee: 1000, version: 3)
        let a = pool.transaction([usual.output()], version: 3)
        let b = pool.transaction([restricted.output()])
        #expect(
            breach(a, pool)?.description
                == "version=3 tx \(a.txid) (wtxid=\(a.wtxid)) cannot spend from non-version=3 tx "
                + "\(usual.txid) (wtxid=\(usual.wtxid))")
        #expect(breach(b, pool)?.description.hasPrefix("non-version=3 tx") == true)
        #expect(breach(pool.transaction([usual.output()]), pool) == nil)
        #expect(breach(pool.transaction([restricted.output()], version: 3), pool) == nil)
    }

    @Test func sizesAreLimited() {
        var pool = PoolFixture()
        let parent = pool.transaction(version: 3)
        #expect(breach(parent, size: 10_000, pool) == nil)
        #expect(breach(parent, size: 10_001, pool)?.description.contains("10001 > 10000") == true)
        pool.add(parent, fee: 0)
        let child = pool.transaction([parent.output()], version: 3)
        #expect(breach(child, size: 1000, pool) == nil)
        #expect(breach(child, size: 1001, pool)?.description.contains("1001 > 1000") == true)
    }

    @Test func hasAtMostOneUnconfirmedAncestor() {
        var pool = PoolFixture()
        let parent = pool.add(fee: 1000, version: 3)
        let other = pool.add(fee: 1000, version: 3)
        let two = pool.transaction([parent.output(), other.output()], version: 3)
        #expect(breach(two, pool)?.description.hasSuffix("would have too many ancestors") == true)
        let child = pool.add(spending: [parent.output()], fee: 1000, version: 3)
        let grandchild = pool.transaction([child.output()], version: 3)
        #expect(breach(grandchild, pool)?.description.hasSuffix("would have too many ancestors") == true)
    }

    @Test func secondChildMayEvictTheFirst() {
        var pool = PoolFixture()
        let parent = pool.add(fee: 1000, version: 3)
        let first = pool.add(spending: [parent.output(0)], fee: 1000, version: 3)
        let second = pool.transaction([parent.output(1)], version: 3)
        let found = breach(second, pool)
        #expect(found?.description.hasSuffix("would exceed descendant count limit") == true)
        #expect(found?.sibling == first.txid)
        // One that replaces the first is no second child.
        let replacement = pool.transaction([parent.output(0)], version: 3)
        #expect(breach(replacement, conflicts: [first.txid], pool) == nil)
    }

    @Test func packageOfTwoKeepsTheRules() {
        var pool = PoolFixture()
        let parent = pool.transaction(version: 3)
        let child = pool.transaction([parent.output()], version: 3)
        let second = pool.transaction([parent.output(1)], version: 3)
        let usual = pool.transaction([parent.output(1)])
        func problem(_ transaction: Transaction, _ package: [Transaction], size: Int = 200) -> String? {
            TRUC.problem(with: transaction, virtualSize: size, in: package, pool.mempool)
        }
        #expect(problem(parent, [parent, child]) == nil)
        #expect(problem(child, [parent, child]) == nil)
        #expect(problem(child, [parent, child], size: 1001)?.contains("is too big: 1001 > 1000") == true)
        #expect(problem(child, [parent, child, second])?.contains("descendant count limit") == true)
        #expect(problem(usual, [parent, usual])?.hasPrefix("non-version=3") == true)
        #expect(problem(usual, [usual]) == nil)
    }
}
