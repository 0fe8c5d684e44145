import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite(.serialized) struct CompactBlocksConversationTests {
    private static let genesis = ChainParameters.parameters(for: .regtest).genesis.header

    /// A node that has all but the last of some blocks, of which the last has two transactions besides the coinbase.
    private struct Fixture {
        let node: ConversationFixture
        let block: Block
        let spends: [Transaction]

        init(knows known: Range<Int> = 0..<0, options: PeerOptions = PeerOptions()) async throws {
            node = try await ConversationFixture(options: options)
            let other = try await ConversationFixture.makeChain(node.directory.file("other"))
            let blocks = try await ConversationFixture.generate(102, on: other)
            spends = blocks[0..<2].map { Transaction.spending($0.transactions[0]) }
            let contents = BlockContents(transactions: spends, fees: Amount(satoshis: 20_000))
            block = try await ConversationFixture.generate(1, on: other, contents)[0]
            for block in blocks { try await node.chain.accept(block) }
            for transaction in spends[known] {
                let acceptance = try await node.chain.submit(transaction)
                #expect(acceptance.isAccepted)
            }
        }

        /// A peer that sends compact blocks, and was asked for this one.
        func peer(_ number: Int64, _ kind: ConnectionKind = .outboundFullRelay) async throws -> PeerID {
            let peer = try await node.connect(number, kind)
            await node.say(.sendCompact(CompactBlockPreference(isHighBandwidth: false)), peer)
            return peer
        }

        /// Announces the block and gives the request for it.
        func announce(_ peer: PeerID) async -> [InventoryItem] {
            await node.answers(.headers([block.header]), peer).compactMap(\.requested).first ?? []
        }

        func request(_ answers: [NetworkMessage]) -> [Int]? {
            answers.lazy.compactMap { message -> [Int]? in
                if case .getBlockTransactions(let request) = message { request.indexes } else { nil }
            }.first
        }

        var isDone: Bool { get async { await node.tipHash == block.hash } }
    }

    @Test func asksForTheCompactFormOfANewBlock() async throws {
        let fixture = try await Fixture()
        let peer = try await fixture.peer(0)
        #expect(await fixture.announce(peer) == [InventoryItem(.compactBlock, fixture.block.hash.hash)])
        try await fixture.node.close()
    }

    @Test func putsABlockTogetherFromTheMempool() async throws {
        let fixture = try await Fixture(knows: 0..<2)
        let peer = try await fixture.peer(0)
        _ = await fixture.announce(peer)
        let answers = await fixture.node.answers(.compactBlock(CompactBlock(fixture.block)), peer)
        #expect(fixture.request(answers) == nil)
        #expect(await fixture.isDone)
        try await fixture.node.close()
    }

    @Test func asksForTheTransactionsThatAreMissing() async throws {
        let fixture = try await Fixture(knows: 0..<1)
        let peer = try await fixture.peer(0)
        _ = await fixture.announce(peer)
        let answers = await fixture.node.answers(.compactBlock(CompactBlock(fixture.block)), peer)
        #expect(fixture.request(answers) == [2])
        let rest = BlockTransactions(block: fixture.block.hash, transactions: [fixture.spends[1]])
        await fixture.node.say(.blockTransactions(rest), peer)
        #expect(await fixture.isDone)
        try await fixture.node.close()
    }

    @Test func asksForTheWholeBlockWhenTheTransactionsAreNotTheRightOnes() async throws {
        let fixture = try await Fixture(knows: 0..<1)
        let peer = try await fixture.peer(0)
        _ = await fixture.announce(peer)
        await fixture.node.say(.compactBlock(CompactBlock(fixture.block)), peer)
        let wrong = BlockTransactions(block: fixture.block.hash, transactions: [Transaction.sample(5)])
        let answers = await fixture.node.answers(.blockTransactions(wrong), peer)
        #expect(answers.compactMap(\.requested).first?.map(\.kind) == [.witnessBlock])
        #expect(fixture.node.connections[peer].misbehaviour.isEmpty)
        // It gets no second try.
        await fixture.node.say(.blockTransactions(wrong), peer)
        #expect(fixture.node.connections[peer].misbehaviour.count == 1)
        try await fixture.node.close()
    }

    @Test func punishesTheWrongNumberOfTransactions() async throws {
        let fixture = try await Fixture()
        let peer = try await fixture.peer(0)
        _ = await fixture.announce(peer)
        await fixture.node.say(.compactBlock(CompactBlock(fixture.block)), peer)
        let few = BlockTransactions(block: fixture.block.hash, transactions: [fixture.spends[0]])
        await fixture.node.say(.blockTransactions(few), peer)
        #expect(
            fixture.node.connections[peer].misbehaviour
                == ["invalid compact block/non-matching block transactions"])
        try await fixture.node.close()
    }

    @Test func punishesACompactBlockThatCannotBe() async throws {
        let fixture = try await Fixture()
        let peer = try await fixture.peer(0)
        _ = await fixture.announce(peer)
        var bad = CompactBlock(fixture.block)
        bad.prefilled.append(.init(index: 60_000, transaction: fixture.spends[0]))
        await fixture.node.say(.compactBlock(bad), peer)
        #expect(fixture.node.connections[peer].misbehaviour == ["invalid compact block"])
        // Another peer can still send it.
        let honest = try await fixture.peer(1)
        _ = await fixture.announce(honest)
        await fixture.node.say(.block(fixture.block), honest)
        #expect(await fixture.isDone)
        try await fixture.node.close()
    }

    @Test func asksForTheWholeBlockWhenTwoNamesAreTheSame() async throws {
        let fixture = try await Fixture()
        let peer = try await fixture.peer(0)
        _ = await fixture.announce(peer)
        var bad = CompactBlock(fixture.block)
        bad.shortIDs[1] = bad.shortIDs[0]
        let answers = await fixture.node.answers(.compactBlock(bad), peer)
        #expect(answers.compactMap(\.requested).first?.map(\.kind) == [.witnessBlock])
        #expect(fixture.node.connections[peer].misbehaviour.isEmpty)
        try await fixture.node.close()
    }

    @Test func takesNoTransactionsThatItDidNotAskFor() async throws {
        let fixture = try await Fixture(knows: 0..<2)
        let peer = try await fixture.peer(0)
        let rest = BlockTransactions(block: fixture.block.hash, transactions: fixture.spends)
        await fixture.node.say(.blockTransactions(rest), peer)
        #expect(await !fixture.isDone)
        #expect(fixture.node.connections[peer].misbehaviour.isEmpty)
        try await fixture.node.close()
    }

    @Test func ignoresCompactBlocksFromWhoWasNotChosen() async throws {
        let fixture = try await Fixture(knows: 0..<2)
        let peer = try await fixture.peer(0, .inbound)
        await fixture.node.say(.compactBlock(CompactBlock(fixture.block)), peer)
        #expect(await !fixture.isDone)
        #expect(!fixture.node.connections[peer].isDisconnected)
        try await fixture.node.close()
    }

    @Test func asksThoseWhoGaveABlockFirstForHighBandwidth() async throws {
        let fixture = try await Fixture(knows: 0..<2)
        let peer = try await fixture.peer(0)
        _ = await fixture.announce(peer)
        let answers = await fixture.node.answers(.compactBlock(CompactBlock(fixture.block)), peer)
        #expect(answers.contains(.sendCompact(CompactBlockPreference(isHighBandwidth: true))))
        #expect(fixture.node.connections[peer].facts.isHighBandwidthTo)
        try await fixture.node.close()
    }

    @Test func asksNobodyForHighBandwidthWithBlocksOnly() async throws {
        var options = PeerOptions()
        options.ignoresTransactions = true
        let fixture = try await Fixture(options: options)
        let peer = try await fixture.peer(0)
        #expect(await fixture.announce(peer) == [InventoryItem(.witnessBlock, fixture.block.hash.hash)])
        let answers = await fixture.node.answers(.block(fixture.block), peer)
        #expect(!answers.contains(.sendCompact(CompactBlockPreference(isHighBandwidth: true))))
        #expect(await fixture.isDone)
        try await fixture.node.close()
    }

    // MARK: Serving

    @Test func servesTransactionsOfNewBlocks() async throws {
        let fixture = try await Fixture()
        try await fixture.node.chain.accept(fixture.block)
        let peer = try await fixture.peer(0)
        let request = BlockTransactionsRequest(block: fixture.block.hash, indexes: [0, 2])
        let answers = await fixture.node.answers(.getBlockTransactions(request), peer)
        let expected = BlockTransactions(
            block: fixture.block.hash, transactions: [fixture.block.transactions[0], fixture.spends[1]])
        #expect(answers.contains(.blockTransactions(expected)))
        try await fixture.node.close()
    }

    @Test func servesTheWholeOfAnOldBlockInstead() async throws {
        let fixture = try await Fixture()
        let peer = try await fixture.peer(0)
        let old = try #require(await fixture.node.chain.block(atHeight: 5)?.hash)
        let request = BlockTransactionsRequest(block: old, indexes: [0])
        let answers = await fixture.node.answers(.getBlockTransactions(request), peer).map(\.command)
        #expect(answers.contains("block") && !answers.contains("blocktxn"))
        try await fixture.node.close()
    }

    @Test func punishesPlacesBeyondTheBlock() async throws {
        let fixture = try await Fixture()
        try await fixture.node.chain.accept(fixture.block)
        let peer = try await fixture.peer(0)
        await fixture.node.say(
            .getBlockTransactions(BlockTransactionsRequest(block: fixture.block.hash, indexes: [3])), peer)
        #expect(fixture.node.connections[peer].misbehaviour == ["getblocktxn with out-of-bounds tx indices"])
        let empty = try await fixture.peer(1)
        await fixture.node.say(
            .getBlockTransactions(BlockTransactionsRequest(block: fixture.block.hash, indexes: [])), empty)
        #expect(fixture.node.connections[empty].isDisconnected)
        try await fixture.node.close()
    }
}
