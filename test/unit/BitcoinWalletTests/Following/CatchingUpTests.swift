import BitcoinInterfaces
import BitcoinPrimitives
import Synchronization
import Testing

@testable import BitcoinWallet

/// A wallet that is behind is told of many blocks at once.
@Suite("A wallet that is behind", .timeLimit(.minutes(2))) struct CatchingUpTests {
    private let scene = WalletScene()

    @Test func aWalletThatIsLedToTheTipKnowsWhatOneKnowsThatIsTold() async throws {
        let wallet = try await scene.funded(coins: 2)
        let own = try await wallet.address()
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        await scene.chain.set { $0.isSilent = true }
        try await scene.chain.mine(paying: own)
        for _ in 0..<40 { try await scene.chain.mine(paying: own, []) }
        try await scene.chain.mine(count: 30)
        #expect(await wallet.perform { $0.ledger.tip?.height } == 102)
        try await scene.chain.leadToTip(from: 103)
        let tip = try await scene.chain.getTip()
        #expect(await wallet.perform { $0.ledger.tip } == tip)
        #expect(await wallet.perform { $0.ledger[payment.txid]?.isConfirmed } == true)
        #expect(await wallet.allBalances.immature == Amount(satoshis: 41 * 5_000_000_000))
        #expect(await wallet.perform { $0.currentLocator.hashes.first } == tip?.hash)
        let known = await wallet.perform { $0.ledger.transactions.mapValues(\.state) }
        await wallet.close()
        // All of that is in the file.
        let reloaded = try await scene.reloaded()
        #expect(await reloaded.perform { $0.ledger.transactions.mapValues(\.state) } == known)
        await reloaded.close()
    }

    @Test func whatABlockHasThatIsNotOnDiskIsNotKnownAndTheRestIs() async throws {
        let wallet = try await scene.wallet()
        let own = try await wallet.address()
        await scene.chain.set { $0.isSilent = true }
        for _ in 0..<3 { try await scene.chain.mine(paying: own) }
        await scene.chain.set { $0.missing = (2...2, .pruning) }
        try await scene.chain.leadToTip(from: 1)
        #expect(await wallet.perform { $0.ledger.tip?.height } == 3)
        #expect(await wallet.allBalances.immature == Amount(satoshis: 10_000_000_000))
        await wallet.close()
    }

    @Test func aBlockThatIsAnotherThanItIsSaidToBeChangesNothing() async throws {
        let wallet = try await scene.wallet()
        await scene.chain.set { $0.isSilent = true }
        for _ in 0..<2 { try await scene.chain.mine(paying: try await wallet.address()) }
        var blocks = try await scene.chain.getBlocks(from: 1, maximumCount: 2)
        (blocks[0].data, blocks[1].data) = (blocks[0].data, blocks[0].data)
        let run = BlockRun(firstHeight: 1, blocks: blocks, tipHeight: 2)
        #expect(await complaint { try await wallet.blocksConnected(run) } != nil)
        #expect(await wallet.perform { $0.ledger.tip?.height } == 0)
        #expect(await wallet.allBalances == Balances())
        await wallet.close()
    }

    @Test func whoLooksIsToldHowFarItIs() async throws {
        let wallet = try await scene.wallet()
        let percents = Percents()
        let handler = wallet.observers.add(percents)
        await scene.chain.set { $0.isSilent = true }
        try await scene.chain.mine(count: 20)
        try await scene.chain.leadToTip(from: 1)
        await wallet.close()
        await percents.waitForEnd()
        // Seven of twenty, and the end; what is between comes too soon after the first.
        #expect(percents.told == [35, 100])
        try await handler.disconnect()
    }

    @Test func progressIsToldNowAndThen() {
        let start = ContinuousClock.now
        var progress = CatchingUp(from: 100)
        #expect(progress.advance(to: 149, of: 199, now: start) == 50)
        #expect(progress.advance(to: 160, of: 199, now: start + .seconds(1)) == nil)
        #expect(progress.advance(to: 199, of: 199, now: start + .seconds(5)) == 100)
        // The chain became shorter meanwhile.
        #expect(progress.advance(to: 210, of: 99, now: start + .seconds(15)) == 100)
        #expect(progress.advance(to: .max, of: .max, now: start + .seconds(25)) == 100)
    }
}

/// Writes down how far a wallet is.
private final class Percents: WalletNotifications {
    private let state = Mutex((told: [Int32](), isEnded: false))

    var told: [Int32] { state.withLock { $0.told } }

    func waitForEnd() async {
        while !state.withLock({ $0.isEnded }) { try? await Task.sleep(for: .milliseconds(2)) }
    }

    func scanProgressed(percent: Int32) async throws { state.withLock { $0.told.append(percent) } }
    func unloaded() async throws { state.withLock { $0.isEnded = true } }
    func transactionChanged(_ txid: Txid) async throws {}
    func addressBookChanged(_ address: WalletAddress) async throws {}
    func statusChanged() async throws {}
    func newsLost() async throws {}
}
