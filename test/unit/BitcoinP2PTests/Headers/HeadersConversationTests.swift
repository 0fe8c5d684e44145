import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite(.serialized) struct HeadersConversationTests {
    private static let parameters = ChainParameters.parameters(for: .regtest)
    private static let genesis = parameters.genesis.header

    @Test func asksAnOutboundPeerForHeadersFromTheStart() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.open(0, .outboundFullRelay)
        await node.say(.version(ConversationFixture.version()), peer)
        let answers = await node.answers(.verack, peer)
        #expect(answers.compactMap(\.headersRequest).first?.locator == [Self.genesis.hash])
        try await node.close()
    }

    @Test func asksOnePeerOnlyWhileItMayAnswer() async throws {
        let node = try await ConversationFixture()
        let inbound = try await node.open(0)
        await node.say(.version(ConversationFixture.version()), inbound)
        #expect(await node.answers(.verack, inbound).compactMap(\.headersRequest).count == 1)
        let chosen = try await node.open(1, .outboundFullRelay)
        await node.say(.version(ConversationFixture.version()), chosen)
        #expect(await node.answers(.verack, chosen).compactMap(\.headersRequest).isEmpty)
        try await node.close()
    }

    @Test func takesHeadersAndAsksForMoreAfterAFullMessage() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.connect(0, .outboundFullRelay)
        let headers = minedHeaders(MessageLimits.headers, after: Self.genesis, parameters: Self.parameters)
        let answers = await node.answers(.headers(headers), peer)
        #expect(answers.compactMap(\.headersRequest).first?.locator.first == headers.last?.hash)
        #expect(await node.chain.block(try #require(headers.last?.hash))?.height == MessageLimits.headers)
        #expect(node.connections[peer].misbehaviour.isEmpty)
        try await node.close()
    }

    @Test func punishesHeadersWithoutProofOfWork() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.connect(0)
        var header = minedHeaders(1, after: Self.genesis, parameters: Self.parameters)[0]
        while ProofOfWork.isSatisfied(
            hash: header.hash, bits: header.bits, limit: Self.parameters.consensus.proofOfWorkLimit)
        {
            header.nonce += 1
        }
        await node.say(.headers([header]), peer)
        #expect(node.connections[peer].misbehaviour == ["header with invalid proof of work"])
        try await node.close()
    }

    @Test func punishesHeadersThatDoNotFollowEachOther() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.connect(0)
        var headers = minedHeaders(5, after: Self.genesis, parameters: Self.parameters)
        headers.remove(at: 2)
        await node.say(.headers(headers), peer)
        #expect(node.connections[peer].misbehaviour == ["non-continuous headers sequence"])
        #expect(await node.chain.block(headers[0].hash) == nil)
        try await node.close()
    }

    @Test func punishesHeadersThatBreakARule() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.connect(0)
        // The time must be later than the median of those before.
        var early = Self.genesis
        early.time -= 100
        var header = minedHeaders(1, after: early, parameters: Self.parameters)[0]
        header.previousBlock = Self.genesis.hash
        header.nonce = 0
        while !ProofOfWork.isSatisfied(
            hash: header.hash, bits: header.bits, limit: Self.parameters.consensus.proofOfWorkLimit)
        {
            header.nonce += 1
        }
        await node.say(.headers([header]), peer)
        #expect(node.connections[peer].misbehaviour == ["invalid header received"])
        try await node.close()
    }

    @Test func asksForWhatLeadsToHeadersThatDoNotConnect() async throws {
        let node = try await ConversationFixture()
        let peer = try await node.connect(0)
        let headers = minedHeaders(20, after: Self.genesis, parameters: Self.parameters)
        // Any number of them is no misbehaviour; one question waits for its answer.
        var questions = 0
        for header in headers.dropFirst(5) {
            let answers = await node.answers(.headers([header]), peer)
            questions += answers.compactMap(\.headersRequest).count
        }
        #expect(questions <= 1)
        #expect(node.connections[peer].misbehaviour.isEmpty)
        #expect(await node.chain.block(headers[19].hash) == nil)
        await node.say(.headers(headers), peer)
        #expect(await node.chain.block(headers[19].hash)?.height == 20)
        try await node.close()
    }

    @Test func keepsNothingOfAFloodOfCheapHeaders() async throws {
        let work = ProofOfWork.work(bits: Self.genesis.bits)
        let node = try await ConversationFixture { $0.minimumChainWork = work * 1_000_000 }
        let peer = try await node.connect(0, .manual)
        let headers = minedHeaders(
            3 * MessageLimits.headers, after: Self.genesis, parameters: Self.parameters)
        for start in stride(from: 0, to: headers.count, by: MessageLimits.headers) {
            let part = Array(headers[start..<start + MessageLimits.headers])
            let answers = await node.answers(.headers(part), peer)
            // It has to go on until its work is shown.
            #expect(answers.compactMap(\.headersRequest).first?.locator.first == part.last?.hash)
        }
        #expect(await node.chain.block(headers[0].hash) == nil)
        #expect(await node.manager.reports()[peer]?.presyncedHeaders == headers.count)
        // An end without the work: nothing is left of it.
        await node.say(
            .headers(minedHeaders(1, after: try #require(headers.last), parameters: Self.parameters)), peer)
        #expect(await node.manager.reports()[peer]?.presyncedHeaders == -1)
        #expect(await node.chain.block(headers[0].hash) == nil)
        try await node.close()
    }

    @Test func ignoresAShortChainWithoutTheWork() async throws {
        let work = ProofOfWork.work(bits: Self.genesis.bits)
        let node = try await ConversationFixture { $0.minimumChainWork = work * 1000 }
        let peer = try await node.connect(0)
        let headers = minedHeaders(10, after: Self.genesis, parameters: Self.parameters)
        await node.say(.headers(headers), peer)
        #expect(await node.chain.block(headers[0].hash) == nil)
        #expect(!node.connections[peer].isDisconnected)
        try await node.close()
    }

    @Test func takesHeadersInOnceTheyWereShownTwice() async throws {
        let work = ProofOfWork.work(bits: Self.genesis.bits)
        let count = 2 * MessageLimits.headers
        let node = try await ConversationFixture { $0.minimumChainWork = work * UInt64(count) }
        let peer = try await node.connect(0, .manual)
        let headers = minedHeaders(count + 1, after: Self.genesis, parameters: Self.parameters)
        for _ in 0..<2 {
            for start in stride(from: 0, to: headers.count, by: MessageLimits.headers) {
                let end = min(headers.count, start + MessageLimits.headers)
                await node.say(.headers(Array(headers[start..<end])), peer)
                if start == MessageLimits.headers { break }
            }
        }
        #expect(await node.chain.block(headers[count - 1].hash)?.height == count)
        try await node.close()
    }

    @Test func leavesAnOutboundPeerWhoseChainIsNotWorthHaving() async throws {
        let work = ProofOfWork.work(bits: Self.genesis.bits)
        let node = try await ConversationFixture { $0.minimumChainWork = work * 1000 }
        // A peer that is not to be doubted, so that its few headers are taken in.
        let peer = try await node.connect(0, .outboundFullRelay, permissions: .noBan)
        await node.say(.headers(minedHeaders(3, after: Self.genesis, parameters: Self.parameters)), peer)
        #expect(node.connections[peer].isDisconnected)
        try await node.close()
    }

    // MARK: Serving

    @Test func servesHeadersAfterTheLocator() async throws {
        let node = try await ConversationFixture()
        let blocks = try await node.generate(5)
        let peer = try await node.connect(0)
        let all = await node.answers(.getHeaders(LocatorRequest(locator: [Self.genesis.hash])), peer)
        #expect(all.compactMap(\.headers).first == blocks.map(\.header))
        let upToThird = LocatorRequest(locator: [blocks[0].hash], stop: blocks[2].hash)
        let some = await node.answers(.getHeaders(upToThird), peer)
        #expect(some.compactMap(\.headers).first == blocks[1...2].map(\.header))
        let one = await node.answers(.getHeaders(LocatorRequest(locator: [], stop: blocks[3].hash)), peer)
        #expect(one.compactMap(\.headers).first == [blocks[3].header])
        try await node.close()
    }

    @Test(arguments: [true, false])
    func hangsUpOnLocatorsThatAreTooLong(asksForHeaders: Bool) async throws {
        let node = try await ConversationFixture()
        let peer = try await node.connect(0)
        let longest = LocatorRequest(
            locator: Array(repeating: Self.genesis.hash, count: MessageLimits.locator))
        await node.say(asksForHeaders ? .getHeaders(longest) : .getBlocks(longest), peer)
        #expect(!node.connections[peer].isDisconnected)
        let tooLong = LocatorRequest(
            locator: Array(repeating: Self.genesis.hash, count: MessageLimits.locator + 1))
        await node.say(asksForHeaders ? .getHeaders(tooLong) : .getBlocks(tooLong), peer)
        #expect(node.connections[peer].isDisconnected)
        try await node.close()
    }

    @Test func answersWithNoHeadersWhileItsOwnChainIsTooShort() async throws {
        let work = ProofOfWork.work(bits: Self.genesis.bits)
        let node = try await ConversationFixture { $0.minimumChainWork = work * 1000 }
        let peer = try await node.connect(0)
        let request = NetworkMessage.getHeaders(LocatorRequest(locator: [Self.genesis.hash]))
        #expect(await node.answers(request, peer).compactMap(\.headers) == [[]])
        try await node.close()
    }
}
