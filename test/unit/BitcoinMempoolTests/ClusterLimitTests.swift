import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

@Suite struct ClusterLimitTests {
    private func limited(count: Int = 64, virtualSize: Int = 101_000) -> PoolFixture {
        var policy = MempoolPolicy()
        policy.clusterLimits = ClusterLimits(count: count, virtualSize: virtualSize)
        return PoolFixture(policy)
    }

    @Test func chainMayHaveAsManyAsTheLimitSays() {
        var pool = limited(count: 5)
        var last = pool.add(fee: 1000)
        for _ in 0..<4 { last = pool.add(spending: [last.output()], fee: 1000) }
        #expect(pool.mempool.count == 5)
        #expect(pool.mempool.clusterCount(of: last.txid) == 5)
        let tooMany = pool.transaction([last.output()])
        #expect(pool.add(tooMany, fee: 1000) == false)
        #expect(pool.mempool.count == 5)
    }

    @Test func childThatJoinsTwoClustersCountsBoth() {
        var pool = limited(count: 4)
        let a = pool.add(fee: 1000)
        let b = pool.add(spending: [a.output()], fee: 1000)
        let c = pool.add(fee: 1000)
        let d = pool.add(spending: [c.output()], fee: 1000)
        let joining = pool.transaction([b.output(), d.output()])
        #expect(pool.add(joining, fee: 1000) == false)
        _ = pool.mempool.removeRecursively(d, .replaced)
        let fitting = pool.transaction([b.output(), c.output(1)])
        #expect(pool.add(fitting, fee: 1000) == true)
        #expect(pool.mempool.clusterCount(of: a.txid) == 4)
    }

    @Test func virtualSizesOfAClusterAddUp() {
        var pool = limited(virtualSize: 1000)
        let parent = pool.add(fee: 1000, padding: 200)
        let size = (parent.weight + 3) / 4
        #expect(size > 400 && size < 600)
        let large = pool.transaction([parent.output()], padding: 250)
        #expect(pool.add(large, fee: 1000) == false)
        let small = pool.transaction([parent.output()], padding: 100)
        #expect(pool.add(small, fee: 1000) == true)
    }

    @Test func signatureOperationsCountAsSize() {
        var pool = limited(virtualSize: 1000)
        let transaction = pool.transaction()
        var change = MempoolChange()
        // 20 weight units for each: 5000 virtual bytes.
        change.add(pool.entry(transaction, fee: 1000, signatureCost: 1000), to: pool.mempool)
        #expect(change.keepsLimits(of: pool.mempool) == false)
    }

    @Test func clusterFallsApartWhenItsMiddleIsConfirmed() {
        var pool = limited(count: 3)
        let middle = pool.add(fee: 1000)
        let left = pool.add(spending: [middle.output(0)], fee: 1000)
        let right = pool.add(spending: [middle.output(1)], fee: 1000)
        #expect(pool.mempool.clusterCount(of: left.txid) == 3)
        _ = pool.mempool.connected([middle], now: 0)
        #expect(pool.mempool.clusterCount(of: left.txid) == 1)
        #expect(pool.mempool.clusterCount(of: right.txid) == 1)
        #expect(pool.mempool.ancestors(of: left.txid).isEmpty)
    }

    @Test func conflictsThatGoMakeRoom() throws {
        var pool = limited(count: 2)
        let parent = pool.add(fee: 1000)
        let child = pool.add(spending: [parent.output(0)], fee: 1000)
        let other = pool.transaction([parent.output(0), parent.output(1)])
        var change = MempoolChange()
        change.add(pool.entry(other, fee: 5000), to: pool.mempool)
        #expect(change.keepsLimits(of: pool.mempool) == false)
        try change.remove(conflicts: [child.txid], from: pool.mempool)
        #expect(change.keepsLimits(of: pool.mempool) == true)
        let removed = change.apply(to: &pool.mempool)
        #expect(removed.map(\.entry.transaction.txid) == [child.txid])
        #expect(removed.map(\.reason) == [.replaced])
        #expect(pool.mempool.contains(other.txid))
        #expect(pool.mempool.spender(of: parent.output(0))?.transaction.txid == other.txid)
    }

    @Test func parentThatComesBackFromABlockTrimsWhatIsTooMany() {
        var pool = limited(count: 3)
        let parent = pool.transaction(outputs: 4)
        let children = (0..<4).map { pool.add(spending: [parent.output($0)], fee: 1000 + Int64($0)) }
        #expect(pool.add(parent, fee: 1000) == true)
        let removed = pool.mempool.reconnect([parent.txid])
        #expect(removed.count == 2)
        #expect(removed.allSatisfy { $0.reason == .sizeLimit })
        #expect(pool.mempool.clusterCount(of: parent.txid) == 3)
        // The parent has to stay for its children, of which those of high rates are kept.
        #expect(pool.mempool.contains(children[3].txid))
        #expect(pool.mempool.contains(children[2].txid))
        #expect(!pool.mempool.contains(children[0].txid))
    }

    @Test func clusterOf64IsOrderedParentsFirst() {
        var pool = limited()
        let root = pool.transaction(outputs: 63)
        pool.add(root, fee: 10)
        for index in 0..<63 { _ = pool.add(spending: [root.output(UInt32(index))], fee: Int64(index) * 100) }
        #expect(pool.mempool.clusterCount(of: root.txid) == 64)
        let order = pool.mempool.inMiningOrder
        #expect(order.count == 64)
        #expect(order.first?.transaction.txid == root.txid)
        #expect(order[1].fee == Amount(satoshis: 6200))
        #expect(order.last?.fee == .zero)
    }
}
