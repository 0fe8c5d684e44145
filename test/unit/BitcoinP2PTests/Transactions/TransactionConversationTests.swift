import BitcoinChain
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite(.serialized) struct TransactionConversationTests {
    /// A node with coins that anybody may spend.
    private static func node(
        options: PeerOptions = PeerOptions(), minimumRate: Int64 = 100
    ) async throws -> (node: ConversationFixture, coins: [Transaction]) {
        let node = try await ConversationFixture(options: options) {
            $0.mempool.minimumRelayRate = FeeRate(satoshisPerKilobyte: minimumRate)
        }
        let blocks = try await node.generate(110)
        return (node, blocks.prefix(10).map { $0.transactions[0] })
    }

    private static func announcement(_ transaction: Transaction) -> NetworkMessage {
        .inventory([InventoryItem(.witnessTransactionID, transaction.wtxid.hash)])
    }

    @Test func asksForAnAnnouncedTransactionAndPassesItOn() async throws {
        let (node, coins) = try await Self.node()
        let sender = try await node.connect(0, .outboundFullRelay)
        let other = try await node.connect(1, .inbound, permissions: .noBan)
        let old = try await node.connect(2, .inbound, permissions: .noBan, wtxidRelay: false)
        let transaction = Transaction.spending(coins[0])
        let asked = await node.answers(Self.announcement(transaction), sender)
        #expect(
            asked.compactMap(\.requested) == [[InventoryItem(.witnessTransactionID, transaction.wtxid.hash)]])
        await node.say(.transaction(transaction), sender)
        #expect(await node.chain.mempoolEntry(transaction.txid) != nil)
        #expect(
            await node.wait(other) { $0.announced }
                == [InventoryItem(.witnessTransactionID, transaction.wtxid.hash)])
        #expect(
            await node.wait(old) { $0.announced } == [InventoryItem(.transaction, transaction.txid.hash)])
        // Not to whom it came from.
        #expect(node.connections.takeSent(sender).compactMap(\.announced).isEmpty)
        let served = await node.answers(
            .getData([InventoryItem(.witnessTransactionID, transaction.wtxid.hash)]), other)
        #expect(served == [.transaction(transaction)])
        try await node.close()
    }

    @Test func servesNothingThatItHasNotAnnounced() async throws {
        let (node, coins) = try await Self.node()
        let peer = try await node.connect(0)
        let transaction = Transaction.spending(coins[0])
        _ = try await node.chain.submit(transaction)
        let item = InventoryItem(.witnessTransactionID, transaction.wtxid.hash)
        #expect(await node.answers(.getData([item]), peer) == [.notFound([item])])
        try await node.close()
    }

    @Test func announcesWhatUsersSendUntilSomebodyAsksForIt() async throws {
        let (node, coins) = try await Self.node()
        let peer = try await node.connect(0, .inbound, permissions: .noBan)
        let transaction = Transaction.spending(coins[0])
        _ = try await node.chain.broadcast(transaction, maximumFee: .zero)
        #expect(await node.chain.mempool.unbroadcast == [transaction.txid])
        let item = try #require(await node.wait(peer) { $0.announced }?.first)
        // Who comes later hears of it when it is announced again.
        let later = try await node.connect(1, .inbound, permissions: .noBan)
        await node.manager.rebroadcast()
        #expect(await node.wait(later) { $0.announced } == [item])
        await node.say(.getData([item]), peer)
        #expect(await node.chain.mempool.unbroadcast.isEmpty)
        try await node.close()
    }

    @Test func announcesNothingBelowThePeersFeeFilter() async throws {
        let (node, coins) = try await Self.node()
        let peer = try await node.connect(0, .inbound, permissions: .noBan)
        await node.say(.feeFilter(100_000), peer)
        let cheap = Transaction.spending(coins[0], fee: 1000)
        let dear = Transaction.spending(coins[1], fee: 100_000)
        _ = try await node.chain.broadcast(cheap, maximumFee: .zero)
        _ = try await node.chain.broadcast(dear, maximumFee: .zero)
        #expect(await node.wait(peer) { $0.announced }?.map(\.hash) == [dear.wtxid.hash])
        #expect(await node.manager.reports()[peer]?.feeFilter == 100_000)
        // Out of range: not heeded.
        await node.say(.feeFilter(-1), peer)
        await node.say(.feeFilter(.max), peer)
        #expect(await node.manager.reports()[peer]?.feeFilter == 100_000)
        try await node.close()
    }

    @Test func announcesNothingToWhoWantsNoTransactions() async throws {
        let (node, coins) = try await Self.node()
        let version = ConversationFixture.version(relays: false)
        let silent = try await node.connect(0, .inbound, permissions: .noBan, version: version)
        let other = try await node.connect(1, .inbound, permissions: .noBan)
        let transaction = Transaction.spending(coins[0])
        _ = try await node.chain.broadcast(transaction, maximumFee: .zero)
        #expect(await node.wait(other) { $0.announced } != nil)
        #expect(node.connections.takeSent(silent).compactMap(\.announced).isEmpty)
        let item = InventoryItem(.witnessTransactionID, transaction.wtxid.hash)
        #expect(await node.answers(.getData([item]), silent).isEmpty)
        try await node.close()
    }

    @Test func keepsAnOrphanAndAsksForItsParents() async throws {
        let (node, coins) = try await Self.node()
        let peer = try await node.connect(0, .outboundFullRelay)
        let parent = Transaction.spending(coins[0])
        let child = Transaction.spending(parent)
        _ = await node.answers(Self.announcement(child), peer)
        await node.say(.transaction(child), peer)
        #expect(await node.manager.orphans.map(\.transaction) == [child])
        let asked = await node.wait(peer) { $0.requested }
        #expect(asked == [InventoryItem(.witnessTransaction, parent.txid.hash)])
        await node.say(.transaction(parent), peer)
        #expect(await node.chain.mempoolEntry(child.txid) != nil)
        #expect(await node.manager.orphans.isEmpty)
        try await node.close()
    }

    @Test func triesAParentThatPaysTooLittleWithItsChild() async throws {
        let (node, coins) = try await Self.node(minimumRate: 1000)
        let peer = try await node.connect(0, .outboundFullRelay)
        let parent = Transaction.spending(coins[0], fee: 0)
        let child = Transaction.spending(parent, fee: 50_000)
        await node.say(.transaction(child), peer)
        await node.say(.transaction(parent), peer)
        #expect(await node.chain.mempoolEntry(parent.txid) != nil)
        #expect(await node.chain.mempoolEntry(child.txid) != nil)
        try await node.close()
    }

    @Test func takesAllThatWaitsForAParentBeforeThePeersNextMessage() async throws {
        let (node, coins) = try await Self.node()
        let peer = try await node.connect(0, .outboundFullRelay)
        var chain = [Transaction.spending(coins[0])]
        for _ in 0..<8 { chain.append(.spending(chain[chain.count - 1])) }
        for orphan in chain.dropFirst() { await node.say(.transaction(orphan), peer) }
        #expect(await node.manager.orphans.count == 8)
        await node.say(.transaction(chain[0]), peer)
        #expect(await node.answers(.ping(1), peer).contains(.pong(1)))
        #expect(await node.manager.orphans.isEmpty)
        for transaction in chain { #expect(await node.chain.mempoolEntry(transaction.txid) != nil) }
        try await node.close()
    }

    @Test func doesNotAskAgainForWhatItHasRefused() async throws {
        let (node, coins) = try await Self.node()
        let first = try await node.connect(0, .outboundFullRelay)
        let second = try await node.connect(1, .outboundFullRelay)
        var bad = Transaction.spending(coins[0])
        bad = Transaction(
            version: 2, inputs: bad.inputs,
            outputs: [
                TransactionOutput(
                    value: Amount(satoshis: coins[0].outputs[0].value.satoshis + 1),
                    scriptPubKey: ConversationFixture.anyoneCanSpend)
            ], lockTime: 0)
        await node.say(.transaction(bad), first)
        #expect(await node.answers(Self.announcement(bad), second).compactMap(\.requested).isEmpty)
        // The next block may make it right.
        try await node.generate(1)
        #expect(await !node.answers(Self.announcement(bad), second).compactMap(\.requested).isEmpty)
        try await node.close()
    }

    @Test func asksForNothingThatIsInABlock() async throws {
        let (node, coins) = try await Self.node()
        let peer = try await node.connect(0, .outboundFullRelay)
        let transaction = Transaction.spending(coins[0])
        try await node.generate(
            1, BlockContents(transactions: [transaction], fees: Amount(satoshis: 10_000)))
        #expect(await node.answers(Self.announcement(transaction), peer).compactMap(\.requested).isEmpty)
        try await node.close()
    }

    @Test func limitsWhatOnePeerMayAnnounce() async throws {
        let (node, _) = try await Self.node()
        let peer = try await node.connect(0)
        for part in 0..<4 {
            let items = (0..<2000).map {
                InventoryItem(.witnessTransactionID, Transaction.sample(UInt32(part * 2000 + $0)).wtxid.hash)
            }
            await node.say(.inventory(items), peer)
        }
        #expect(await node.manager.downloads.announcementCount(of: peer) == 5000)
        try await node.close()
    }

    @Test func hangsUpOnTransactionsWithBlocksOnly() async throws {
        var options = PeerOptions()
        options.ignoresTransactions = true
        let (node, coins) = try await Self.node(options: options)
        let transaction = Transaction.spending(coins[0])
        let announcer = try await node.connect(0)
        await node.say(Self.announcement(transaction), announcer)
        #expect(node.connections[announcer].isDisconnected)
        let sender = try await node.connect(1)
        await node.say(.transaction(transaction), sender)
        #expect(node.connections[sender].isDisconnected)
        let allowed = try await node.connect(2, .inbound, permissions: .relay)
        await node.say(.transaction(transaction), allowed)
        #expect(await node.chain.mempoolEntry(transaction.txid) != nil)
        try await node.close()
    }

    @Test func hangsUpOnTransactionsOverBlockConnections() async throws {
        let (node, coins) = try await Self.node()
        let peer = try await node.connect(0, .blockRelayOnly)
        await node.say(.transaction(Transaction.spending(coins[0])), peer)
        #expect(node.connections[peer].isDisconnected)
        try await node.close()
    }

    @Test func tellsAllOfTheMempoolOnlyToWhoMayAsk() async throws {
        let (node, coins) = try await Self.node()
        let transactions = coins.prefix(3).map { Transaction.spending($0) }
        for transaction in transactions { _ = try await node.chain.submit(transaction) }
        let allowed = try await node.connect(0, .inbound, permissions: [.mempool, .noBan])
        await node.say(.mempool, allowed)
        let announced = await node.wait(allowed) { $0.announced }
        #expect(Set(announced?.map(\.hash) ?? []) == Set(transactions.map(\.wtxid.hash)))
        let stranger = try await node.connect(1)
        await node.say(.mempool, stranger)
        #expect(node.connections[stranger].isDisconnected)
        try await node.close()
    }

    @Test func hangsUpOnRequestsForFiltersThatItDoesNotOffer() async throws {
        let (node, _) = try await Self.node()
        let stop = try #require(await node.tipHash)
        let messages: [NetworkMessage] = [
            .getFilters(BlockFilterRequest(filterType: 0, startHeight: 0, stop: stop)),
            .getFilterHeaders(BlockFilterRequest(filterType: 0, startHeight: 0, stop: stop)),
            .getFilterCheckpoints(FilterCheckpointRequest(filterType: 0, stop: stop)),
        ]
        for (number, message) in messages.enumerated() {
            let peer = try await node.connect(Int64(number))
            await node.say(message, peer)
            #expect(node.connections[peer].isDisconnected)
        }
        try await node.close()
    }
}
