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
