import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

@Suite struct LinearizationTests {
    /// A transaction id that only tests have.
    private func txid(_ number: Int) -> Txid {
        Txid([UInt8](repeating: 0, count: 31) + [UInt8(number)])!
    }

    private func items(_ rows: [(fee: Int64, weight: Int, parents: [Int])]) -> [Linearization.Item] {
        rows.enumerated().map { index, row in
            var parents = TransactionSet.empty
            for parent in row.parents { parents.insert(parent) }
            return Linearization.Item(
                txid: txid(index), worth: FeeWeight(fee: Amount(satoshis: row.fee), weight: row.weight),
                parents: parents)
        }
    }

    @Test func takesChildAlongWithParentThatItPaysFor() {
        let result = Linearization(items([(100, 400, []), (2000, 400, [0]), (500, 400, [])]))
        #expect(result.order == [0, 1, 2])
        #expect(result.chunkCounts == [2, 1])
    }

    @Test func splitsEqualRatesIntoSmallestChunks() {
        let result = Linearization(items([(100, 100, []), (100, 100, [0]), (100, 100, [1])]))
        #expect(result.order == [0, 1, 2])
        #expect(result.chunkCounts == [1, 1, 1])
    }

    /// Compares with all orders that respect dependencies.
    @Test func isNowhereBelowAnyOtherOrder() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let count = Int.random(in: 1...6, using: &generator)
            let rows = (0..<count).map { index in
                (
                    fee: Int64.random(in: 0...12, using: &generator),
                    weight: Int.random(in: 1...6, using: &generator),
                    parents: (0..<index).filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
                )
            }
            let items = items(rows)
            let result = Linearization(items)
            #expect(isTopological(result.order, items))
            let best = diagram(result.order, items)
            for other in orders(items) {
                #expect(!FeeRateDiagram.improves(diagram(other, items), over: best))
            }
            // The chunks that are reported are those of the order.
            var start = 0
            var reported: [FeeWeight] = []
            for count in result.chunkCounts {
                reported.append(result.order[start..<(start + count)].reduce(.zero) { $0 + items[$1].worth })
                start += count
            }
            #expect(!FeeRateDiagram.improves(best, over: reported))
            #expect(!FeeRateDiagram.improves(reported, over: best))
        }
    }

    @Test func ordersLargeClusterInBoundedTime() {
        var generator = SystemRandomNumberGenerator()
        let rows = (0..<64).map { index in
            (
                fee: Int64.random(in: 0...1_000_000, using: &generator),
                weight: Int.random(in: 300...4000, using: &generator),
                parents: (0..<index).filter { _ in Int.random(in: 0..<12, using: &generator) == 0 }
            )
        }
        let items = items(rows)
        let result = Linearization(items)
        #expect(isTopological(result.order, items))
        #expect(result.chunkCounts.reduce(0, +) == 64)
    }

    @Test func takesFeesOfAnySize() {
        let result = Linearization(items([(.min, 400_000, []), (.max, 1, [0]), (-5, 7, [])]))
        #expect(result.order.count == 3)
    }

    private func isTopological(_ order: [Int], _ items: [Linearization.Item]) -> Bool {
        var done = TransactionSet.empty
        for index in order {
            guard items[index].parents.isSubset(of: done) else { return false }
            done.insert(index)
        }
        return order.count == items.count
    }

    /// The chunks of an order: each is the prefix of the rest that has the highest rate.
    private func diagram(_ order: [Int], _ items: [Linearization.Item]) -> [FeeWeight] {
        var chunks: [FeeWeight] = []
        for index in order {
            var chunk = items[index].worth
            while let last = chunks.last, chunk.compareRate(with: last) > 0 {
                chunk += last
                chunks.removeLast()
            }
            chunks.append(chunk)
        }
        return chunks
    }

    private func orders(_ items: [Linearization.Item]) -> [[Int]] {
        func extend(_ prefix: [Int]) -> [[Int]] {
            if prefix.count == items.count { return [prefix] }
            var done = TransactionSet.empty
            for index in prefix { done.insert(index) }
            return items.indices.filter { !done.contains($0) && items[$0].parents.isSubset(of: done) }
                .flatMap { extend(prefix + [$0]) }
        }
        return extend([])
    }
}

/// What is taken over from before a change must not make the result another one.
@Suite struct IncrementalLinearizationTests {
    private struct Graph {
        var members: [Cluster.Member] = []

        func member(_ generator: inout SystemRandomNumberGenerator) -> Cluster.Member {
            let index = members.count
            var parents = TransactionSet.empty
            for parent in members.indices where Int.random(in: 0..<4, using: &generator) == 0 {
                parents.insert(parent)
            }
            let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return Cluster.Member(
                node: MempoolNode(index), txid: Txid(Hash256(bytes)!),
                worth: FeeWeight(
                    fee: Amount(satoshis: .random(in: 0...20, using: &generator)),
                    weight: .random(in: 1...5, using: &generator)), parents: parents)
        }
    }

    private func look(_ cluster: Cluster) -> [[Txid]] {
        cluster.chunks.map { chunk in cluster.members[chunk.range].map(\.txid) }
    }

    @Test func addingOneByOneGivesWhatAllAtOnceDo() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<60 {
            var graph = Graph()
            var last: Cluster?
            for _ in 0..<Int.random(in: 2...24, using: &generator) {
                graph.members.append(graph.member(&generator))
                let places = graph.members.reduce(into: [MempoolNode: Int]()) { $0[$1.node] = $1.node.offset }
                let known = (last?.chunks ?? []).map { chunk in
                    last?.members[chunk.range].reduce(into: TransactionSet.empty) {
                        $0.insert(places[$1.node] ?? 0)
                    } ?? .empty
                }
                let incremental = Cluster(graph.members, known: known)
                #expect(look(incremental) == look(Cluster(graph.members)))
                last = incremental
            }
        }
    }

    @Test func changedFeesAndRemovalsGiveWhatAFreshOrderDoes() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var pool = PoolFixture()
            var all: [Transaction] = []
            for _ in 0..<20 {
                let parents = all.shuffled(using: &generator).prefix(Int.random(in: 0...2, using: &generator))
                let inputs = parents.map { $0.output(UInt32.random(in: 0...1, using: &generator)) }
                    .filter { pool.mempool.spender(of: $0) == nil }
                all.append(pool.add(spending: inputs, fee: .random(in: 0...2000, using: &generator)))
            }
            for _ in 0..<4 {
                let some = try #require(all.randomElement(using: &generator))
                pool.mempool.prioritise(
                    some.txid, by: Amount(satoshis: .random(in: -1000...3000, using: &generator)))
            }
            let gone = all.shuffled(using: &generator).prefix(5)
            _ = pool.mempool.connected(Array(gone), now: 0)
            var fresh = PoolFixture()
            for entry in pool.mempool.inMiningOrder {
                fresh.add(entry.transaction, fee: entry.modifiedFee.satoshis)
            }
            #expect(fresh.mempool.feeRateDiagram == pool.mempool.feeRateDiagram)
            #expect(
                fresh.mempool.inMiningOrder.map(\.transaction.txid)
                    == pool.mempool.inMiningOrder.map(\.transaction.txid))
        }
    }
}
