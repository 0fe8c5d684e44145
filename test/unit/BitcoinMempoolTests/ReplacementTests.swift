import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

@Suite struct ReplacementTests {
    private let rate = FeeRate(satoshisPerKilobyte: 1000)
    private let txid = Txid(Hash256([UInt8](repeating: 7, count: 32))!)

    private func problem(_ old: Int64, _ new: Int64, size: Int = 200) -> String? {
        ReplacementRules.paymentProblem(
            replacing: Amount(satoshis: old), with: Amount(satoshis: new), virtualSize: size, at: rate,
            by: txid)
    }

    @Test func paysAtLeastWhatItReplaces() {
        #expect(
            problem(1000, 999)
                == "rejecting replacement \(txid), less fees than conflicting txs; 0.00000999 < 0.00001")
    }

    @Test func paysForItsOwnRelayOnTop() {
        #expect(problem(1000, 1200) == nil)
        #expect(
            problem(1000, 1199)
                == "rejecting replacement \(txid), not enough additional fees to relay; 0.00000199 < 0.000002"
        )
    }

    @Test func concernsAtMost100Clusters() throws {
        var pool = PoolFixture()
        let replaced = (0..<101).map { _ in pool.add(fee: 1000) }
        var change = MempoolChange()
        try change.remove(conflicts: Set(replaced.prefix(100).map(\.txid)), from: pool.mempool)
        #expect(change.removals.count == 100)
        var tooMany = MempoolChange()
        let error = #expect(throws: TooManyReplacements.self) {
            try tooMany.remove(conflicts: Set(replaced.map(\.txid)), from: pool.mempool)
        }
        #expect(error?.clusterCount == 101)
        #expect(
            error.map { ReplacementRules.description(of: $0, by: txid) }
                == "rejecting replacement \(txid); too many conflicting clusters (101 > 100)")
    }

    @Test func descendantsGoAndTheirFeesCount() throws {
        var pool = PoolFixture()
        let parent = pool.add(fee: 1000)
        let child = pool.add(spending: [parent.output()], fee: 2000)
        let grandchild = pool.add(spending: [child.output()], fee: 3000)
        pool.mempool.prioritise(grandchild.txid, by: Amount(satoshis: 500))
        var change = MempoolChange()
        try change.remove(conflicts: [parent.txid], from: pool.mempool)
        #expect(change.removedFees == Amount(satoshis: 6500))
        #expect(Set(change.removals.map(\.transaction.txid)) == [parent.txid, child.txid, grandchild.txid])
    }

    /// A replacement that pays more but is so large that the next block gets worse is refused.
    @Test func improvesTheDiagramOrFails() throws {
        var pool = PoolFixture()
        let old = pool.add(fee: 1000)
        let conflict = old.inputs[0].previousOutput
        let huge = pool.transaction([conflict], padding: 5000)
        var change = MempoolChange()
        change.add(pool.entry(huge, fee: 2000), to: pool.mempool)
        try change.remove(conflicts: [old.txid], from: pool.mempool)
        #expect(change.improvesDiagram(of: pool.mempool) == false)

        let better = pool.transaction([conflict], outputs: 1)
        var good = MempoolChange()
        good.add(pool.entry(better, fee: 1001), to: pool.mempool)
        try good.remove(conflicts: [old.txid], from: pool.mempool)
        #expect(good.improvesDiagram(of: pool.mempool) == true)
    }

    @Test func equalDiagramIsNoImprovement() {
        let chunk = FeeWeight(fee: Amount(satoshis: 100), weight: 400)
        #expect(!FeeRateDiagram.improves([chunk], over: [chunk]))
        #expect(FeeRateDiagram.improves([chunk], over: []))
        #expect(!FeeRateDiagram.improves([], over: [chunk]))
    }

    @Test func crossingDiagramsAreNoImprovement() {
        func chunk(_ fee: Int64, _ weight: Int) -> FeeWeight {
            FeeWeight(fee: Amount(satoshis: fee), weight: weight)
        }
        // More in the end, but less at first.
        #expect(!FeeRateDiagram.improves([chunk(150, 400)], over: [chunk(100, 100)]))
        // More at first, but less in the end.
        #expect(!FeeRateDiagram.improves([chunk(90, 50)], over: [chunk(100, 100)]))
        #expect(FeeRateDiagram.improves([chunk(100, 100), chunk(1, 100)], over: [chunk(100, 100)]))
    }

    @Test func signalsByItselfOrByAnAncestor() {
        var pool = PoolFixture()
        let quiet = pool.add(fee: 1000)
        let signalling = pool.transaction(sequence: 0xffff_fffd)
        pool.add(signalling, fee: 1000)
        let child = pool.add(spending: [signalling.output()], fee: 1000)
        let mempool = pool.mempool
        #expect(mempool[quiet.txid].map(mempool.signalsReplaceability) == false)
        #expect(mempool[signalling.txid].map(mempool.signalsReplaceability) == true)
        #expect(mempool[child.txid].map(mempool.signalsReplaceability) == true)
    }
}
