import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite(.serialized) struct BlocksConversationTests {
    private static let genesis = ChainParameters.parameters(for: .regtest).genesis.header

    /// Hands out what was asked for, until nothing more is.
    private func serve(_ blocks: [Block], to node: ConversationFixture, from peer: PeerID) async throws {
        let byHash = Dictionary(uniqueKeysWithValues: blocks.map { ($0.hash.hash, $0) })
        var waiting = node.connections.takeSent(peer).compactMap(\.requested).joined().map(\.hash)
        while let hash = waiting.first {
            waiting.removeFirst()
            let answers = await node.answers(.block(try #require(byHash[hash])), peer)
            waiting += answers.compactMap(\.requested).joined().map(\.hash)
        }
    }

    @Test func downloadsAChain() async throws {
        let node = try await ConversationFixture()
        let blocks = try await node.makeOtherChain(60)
        let peer = try await node.connect(0, .outboundFullRelay)
        let first = await node.answers(.headers(blocks.map(\.header)), peer).compactMap(\.requested)
        #expect(first.joined().count == BlockRequests.maximumPerPeer)
        #expect(first.joined().allSatisfy { $0.kind == .witnessBlock })
        for item in first.joined() {
            await node.say(.block(try #require(blocks.first { $0.hash.hash == item.hash })), peer)
        }
        try await serve(blocks, to: node, from: peer)
        #expect(await node.tipHash == blocks.last?.hash)
        #expect(await node.manager.reports()[peer]?.blocksInFlight.isEmpty == true)
        try await node.close()
    }

    @Test func sharesTheDownloadAmongPeers() async throws {
        let node = try await ConversationFixture()
        let blocks = try await node.makeOtherChain(60)
        var asked: [Hash256] = []
        for number in 0..<3 {
            let peer = try await node.connect(Int64(number), .outboundFullRelay)
            let answers = await node.answers(.headers(blocks.map(\.header)), peer)
            asked += answers.compactMap(\.requested).joined().map(\.hash)
        }
        #expect(asked.count == 3 * BlockRequests.maximumPerPeer)
        #expect(Set(asked).count == asked.count)
        try await node.close()
    }

    @Test func asksOthersForTheBlocksOfAPeerThatHasGone() async throws {
        let node = try await ConversationFixture()
        let blocks = try await node.makeOtherChain(10)
        let first = try await node.connect(0, .outboundFullRelay)
        let second = try await node.connect(1, .outboundFullRelay)
        await node.say(.headers(blocks.map(\.header)), first)
        #expect(await node.answers(.headers(blocks.map(\.header)), second).compactMap(\.requested).isEmpty)
        await node.manager.disconnected(first)
        let asked = await node.wait(second) { $0.requested }
        #expect(asked?.map(\.hash) == blocks.map(\.hash.hash))
        try await node.close()
    }

    @Test func punishesAMutatedBlockAndTakesTheRightOne() async throws {
        let node = try await ConversationFixture()
        let blocks = try await node.makeOtherChain(1)
        let peer = try await node.connect(0, .outboundFullRelay)
        await node.say(.headers(blocks.map(\.header)), peer)
        var bad = blocks[0].transactions
        bad.append(bad[0])
        await node.say(.block(Block(header: blocks[0].header, transactions: bad)), peer)
        #expect(node.connections[peer].misbehaviour == ["mutated block"])
        let honest = try await node.connect(1, .outboundFullRelay)
        await node.say(.headers(blocks.map(\.header)), honest)
        await node.say(.block(blocks[0]), honest)
        #expect(await node.tipHash == blocks[0].hash)
        #expect(node.connections[honest].misbehaviour.isEmpty)
        try await node.close()
    }

    @Test func punishesTheSenderOfABlockThatBreaksARule() async throws {
        let node = try await ConversationFixture()
        let good = try await node.makeOtherChain(1)[0]
        let coinbase = good.transactions[0]
        let greedy = Transaction(
            version: coinbase.version, inputs: coinbase.inputs,
            outputs: coinbase.outputs.enumerated().map { index, output in
                index == 0
                    ? TransactionOutput(
                        value: Amount(satoshis: output.value.satoshis + 1), scriptPubKey: output.scriptPubKey)
                    : output
            }, lockTime: coinbase.lockTime)
        var header = good.header
        header.merkleRoot = MerkleTree.root([greedy.txid.hash]).hash
        var tries: UInt64 = 10_000
        let bad = try #require(
            ChainManager.solve(
                Block(header: header, transactions: [greedy]), parameters: .parameters(for: .regtest),
                tries: &tries))
        let peer = try await node.connect(0)
        await node.say(.block(bad), peer)
        #expect(node.connections[peer].misbehaviour.count == 1)
        #expect(await node.tipHash == Self.genesis.hash)
        try await node.close()
    }

    @Test func asksForHeadersWhenAnUnknownBlockIsAnnounced() async throws {
        let node = try await ConversationFixture()
        let blocks = try await node.makeOtherChain(3)
        try await node.generate(1)
        let peer = try await node.connect(0)
        let items = blocks.map { InventoryItem(.block, $0.hash.hash) }
        let answers = await node.answers(.inventory(items), peer)
        // The headers may have been asked for already when the peer came.
        #expect(answers.compactMap(\.requested).isEmpty)
        try await node.close()
    }

    // MARK: Serving

    @Test func servesBlocksWithAndWithoutWitnesses() async throws {
        let node = try await ConversationFixture()
        let block = try await node.generate(1)[0]
        let peer = try await node.connect(0)
        let hash = block.hash.hash
        let full = await node.answers(.getData([InventoryItem(.witnessBlock, hash)]), peer)
        #expect(full.map(\.command) == ["block"])
        #expect(
            try full.first.map { try NetworkMessage(command: "block", payload: $0.payload) } == .block(block))
        let stripped = await node.answers(.getData([InventoryItem(.block, hash)]), peer)
        #expect(stripped.first?.payload.count == block.strippedSize)
        let compact = await node.answers(.getData([InventoryItem(.compactBlock, hash)]), peer)
        #expect(compact.map(\.command) == ["cmpctblock"])
        try await node.close()
    }

    @Test func saysNothingAboutBlocksThatItDoesNotHave() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.connect(0)
        let items = (0..<1000).map { InventoryItem(.witnessBlock, Transaction.sample($0).txid.hash) }
        #expect(await node.answers(.getData(items), peer).isEmpty)
        #expect(!node.connections[peer].isDisconnected)
        try await node.close()
    }

    @Test func ignoresUnknownKindsOfItems() async throws {
        let node = try await ConversationFixture()
        let block = try await node.generate(1)[0]
        let peer = try await node.connect(0)
        let items =
            (0..<500).map { InventoryItem(.init(rawValue: 90 + $0), block.hash.hash) }
            + [InventoryItem(.witnessBlock, block.hash.hash)]
        #expect(await node.answers(.getData(items), peer).map(\.command) == ["block"])
        try await node.close()
    }

    @Test func hangsUpOnRequestsForFilteredBlocks() async throws {
        let node = try await ConversationFixture()
        let block = try await node.generate(1)[0]
        let peer = try await node.connect(0)
        await node.say(.getData([InventoryItem(.filteredBlock, block.hash.hash)]), peer)
        #expect(node.connections[peer].isDisconnected)
        try await node.close()
    }

    @Test func servesOldBlocksOnlyBelowTheUploadLimit() async throws {
        let node = try await ConversationFixture()
        let blocks = try await node.generate(2)
        node.connections.setUploadLimitReached(history: true)
        let peer = try await node.connect(0)
        // The first block of the network is of 2011.
        let new = await node.answers(.getData([InventoryItem(.witnessBlock, blocks[1].hash.hash)]), peer)
        #expect(new.map(\.command) == ["block"])
        let trusted = try await node.connect(1, permissions: .download)
        let item = InventoryItem(.witnessBlock, Self.genesis.hash.hash)
        #expect(await node.answers(.getData([item]), trusted).map(\.command) == ["block"])
        #expect(await node.answers(.getData([item]), peer).isEmpty)
        #expect(node.connections[peer].isDisconnected)
        try await node.close()
    }

    @Test func servesTheLastBlocksOnlyWhereItOffersNoMore() async throws {
        let node = try await ConversationFixture()
        let blocks = try await node.generate(300)
        let peer = try await node.connect(0, localServices: [.networkLimited, .witness])
        let recent = InventoryItem(.witnessBlock, blocks[20].hash.hash)
        #expect(await node.answers(.getData([recent]), peer).map(\.command) == ["block"])
        await node.say(.getData([InventoryItem(.witnessBlock, blocks[5].hash.hash)]), peer)
        #expect(node.connections[peer].isDisconnected)
        try await node.close()
    }

    @Test func announcesAtMostFiveHundredBlocksForGetBlocksAndGoesOn() async throws {
        let node = try await ConversationFixture()
        let blocks = try await node.generate(510)
        let peer = try await node.connect(0)
        let answers = await node.answers(.getBlocks(LocatorRequest(locator: [Self.genesis.hash])), peer)
        let announced = Array(answers.compactMap(\.announced).joined())
        #expect(announced.map(\.hash) == blocks.prefix(500).map(\.hash.hash))
        // The last of them brings the tip, so that the peer asks for the rest.
        let last = await node.answers(.getData([InventoryItem(.block, blocks[499].hash.hash)]), peer)
        #expect(last.compactMap(\.announced).joined().map(\.hash) == [blocks[509].hash.hash])
        try await node.close()
    }

    @Test func announcesNewBlocksAsThePeerLikes() async throws {
        let node = try await ConversationFixture()
        try await node.generate(2)
        let tip = try #require(await node.tipHash)
        let header = try #require(await node.chain.block(tip)?.header)
        let plain = try await node.connect(0)
        let modern = try await node.connect(1)
        let fast = try await node.connect(2)
        await node.say(.sendHeaders, modern)
        await node.say(.sendCompact(CompactBlockPreference(isHighBandwidth: true)), fast)
        for peer in [plain, modern, fast] { await node.say(.headers([header]), peer) }
        for peer in [plain, modern, fast] { _ = node.connections.takeSent(peer) }
        let block = try await node.generate(1)[0]
        #expect(await node.wait(plain) { $0.announced }?.map(\.hash) == [block.hash.hash])
        #expect(await node.wait(modern) { $0.headers } == [block.header])
        let compact = await node.wait(fast) { message -> BlockHash? in
            if case .compactBlock(let compact) = message { compact.header.hash } else { nil }
        }
        #expect(compact == block.hash)
        try await node.close()
    }
}
