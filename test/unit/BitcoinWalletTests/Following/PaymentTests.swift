import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinWallet

/// A wallet receives and pays.
@Suite("Payments of a wallet", .timeLimit(.minutes(2))) struct PaymentTests {
    private let scene = WalletScene()

    @Test func minedCoinsAreMatureAfterAHundredBlocks() async throws {
        let wallet = try await scene.wallet()
        try await scene.chain.mine(paying: try await wallet.address())
        try await scene.chain.mine(count: 99)
        #expect(await wallet.allBalances == Balances(immature: .subsidy))
        #expect(await complaint { try await wallet.pay(stranger, 1_000_000) } == "Insufficient funds")
        try await scene.chain.mine(count: 1)
        #expect(await wallet.allBalances == Balances(trusted: .subsidy))
        await wallet.close()
    }

    @Test(arguments: OutputType.allCases)
    func coinsOfEveryTypeOfAddressAreSpent(_ type: OutputType) async throws {
        let wallet = try await scene.wallet()
        try await scene.chain.mine(paying: try await wallet.address(type))
        try await scene.chain.mine(count: 100)
        // The chain checks the signature.
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        #expect(await scene.chain.mempool == [payment])
        #expect(await wallet.state(payment) == .inMempool)
        let paid = payment.outputs.reduce(Amount.zero) { $0 + $1.value }
        #expect(await wallet.allBalances.trusted == paid - Amount(satoshis: 1_000_000_000))
        try await scene.chain.mine()
        #expect(await wallet.perform { $0.ledger[payment.txid]?.isConfirmed } == true)
        await wallet.close()
    }

    @Test func paymentsOfOthersArePendingUntilTheyAreConfirmed() async throws {
        let sender = try await scene.funded()
        let receiver = try await scene.wallet("other")
        try await sender.pay(try await receiver.address(), 300_000_000)
        #expect(await receiver.allBalances == Balances(untrustedPending: Amount(satoshis: 300_000_000)))
        try await scene.chain.mine()
        #expect(await receiver.allBalances == Balances(trusted: Amount(satoshis: 300_000_000)))
        await sender.close()
        await receiver.close()
    }

    @Test func paymentsThatANodeDoesNotTakeAtTheStartAreOfferedWithTheNextBlock() async throws {
        var wallet = try await scene.funded(coins: 2)
        await scene.chain.set { $0.refusal = "bad-txns-inputs-missingorspent" }
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        await wallet.close()
        wallet = try await scene.reloaded()
        try await scene.chain.mine(count: 1)
        #expect(await wallet.state(payment) == .inactive)
        await scene.chain.set { $0.refusal = nil }
        try await scene.chain.mine(count: 1)
        #expect(await wallet.state(payment) == .inMempool)
        #expect(await scene.chain.mempool == [payment])
        // What the node has is not offered again.
        let offers = await scene.chain.broadcasts.count
        try await scene.chain.mine(count: 1)
        #expect(await scene.chain.broadcasts.count == offers)
        await wallet.close()
    }

    /// The block comes while the node is asked whether the payment may still be replaced.
    @Test func aPaymentThatIsConfirmedMeanwhileIsNotReplaced() async throws {
        let wallet = try await scene.funded()
        let payment = try await wallet.pay(stranger, 1_000_000_000) { $0.signalsReplacement = true }
        let chain = scene.chain
        let reason = await complaint {
            _ = try await wallet.bump(payment) {
                await chain.set { chain in
                    chain.whenRelationsAreAskedFor = { _ = try await $0.mine() }
                }
            }
        }
        #expect(reason == "Transaction has been mined, or is conflicted with a mined transaction")
        #expect(await wallet.perform { $0.ledger[payment.txid]?.isConfirmed } == true)
        #expect(await wallet.perform { $0.ledger[payment.txid]?.replacedBy } == nil)
        #expect(await chain.broadcasts.count == 1)
        await wallet.close()
    }

    @Test func whatWasWrittenIsThereAfterReloading() async throws {
        var wallet = try await scene.funded(coins: 2)
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        let before = await wallet.allBalances
        await wallet.close()
        wallet = try await scene.reloaded()
        #expect(await wallet.allBalances == before)
        #expect(await wallet.state(payment) == .inMempool)
        await wallet.close()
    }

    @Test func aWalletThatWasClosedCatchesUp() async throws {
        var wallet = try await scene.funded()
        let script = try await wallet.address()
        await wallet.close()
        try await scene.chain.mine(paying: script)
        try await scene.chain.mine(count: 100)
        wallet = try await scene.reloaded()
        #expect(await wallet.allBalances.trusted == Amount(satoshis: 10_000_000_000))
        #expect(await wallet.perform { $0.ledger.tip?.height } == 202)
        await wallet.close()
    }

    @Test func twoWhoPayAtOnceSpendDifferentCoins() async throws {
        let wallet = try await scene.funded(coins: 4)
        let payments = try await withThrowingTaskGroup(of: Transaction.self) { group in
            for _ in 0..<4 { group.addTask { try await wallet.pay(stranger, 4_500_000_000) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let spent = Set(payments.flatMap { $0.inputs.map(\.previousOutput) })
        #expect(spent.count == 4)
        #expect(await scene.chain.mempool.count == 4)
        await wallet.close()
    }

    // MARK: Which coins

    @Test func lockedCoinsAreNotSpent() async throws {
        let wallet = try await scene.funded()
        let coin = try #require(await wallet.perform { $0.ledger.ownOutputs.keys.first })
        try await wallet.perform { try $0.lock(coin, isPersistent: false) }
        #expect(await complaint { try await wallet.pay(stranger, 1_000_000) } == "Insufficient funds")
        try await wallet.perform { try $0.unlock(coin) }
        try await wallet.pay(stranger, 1_000_000)
        await wallet.close()
    }

    @Test func onlyLocksThatAreToStayAreInTheFile() async throws {
        var wallet = try await scene.funded(coins: 2)
        let coins = await wallet.perform { $0.ledger.ownOutputs.keys.sorted() }
        try await wallet.perform {
            try $0.lock(coins[0], isPersistent: true)
            try $0.lock(coins[1], isPersistent: false)
        }
        await wallet.close()
        wallet = try await scene.reloaded()
        #expect(await wallet.perform { $0.ledger.lockedCoins } == [coins[0]: true])
        // Who chooses a locked coin means it; the lock goes with the coin.
        try await wallet.pay(stranger, 1_000_000) { $0.choose(coins[0]) }
        #expect(await wallet.perform { $0.ledger.lockedCoins }.isEmpty)
        await wallet.close()
        wallet = try await scene.reloaded()
        #expect(await wallet.perform { $0.ledger.lockedCoins }.isEmpty)
        await wallet.close()
    }

    @Test func coinsOfUsedAddressesAreKeptApart() async throws {
        let wallet = try await scene.wallet("w", .avoidReuse)
        let script = try await wallet.address()
        try await scene.chain.mine(paying: script)
        try await scene.chain.mine(count: 100)
        // All that was there is spent, so that the address counts as used and nothing is left.
        try await wallet.pay(stranger, 4_999_000_000)
        try await scene.chain.mine(paying: script)
        try await scene.chain.mine(count: 100)
        let balances = await wallet.allBalances
        #expect(balances.used == .subsidy && balances.trusted < Amount(satoshis: 1_000_000))
        #expect(
            await complaint { try await wallet.pay(stranger, 1_000_000_000) { $0.avoidsReuse = true } }
                == "Insufficient funds")
        let payment = try await wallet.pay(stranger, 1_000_000_000)
        let spent = await wallet.perform { wallet in
            payment.inputs.compactMap { wallet.ledger.output($0.previousOutput)?.scriptPubKey }
        }
        #expect(spent.contains(script))
        await wallet.close()
    }

    @Test func coinsOfAnAddressGoTogetherIfThatIsWanted() async throws {
        let wallet = try await scene.wallet()
        let script = try await wallet.address()
        for _ in 0..<3 { try await scene.chain.mine(paying: script) }
        try await scene.chain.mine(count: 100)
        let payment = try await wallet.pay(stranger, 1_000_000) { $0.avoidsPartialSpends = true }
        #expect(payment.inputs.count == 3)
        await wallet.close()
    }

    @Test func feesAreThoseThatTheNodeEstimates() async throws {
        let wallet = try await scene.funded()
        await scene.chain.set { $0.feeRate = FeeRate(satoshisPerKilobyte: 20_000) }
        let payment = try await wallet.pay(stranger, 1_000_000)
        let paid = payment.outputs.reduce(Amount.zero) { $0 + $1.value }
        let rate = Double((Amount.subsidy - paid).satoshis) / (Double(payment.weight) / 4)
        #expect((20.0...20.6).contains(rate), "\(rate)")
        await scene.chain.set { $0.feeRate = nil }
        #expect(
            await complaint { try await wallet.pay(stranger, 1_000_000) }
                == "Fee estimation failed. Fallbackfee is disabled. Wait a few blocks or enable -fallbackfee."
        )
        await wallet.close()
    }
}
