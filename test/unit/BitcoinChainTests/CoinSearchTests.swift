import BitcoinPrimitives
import Synchronization
import Testing

@testable import BitcoinChain

@Suite(.timeLimit(.minutes(2))) struct CoinSearchTests {
    private let wanted = Script([0x52])

    /// A chain whose block 101 splits the first coinbase into many outputs, every second one wanted.
    private func chainWithManyOutputs(_ fixture: ChainFixture, count: Int) async throws -> ChainManager {
        let manager = try await fixture.open()
        try await manager.generate(100)
        var split = spend(try await manager.coinbase(atHeight: 1))
        split = Transaction(
            version: 2, inputs: split.inputs,
            outputs: (0..<count).map {
                TransactionOutput(
                    value: Amount(satoshis: 1000), scriptPubKey: $0 % 2 == 0 ? anyoneCanSpend : wanted)
            }, lockTime: 0)
        let tip = try #require(await manager.tip)
        try await manager.accept(
            manager.block(after: tip.hash, [split], value: Amount(satoshis: 2_500_000_000)))
        return manager
    }

    @Test func findsWhatIsNotYetOnDiskInTheOrderOfIndexes() async throws {
        let fixture = ChainFixture()
        let manager = try await chainWithManyOutputs(fixture, count: 600)
        let search = try await manager.findCoins(withScripts: [wanted]) { _ in true }
        #expect(search.isComplete)
        #expect(search.tip.height == 101)
        // 100 coinbases that are unspent, and the outputs of the transaction.
        #expect(search.examinedCount == 100 + 600)
        #expect(search.matches.map(\.outPoint.index) == (0..<600).filter { $0 % 2 == 1 })
        #expect(search.matches.allSatisfy { $0.block == search.tip.hash && $0.coin.height == 101 })
        try await manager.close()
    }

    @Test func findsNothingOfSpentOutputs() async throws {
        let fixture = ChainFixture()
        let manager = try await fixture.open()
        let first = Script([0x53])
        let hashes = try await manager.generate(1, payingTo: first)
        try await manager.generate(100)
        #expect(
            try await manager.findCoins(withScripts: [first]) { _ in true }.matches.map(\.block) == hashes)
        let tip = try #require(await manager.tip)
        try await manager.accept(
            manager.block(after: tip.hash, [spend(try await manager.coinbase(atHeight: 1))]))
        #expect(try await manager.findCoins(withScripts: [first]) { _ in true }.matches.isEmpty)
        try await manager.close()
    }

    @Test func endsWhenToldTo() async throws {
        let fixture = ChainFixture()
        let manager = try await chainWithManyOutputs(fixture, count: 20_000)
        let percentages = Mutex<[Int]>([])
        let search = try await manager.findCoins(withScripts: [wanted]) { percentage in
            percentages.withLock { $0.append(percentage) }
            return false
        }
        #expect(!search.isComplete)
        #expect(search.examinedCount == 8192)
        #expect(percentages.withLock { $0.count } == 1)
        #expect(percentages.withLock { (0..<100).contains($0[0]) })
        try await manager.close()
    }
}
