import BitcoinConsensus
import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

/// The check of `-checkmempool` finds nothing wrong with what the pool does, and what is made wrong on purpose.
@Suite struct MempoolCheckTests {
    /// A family of three, and one that is alone.
    private func pool() -> (pool: PoolFixture, parent: Transaction, child: Transaction) {
        var pool = PoolFixture()
        let parent = pool.add(fee: 1000)
        let child = pool.add(spending: [parent.output()], fee: 5000)
        _ = pool.add(spending: [parent.output(1), child.output()], fee: 2000)
        _ = pool.add(fee: 3000)
        return (pool, parent, child)
    }

    @Test func nothingIsWrongWhateverHappens() {
        var (pool, parent, child) = pool()
        #expect(pool.mempool.problem == nil)
        pool.mempool.prioritise(child.txid, by: Amount(satoshis: 7000))
        #expect(pool.mempool.problem == nil)
        _ = pool.mempool.connected([parent], now: 0)
        #expect(pool.mempool.count == 3)
        #expect(pool.mempool.problem == nil)
        _ = pool.mempool.trim(to: pool.mempool.memoryUsage - 1)
        #expect(pool.mempool.problem == nil)
        _ = pool.mempool.expire(before: 1)
        #expect(pool.mempool.count == 0)
        #expect(pool.mempool.problem == nil)
    }

    @Test func wrongWorthIsFound() throws {
        var (pool, parent, _) = pool()
        pool.mempool.graph.setFee(Amount(satoshis: 4000), of: try #require(pool.mempool.node(parent.txid)))
        #expect(pool.mempool.problem == "\(parent.txid) has another worth in its cluster")
    }

    @Test func wrongPriorityIsFound() {
        var (pool, parent, _) = pool()
        pool.mempool.feeDeltas[parent.txid] = .coin
        #expect(pool.mempool.problem == "\(parent.txid) has another priority than it was given")
    }

    @Test func missingPlaceInTheGraphIsFound() throws {
        var (pool, parent, _) = pool()
        pool.mempool.graph.remove([try #require(pool.mempool.node(parent.txid))])
        #expect(pool.mempool.problem?.contains("has other parents in its cluster") == true)
    }

    @Test func wrongOrderIsFound() throws {
        let (pool, parent, child) = pool()
        let node = try #require(pool.mempool.node(parent.txid))
        var cluster = try #require(pool.mempool.graph.cluster(of: node)).cluster
        let limits = ClusterLimits()
        #expect(cluster.problem(limits) == nil)
        #expect(cluster.problem(ClusterLimits(count: 2)) == "it is too large")
        let sound = cluster
        cluster.members[0].worth.fee += .coin
        #expect(cluster.problem(limits) == "a chunk is not worth what its transactions are")
        cluster = sound
        let place = try #require(cluster.members.firstIndex { $0.txid == child.txid })
        cluster.members[place].parents.insert(place)
        #expect(cluster.problem(limits) == "a transaction is before one that it spends")
        cluster = sound
        for index in cluster.members.indices { cluster.members[index].parents = .empty }
        #expect(cluster.problem(limits) == "it is more than one")
    }
}
