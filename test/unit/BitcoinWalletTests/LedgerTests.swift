import BitcoinInterfaces
import BitcoinPrimitives
import Testing

@testable import BitcoinWallet

/// What blocks and the memory pool do to the transactions of a wallet.
@Suite("Ledger") struct LedgerTests {
    private static let own = Script([0x51])
    private static let foreign = Script([0x52])

    private var ledger = Ledger()

    init() {
        ledger.tip = Self.block(100)
    }

    private static func block(_ height: Int32) -> BlockRef {
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes[0] = UInt8(truncatingIfNeeded: height)
        bytes[1] = UInt8(truncatingIfNeeded: height >> 8)
        return BlockRef(hash: BlockHash(bytes) ?? .zero, height: height)
    }

    private static func coinbase(_ number: UInt8, paying script: Script = own) -> Transaction {
        Transaction(
            version: 2,
            inputs: [
                TransactionInput(
                    previousOutput: OutPoint(txid: .zero, index: .max), scriptSig: Script([1, number]))
            ], outputs: [TransactionOutput(value: .coin, scriptPubKey: script)], lockTime: 0)
    }

    private static func spend(
        _ coins: [OutPoint], paying outputs: [(Int64, Script)], version: UInt32 = 2
    ) -> Transaction {
        Transaction(
            version: version,
            inputs: coins.map { TransactionInput(previousOutput: $0, sequence: 0xffff_fffd) },
            outputs: outputs.map { TransactionOutput(value: Amount(satoshis: $0.0), scriptPubKey: $0.1) },
            lockTime: 0)
    }

    private static func output(_ transaction: Transaction, _ index: UInt32 = 0) -> OutPoint {
        OutPoint(txid: transaction.txid, index: index)
    }

    @discardableResult
    private mutating func add(_ transaction: Transaction, _ state: WalletTransaction.State) -> Bool {
        ledger.add(transaction, state: state, now: 1_700_000_000, isOwn: { $0 == Self.own })
    }

    private mutating func mature(_ number: UInt8 = 1) -> Transaction {
        let coinbase = Self.coinbase(number)
        add(coinbase, .confirmed(Self.block(Int32(number) - 1), index: 0))
        return coinbase
    }

    private func balances(_ ledger: Ledger) -> Balances {
        ledger.balances(spendsUnconfirmedChange: true, countsOutsideOfMempool: true)
    }

    @Test mutating func coinbaseIsMatureAfterAHundredBlocks() throws {
        let coinbase = Self.coinbase(1)
        add(coinbase, .confirmed(Self.block(1), index: 0))
        #expect(balances(ledger).immature == .coin)
        let transaction = try #require(ledger[coinbase.txid])
        #expect(ledger.depth(of: transaction) == 100 && ledger.blocksToMaturity(of: transaction) == 1)
        ledger.tip = Self.block(101)
        #expect(balances(ledger) == Balances(trusted: .coin))
    }

    @Test mutating func changeOfOwnTransactionsIsTrustedAndPaymentsOfOthersAreNot() {
        let coin = mature()
        let payment = Self.spend(
            [Self.output(coin)], paying: [(40_000_000, Self.foreign), (59_000_000, Self.own)])
        add(payment, .inMempool)
        #expect(balances(ledger).trusted == Amount(satoshis: 59_000_000))
        let gift = Self.spend([OutPoint(txid: payment.txid, index: 0)], paying: [(1_000, Self.own)])
        add(gift, .inMempool)
        #expect(balances(ledger).untrustedPending == Amount(satoshis: 1_000))
        #expect(
            ledger.balances(spendsUnconfirmedChange: false).trusted == .zero)
    }

    @Test mutating func whatASpenderOutsideOfTheMempoolSpendsIsNotCountedTwice() {
        let coin = mature()
        add(Self.spend([Self.output(coin)], paying: [(99_000_000, Self.foreign)]), .inactive)
        #expect(ledger.isSpent(Self.output(coin)))
        let all = balances(ledger)
        #expect(all.trusted == .coin && all.outsideOfMempool == -.coin)
        #expect(ledger.balances(spendsUnconfirmedChange: true).trusted == .zero)
    }

    @Test mutating func aBlockWithARivalConflictsWithATransactionAndAllThatDependsOnIt() throws {
        let coin = mature()
        let first = Self.spend([Self.output(coin)], paying: [(90_000_000, Self.own)])
        let child = Self.spend([Self.output(first)], paying: [(80_000_000, Self.own)])
        add(first, .inMempool)
        add(child, .inMempool)
        let rival = Self.spend([Self.output(coin)], paying: [(70_000_000, Self.own)])
        ledger.tip = Self.block(101)
        ledger.markConflicts(with: rival, in: Self.block(101))
        add(rival, .confirmed(Self.block(101), index: 1))
        for txid in [first.txid, child.txid] {
            let transaction = try #require(ledger[txid])
            #expect(transaction.state == .blockConflicted(Self.block(101)))
            #expect(ledger.depth(of: transaction) == -1)
        }
        #expect(balances(ledger).trusted == Amount(satoshis: 70_000_000))

        // The block is taken back: both may be confirmed again.
        add(rival, .inactive)
        ledger.unmarkConflicts(with: rival, inBlockAt: 101)
        ledger.tip = Self.block(100)
        #expect(ledger[first.txid]?.state == .inactive && ledger[child.txid]?.state == .inactive)
    }

    @Test mutating func aTransactionOfTheMempoolConflictsWithItsRivals() throws {
        let coin = mature()
        let first = Self.spend([Self.output(coin)], paying: [(90_000_000, Self.own)])
        add(first, .inactive)
        let rival = Self.spend([Self.output(coin)], paying: [(70_000_000, Self.foreign)])
        ledger.noteInMempool(rival)
        #expect(try #require(ledger[first.txid]).mempoolConflicts == [rival.txid])
        // Neither counts: the wallet's as it is in conflict, the other as it is not the wallet's.
        #expect(!ledger.isSpent(Self.output(coin)))
        ledger.noteOutOfMempool(rival)
        #expect(ledger.isSpent(Self.output(coin)))
        ledger.noteInMempool(rival)
        ledger.forgetMempool()
        #expect(try #require(ledger[first.txid]).mempoolConflicts.isEmpty)
    }

    @Test mutating func abandoningFreesTheCoinsOfATransactionAndItsDescendants() throws {
        let coin = mature()
        let first = Self.spend([Self.output(coin)], paying: [(90_000_000, Self.own)])
        let child = Self.spend([Self.output(first)], paying: [(80_000_000, Self.own)])
        add(first, .inactive)
        add(child, .inactive)
        #expect(ledger.canBeAbandoned(try #require(ledger[first.txid])))
        ledger.abandon(first.txid)
        #expect(ledger[child.txid]?.state == .abandoned)
        #expect(!ledger.isSpent(Self.output(coin)))
        #expect(balances(ledger) == Balances(trusted: .coin))
        // In the memory pool it is wanted again.
        add(first, .inMempool)
        #expect(ledger.isSpent(Self.output(coin)))
        #expect(!ledger.canBeAbandoned(try #require(ledger[first.txid])))
    }

    @Test mutating func aCoinbaseThatLeftTheChainTakesItsDescendantsAlong() {
        let coin = mature()
        let child = Self.spend([Self.output(coin)], paying: [(90_000_000, Self.own)])
        add(child, .inactive)
        add(coin, .abandoned)
        #expect(ledger[child.txid]?.state == .abandoned)
        #expect(balances(ledger) == Balances())
    }

    @Test mutating func spendingALockedCoinUnlocksIt() {
        let coin = mature()
        ledger.lockedCoins[Self.output(coin)] = true
        add(Self.spend([Self.output(coin)], paying: [(90_000_000, Self.foreign)]), .inMempool)
        #expect(ledger.lockedCoins.isEmpty)
        #expect(ledger.unlocked == [Self.output(coin)])
        ledger.markWritten()
        #expect(ledger.unlocked.isEmpty && ledger.changed.isEmpty)
    }

    @Test mutating func aVersion3TransactionHasOneChildInTheMempool() throws {
        let coin = mature()
        let parent = Self.spend(
            [Self.output(coin)], paying: [(40_000_000, Self.own), (50_000_000, Self.own)], version: 3)
        add(parent, .inMempool)
        let child = Self.spend([Self.output(parent, 0)], paying: [(39_000_000, Self.own)], version: 3)
        let sibling = Self.spend([Self.output(parent, 1)], paying: [(49_000_000, Self.own)], version: 3)
        add(sibling, .inactive)
        add(child, .inMempool)
        ledger.noteInMempool(child)
        #expect(try #require(ledger[parent.txid]).version3Child == child.txid)
        #expect(try #require(ledger[sibling.txid]).mempoolConflicts == [child.txid])
        ledger.noteOutOfMempool(child)
        #expect(try #require(ledger[parent.txid]).version3Child == nil)
        #expect(try #require(ledger[sibling.txid]).mempoolConflicts.isEmpty)
    }

    @Test mutating func ownChainsOfAnyLengthAreTrusted() throws {
        var last = Self.output(mature())
        // Longer than recursion would go.
        for number in 0..<20_000 {
            let next = Self.spend([last], paying: [(99_000_000 - Int64(number), Self.own)])
            add(next, .inMempool)
            last = Self.output(next)
        }
        let transaction = try #require(ledger[last.txid])
        var trusted: Set<Txid> = []
        let isTrusted = ledger.isTrusted(transaction, spendsUnconfirmedChange: true, trusted: &trusted)
        #expect(isTrusted)
    }
}
