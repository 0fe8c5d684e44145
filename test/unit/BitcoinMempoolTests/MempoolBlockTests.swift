import BitcoinPrimitives
import Testing

@testable import BitcoinMempool

/// What blocks and the user's preferences do to the mempool.
@Suite struct MempoolBlockTests {
    @Test func blockTakesItsTransactionsAndWhatContradictsThem() {
        var pool = PoolFixture()
        let confirmed = pool.add(fee: 1000)
        let child = pool.add(spending: [confirmed.output()], fee: 1000)
        let victim = pool.add(fee: 1000)
        let grandchild = pool.add(spending: [victim.output()], fee: 1000)
        let rival = pool.transaction(victim.inputs.map(\.previousOutput), outputs: 1)
        let removed = pool.mempool.connected([confirmed, rival], now: 0)
        let reasons = Dictionary(
            uniqueKeysWithValues: removed.map { ($0.entry.transaction.txid, $0.reason) })
        #expect(
            reasons == [confirmed.txid: .block, victim.txid: .conflict, grandchild.txid: .conflict])
        #expect(pool.mempool.contains(child.txid))
        #expect(pool.mempool.parents(of: child.txid).isEmpty)
        #expect(Set(removed.map(\.sequence)).count == 3)
    }

    @Test func priorityMovesATransactionAndEndsWithItsBlock() {
        var pool = PoolFixture()
        let poor = pool.add(fee: 100)
        let rich = pool.add(fee: 10_000)
        #expect(pool.mempool.inMiningOrder.map(\.transaction.txid) == [rich.txid, poor.txid])
        pool.mempool.prioritise(poor.txid, by: Amount(satoshis: 100_000))
        #expect(pool.mempool.inMiningOrder.map(\.transaction.txid) == [poor.txid, rich.txid])
        #expect(pool.mempool[poor.txid]?.modifiedFee == Amount(satoshis: 100_100))
        #expect(pool.mempool[poor.txid]?.fee == Amount(satoshis: 100))
        pool.mempool.prioritise(poor.txid, by: Amount(satoshis: -100_000))
        #expect(pool.mempool.feeDeltas.isEmpty)
        pool.mempool.prioritise(poor.txid, by: Amount(satoshis: 5))
        _ = pool.mempool.connected([poor], now: 0)
        #expect(pool.mempool.feeDeltas.isEmpty)
    }

    @Test func priorityOfAnAbsentTransactionWaitsForIt() {
        var pool = PoolFixture()
        let transaction = pool.transaction()
        pool.mempool.prioritise(transaction.txid, by: Amount(satoshis: 700))
        pool.add(transaction, fee: 300)
        #expect(pool.mempool[transaction.txid]?.modifiedFee == Amount(satoshis: 1000))
    }

    @Test func prioritiesDoNotOverflow() {
        var pool = PoolFixture()
        let transaction = pool.add(fee: 1000)
        pool.mempool.prioritise(transaction.txid, by: Amount(satoshis: .max))
        #expect(
            pool.mempool.prioritise(transaction.txid, by: Amount(satoshis: .max)) == Amount(satoshis: .max))
        #expect(pool.mempool[transaction.txid]?.modifiedFee == Amount(satoshis: .max))
    }

    @Test func everyChangeIsCounted() {
        var pool = PoolFixture()
        var counts = [pool.mempool.updateCount]
        let transaction = pool.add(fee: 1000)
        counts.append(pool.mempool.updateCount)
        pool.mempool.prioritise(transaction.txid, by: Amount(satoshis: 1))
        counts.append(pool.mempool.updateCount)
        _ = pool.mempool.connected([transaction], now: 0)
        counts.append(pool.mempool.updateCount)
        #expect(Set(counts).count == 4)
    }

    @Test func copyIsASnapshot() {
        var pool = PoolFixture()
        let transaction = pool.add(fee: 1000)
        let copy = pool.mempool
        _ = pool.mempool.connected([transaction], now: 0)
        #expect(copy.contains(transaction.txid))
        #expect(!pool.mempool.contains(transaction.txid))
    }

    @Test func unbroadcastIsForgottenWithTheTransaction() {
        var pool = PoolFixture()
        let transaction = pool.add(fee: 1000)
        let absent = pool.transaction()
        pool.mempool.addUnbroadcast(transaction.txid)
        pool.mempool.addUnbroadcast(absent.txid)
        #expect(pool.mempool.unbroadcast == [transaction.txid])
        _ = pool.mempool.connected([transaction], now: 0)
        #expect(pool.mempool.unbroadcast.isEmpty)
    }

    /// Random changes leave the tables as a mempool would have them that was built anew.
    @Test func tablesAgreeAfterRandomChanges() {
        var generator = SystemRandomNumberGenerator()
        var pool = PoolFixture()
        var alive: [Transaction] = []
        for _ in 0..<400 {
            let parents = alive.shuffled(using: &generator).prefix(Int.random(in: 0...2, using: &generator))
            let inputs = parents.map { $0.output(UInt32.random(in: 0...1, using: &generator)) }
                .filter { pool.mempool.spender(of: $0) == nil }
            let transaction = pool.transaction(inputs)
            if pool.add(transaction, fee: Int64.random(in: 0...5000, using: &generator)) {
                alive.append(transaction)
            }
            switch Int.random(in: 0..<12, using: &generator) {
            case 0:
                if let block = alive.randomElement(using: &generator) {
                    let ancestors = pool.mempool.ancestors(of: block.txid).map(\.transaction)
                    _ = pool.mempool.connected(ancestors + [block], now: 0)
                }
            case 1:
                if let root = alive.randomElement(using: &generator) {
                    _ = pool.mempool.removeRecursively(root, .conflict)
                }
            case 2: _ = pool.mempool.trim(to: pool.mempool.memoryUsage - 1)
            default: break
            }
            alive.removeAll { !pool.mempool.contains($0.txid) }
        }
        var fresh = PoolFixture()
        let order = pool.mempool.inMiningOrder
        #expect(order.count == alive.count)
        for entry in order { fresh.add(entry.transaction, fee: entry.fee.satoshis) }
        #expect(fresh.mempool.inMiningOrder.map(\.transaction.txid) == order.map(\.transaction.txid))
        #expect(fresh.mempool.totalFee == pool.mempool.totalFee)
        #expect(fresh.mempool.feeRateDiagram == pool.mempool.feeRateDiagram)
    }
}
