import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinWallet

/// What a wallet believed is taken back.
@Suite("Reorganisations under a wallet", .timeLimit(.minutes(2))) struct ReorganisationTests {
    private let scene = WalletScene()

    @Test func paymentsOfBlocksThatAreTakenBackWaitAgain() async throws {
        let wallet = try await scene.funded(coins: 2)
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        try await scene.chain.mine()
        #expect(await wallet.perform { $0.ledger[payment.txid]?.isConfirmed } == true)
        try await scene.chain.takeBack(1)
        #expect(await wallet.state(payment) == .inMempool)
        #expect(await wallet.perform { $0.ledger.tip?.height } == 102)
        try await scene.chain.mine()
        #expect(await wallet.perform { $0.ledger[payment.txid]?.isConfirmed } == true)
        await wallet.close()
    }

    @Test func coinbasesOfBlocksThatAreTakenBackAreGone() async throws {
        let wallet = try await scene.wallet()
        let block = try await scene.chain.mine(paying: try await wallet.address())
        #expect(await wallet.allBalances.immature == .subsidy)
        try await scene.chain.takeBack(1)
        #expect(await wallet.allBalances == Balances())
        #expect(await wallet.state(block.transactions[0]) == .abandoned)
        try await scene.chain.mine(count: 1)
        #expect(await wallet.allBalances == Balances())
        await wallet.close()
    }

    @Test func blocksThatANodeGetsBackWhileAWalletIsOpenedAreNotLost() async throws {
        var wallet = try await scene.wallet()
        let block = try await scene.chain.mine(paying: try await wallet.address())
        await wallet.close()
        // The node was killed before it had written its last block.
        try await scene.chain.takeBack(1)
        await scene.chain.set { $0.whenBlockIsFound = { chain in await chain.giveBack(block) } }
        wallet = try await scene.reloaded()
        #expect(await wallet.allBalances.immature == .subsidy)
        #expect(await wallet.perform { $0.ledger.tip?.height } == 1)
        await wallet.close()
        wallet = try await scene.reloaded()
        #expect(await wallet.allBalances.immature == .subsidy)
        await wallet.close()
    }

    @Test func blocksThatANodeLeavesWhileAWalletIsOpenedCountNoMore() async throws {
        let wallet = try await scene.wallet()
        let block = try await scene.chain.mine(paying: try await wallet.address())
        await wallet.close()
        await scene.chain.set { $0.whenBlockIsFound = { chain in try await chain.takeBack(1) } }
        let reloaded = try await scene.reloaded()
        #expect(await reloaded.state(block.transactions[0]) == .abandoned)
        #expect(await reloaded.allBalances == Balances())
        await reloaded.close()
    }

    @Test func aBlockWithARivalMakesAPaymentConflictedUntilItIsTakenBack() async throws {
        let wallet = try await scene.funded()
        let first = try await wallet.pay(stranger, 1_000_000_000)
        let before = await wallet.allBalances
        // Another transaction of the same coin, that the mempool has never seen.
        await scene.chain.set { $0.refusal = "not now" }
        let coin = first.inputs[0].previousOutput
        let rival = try await wallet.perform { wallet in
            let output = try #require(wallet.ledger.output(coin))
            let unsigned = Transaction(
                inputs: [TransactionInput(previousOutput: coin)],
                outputs: [TransactionOutput(value: Amount(satoshis: 2_000_000_000), scriptPubKey: stranger)])
            let outcome = wallet.sign(unsigned, spending: [coin: output])
            #expect(outcome.isComplete)
            return outcome.transaction
        }
        try await scene.chain.mine([rival])
        let state = await wallet.state(first)
        #expect(await scene.chain.mempool.isEmpty)
        guard case .blockConflicted(let place)? = state else {
            Issue.record("\(String(describing: state))")
            return
        }
        #expect(place.height == 102)
        #expect(await wallet.perform { $0.ledger.conflicts(of: $0.ledger[first.txid]!) } == [rival.txid])
        #expect(await wallet.allBalances.trusted == .zero)
        // The other way round it is good again.
        try await scene.chain.takeBack(1)
        #expect(await wallet.state(first) == .inactive)
        #expect(await wallet.perform { $0.ledger[rival.txid]?.isConfirmed } == false)
        try await scene.chain.mine([first])
        #expect(await wallet.allBalances.trusted == before.trusted)
        #expect(await wallet.perform { $0.ledger[rival.txid]?.isBlockConflicted } == true)
        await wallet.close()
    }

    @Test func aWalletThatWasClosedFindsOutWhatWasTakenBack() async throws {
        var wallet = try await scene.funded(coins: 2)
        let script = try await wallet.address()
        try await scene.chain.mine(paying: script)
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        try await scene.chain.mine()
        await wallet.close()
        try await scene.chain.takeBack(2)
        try await scene.chain.mine(count: 3)
        wallet = try await scene.reloaded()
        let tip = try await scene.chain.getTip()
        #expect(await wallet.perform { $0.ledger.tip } == tip)
        #expect(await wallet.allBalances.immature == .zero)
        // The mempool had it again, and the new blocks did not take it.
        #expect(await wallet.state(payment) == .inMempool)
        await wallet.close()
    }

    // MARK: Given up, and sent again

    @Test func whatNobodyKnowsCanBeAbandoned() async throws {
        var wallet = try await scene.funded()
        await scene.chain.set { $0.refusal = "min relay fee not met" }
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        #expect(await wallet.state(payment) == .inactive)
        #expect(await wallet.balances().trusted == .zero)
        try await wallet.perform { try $0.abandon(payment.txid) }
        #expect(await wallet.allBalances.trusted == .subsidy)
        await wallet.close()
        await scene.chain.set { $0.refusal = nil }
        wallet = try await scene.reloaded()
        #expect(await wallet.state(payment) == .abandoned)
        #expect(await scene.chain.mempool.isEmpty)
        // It is not lost: a block may have it all the same.
        try await scene.chain.mine([payment])
        #expect(await wallet.perform { $0.ledger[payment.txid]?.isConfirmed } == true)
        await wallet.close()
    }

    @Test func whatIsInTheMempoolOrAChainCannotBeAbandoned() async throws {
        let wallet = try await scene.funded()
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        let refusal = "Transaction not eligible for abandonment"
        #expect(await complaint { try await wallet.abandon(payment.txid) } == refusal)
        try await scene.chain.mine()
        #expect(await complaint { try await wallet.abandon(payment.txid) } == refusal)
        #expect(
            await complaint { try await wallet.abandon(.zero) } == "Invalid or non-wallet transaction id")
        await wallet.close()
    }

    @Test func whatTheMempoolDroppedIsOfferedAgainWhenTheWalletIsLoaded() async throws {
        var wallet = try await scene.funded()
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        try await scene.chain.evict(payment.txid)
        #expect(await wallet.state(payment) == .inactive)
        await wallet.close()
        wallet = try await scene.reloaded()
        #expect(await wallet.state(payment) == .inMempool)
        let methods = await scene.chain.broadcasts.map(\.method)
        #expect(methods == [.mempoolAndBroadcastToAll, .mempoolWithoutBroadcast])
        await wallet.close()
    }

    @Test func whatIsNotConfirmedIsSentAgainWhenItIsTimeAndABlockHasCome() async throws {
        let wallet = try await scene.funded()
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        let start = NodeClock.now
        // Not before its time.
        try await wallet.resendIfDue()
        #expect(await scene.chain.broadcasts.count == 1)
        // Not if no block has come since.
        await wallet.perform { $0.nextResend = start }
        try await wallet.resendIfDue()
        #expect(await scene.chain.broadcasts.count == 1)
        #expect(await wallet.perform { $0.nextResend } >= start + 12 * 3600)
        await wallet.perform {
            $0.nextResend = start
            $0.bestBlockTime = start + 3600
        }
        try await wallet.resendIfDue()
        let broadcasts = await scene.chain.broadcasts
        #expect(broadcasts.map(\.transaction) == [payment, payment])
        #expect(broadcasts.last?.method == .mempoolAndBroadcastToAll)
        await wallet.close()
    }

    @Test func itsPlaceIsWrittenAlsoWhileBlocksAreOlderThanItsKeys() async throws {
        let wallet = try await scene.wallet()
        await wallet.perform { $0.birthTime = .max / 2 }
        try await scene.chain.mine(count: 150)
        await wallet.close()
        let again = try await Wallet.load(
            name: "w", path: scene.path("w"), options: scene.options, chain: nil
        ).wallet
        let expected = try await scene.chain.getBlockHash(height: 144)
        #expect(await again.perform { $0.baseLocator.hashes.first } == expected)
        await again.close()
    }

    @Test func aReplacementTakesThePlaceOfWhatItReplaces() async throws {
        let wallet = try await scene.funded()
        let first = try await wallet.pay(stranger, 1_000_000_000)
        let second = try await wallet.bump(first)
        #expect(await scene.chain.mempool == [second])
        #expect(await wallet.perform { $0.ledger[first.txid]?.replacedBy } == second.txid)
        try await scene.chain.mine()
        #expect(await wallet.perform { $0.ledger[first.txid]?.isBlockConflicted } == true)
        #expect(await wallet.perform { $0.ledger[second.txid]?.isConfirmed } == true)
        await wallet.close()
    }
}
