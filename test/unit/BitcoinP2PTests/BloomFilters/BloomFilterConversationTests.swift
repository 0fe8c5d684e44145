import BitcoinChain
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite(.serialized) struct BloomFilterConversationTests {
    private static let services: ServiceFlags = [.network, .witness, .networkLimited, .bloom]
    /// What the outputs push that the filter is for.
    private static let mark = [UInt8](repeating: 0xab, count: 20)
    private static let marked = Script([20] + mark + [0x75] + ConversationFixture.anyoneCanSpend.array)

    private static var filter: BloomFilter {
        var filter = BloomFilter(bits: [UInt8](repeating: 0, count: 64), hashCount: 11, update: .all)
        filter.insert(mark.span.bytes)
        return filter
    }

    private static func merkleBlock(_ message: NetworkMessage) -> MerkleBlock? {
        if case .merkleBlock(let block) = message { block } else { nil }
    }

    @Test func hangsUpOnFiltersThatItDoesNotOffer() async throws {
        let node = try await ConversationFixture()
        let messages = [
            NetworkMessage.loadBloomFilter(Self.filter), .addToBloomFilter(Bytes([1])), .clearBloomFilter,
        ]
        for (number, message) in messages.enumerated() {
            let peer = try await node.connect(Int64(number))
            await node.say(message, peer)
            #expect(node.connections[peer].isDisconnected)
        }
        try await node.close()
    }

    @Test func provesWhatTheFilterMatchesOfABlock() async throws {
        let node = try await ConversationFixture()
        let coin = try await node.generate(110)[0].transactions[0]
        let wanted = Transaction.spending(coin, script: Self.marked)
        let block = try await node.generate(
            1, BlockContents(transactions: [wanted], fees: Amount(satoshis: 10_000)))[0]
        let peer = try await node.connect(0, localServices: Self.services)
        let request = NetworkMessage.getData([InventoryItem(.filteredBlock, block.hash.hash)])
        // Nothing without a filter.
        #expect(await node.answers(request, peer).isEmpty)
        await node.say(.loadBloomFilter(Self.filter), peer)
        let answers = await node.answers(request, peer)
        #expect(answers.map(\.command) == ["merkleblock", "tx"])
        #expect(answers.compactMap(Self.merkleBlock).first?.provedTransactions() == [wanted.txid])
        #expect(answers.last?.payload == Bytes(wanted.strippedBytes))
        try await node.close()
    }

    @Test func announcesOnlyWhatTheFilterMatches() async throws {
        let node = try await ConversationFixture {
            $0.mempool.minimumRelayRate = FeeRate(satoshisPerKilobyte: 100)
        }
        let coins = try await node.generate(110).prefix(3).map { $0.transactions[0] }
        let silent = ConversationFixture.version(relays: false)
        let peer = try await node.connect(
            0, permissions: .noBan, version: silent, localServices: Self.services)
        #expect(!node.connections[peer].facts.relaysTransactions)
        await node.say(.loadBloomFilter(Self.filter), peer)
        #expect(node.connections[peer].facts.relaysTransactions)
        #expect(node.connections[peer].facts.hasBloomFilter)
        let wanted = Transaction.spending(coins[0], script: Self.marked)
        for transaction in [Transaction.spending(coins[1]), wanted] {
            _ = try await node.chain.broadcast(transaction, maximumFee: .zero)
        }
        #expect(
            await node.wait(peer) { $0.announced }
                == [InventoryItem(.witnessTransactionID, wanted.wtxid.hash)])
        await node.say(.clearBloomFilter, peer)
        #expect(!node.connections[peer].facts.hasBloomFilter)
        let other = Transaction.spending(coins[2])
        _ = try await node.chain.broadcast(other, maximumFee: .zero)
        #expect(await node.wait(peer) { $0.announced }?.map(\.hash) == [other.wtxid.hash])
        try await node.close()
    }

    @Test func punishesFiltersAndElementsThatAreTooLarge() async throws {
        let node = try await ConversationFixture()
        let bad: [NetworkMessage] = [
            .loadBloomFilter(BloomFilter(bits: .init(repeating: 0, count: 36_001), hashCount: 1)),
            .loadBloomFilter(BloomFilter(bits: [0], hashCount: 51)),
            .addToBloomFilter(Bytes([UInt8](repeating: 0, count: 521))),
            // There is no filter to add to.
            .addToBloomFilter(Bytes([1])),
        ]
        for (number, message) in bad.enumerated() {
            let peer = try await node.connect(Int64(number), localServices: Self.services)
            await node.say(message, peer)
            #expect(node.connections[peer].misbehaviour.count == 1)
        }
        let peer = try await node.connect(9, localServices: Self.services)
        await node.say(.loadBloomFilter(BloomFilter(bits: [], hashCount: 1)), peer)
        await node.say(.addToBloomFilter(Bytes([UInt8](repeating: 0, count: 520))), peer)
        #expect(node.connections[peer].misbehaviour.isEmpty)
        try await node.close()
    }

    @Test func tellsTheMempoolToEverybodyAsLongAsThereIsSomethingLeftToSendToday() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.connect(0, localServices: Self.services)
        await node.say(.mempool, peer)
        #expect(!node.connections[peer].isDisconnected)
        node.connections.setUploadLimitReached(all: true, history: true)
        await node.say(.mempool, peer)
        #expect(node.connections[peer].isDisconnected)
        try await node.close()
    }
}
