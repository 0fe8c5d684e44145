import BitcoinConsensus
import BitcoinPrimitives
import Synchronization
import Testing

@testable import BitcoinChain

@Suite(.timeLimit(.minutes(2))) struct WarningTests {
    @Test func eachKindIsToldOfOnceAndShownInOrder() {
        let told = Mutex<[String]>([])
        let warnings = NodeWarnings { _, text in told.withLock { $0.append(text) } }
        warnings.set(.preReleaseBuild, "b")
        warnings.set(.largeWorkInvalidChain, "a")
        warnings.set(.largeWorkInvalidChain, "again")
        #expect(warnings.all == ["a", "b"])
        #expect(told.withLock { $0 } == ["b", "a"])
        warnings.clear(.largeWorkInvalidChain)
        #expect(warnings.all == ["b"])
        warnings.set(.largeWorkInvalidChain, "anew")
        #expect(warnings.all == ["anew", "b"])
    }

    @Test func warnsOfABadChainOfMuchMoreWorkUntilThatIsOver() async throws {
        let fixture = ChainFixture()
        let warnings = NodeWarnings()
        let chain = try await ChainManager.open(fixture.configuration, warnings: warnings)
        try await chain.importBlocks()
        try await chain.generate(1)
        var parent = try #require(await chain.tip?.hash)
        var blocks: [Block] = []
        for _ in 0..<7 {
            let block = try await chain.block(after: parent, value: Amount(satoshis: 51 * 100_000_000))
            try await chain.accept(headers: [block.header])
            blocks.append(block)
            parent = block.hash
        }
        for block in blocks.dropFirst().reversed() { try await chain.accept(block) }
        #expect(warnings.all.isEmpty)
        // The rule is broken by the first one, which is found when it is connected.
        try await chain.accept(blocks[0])
        #expect(warnings.all.count == 1)
        #expect(warnings.all.first?.contains("Found invalid chain more than 6 blocks longer") == true)
        #expect(await chain.height == 1)
        try await chain.generate(2)
        #expect(warnings.all.isEmpty)
        try await chain.close()
    }
}
