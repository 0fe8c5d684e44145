import BitcoinPrimitives
import BitcoinStorage
import Testing

@testable import BitcoinChain
@testable import BitcoinConsensus

@Suite(.timeLimit(.minutes(4))) struct PruningTests {
    /// A snapshot's chain that removes files by hand.
    private func snapshotFixture() async throws -> SnapshotFixture {
        var fixture = try await SnapshotFixture()
        fixture.node.configuration.fastPrune = true
        fixture.node.configuration.pruneTargetBytes = ChainConfiguration.pruneManually
        return fixture
    }

    @Test func removesAllFilesBehindAValidatedSnapshotAtOnce() async throws {
        let fixture = try await snapshotFixture()
        let chain = try await fixture.openNode()
        try await chain.loadSnapshot(fixture.reader())
        for block in fixture.blocks.reversed() { try await chain.accept(block) }
        #expect(await chain.prunedHeight == nil)
        try await chain.generate(300)
        // Blocks before that of the snapshot are in a file of their own, to which nothing will be appended.
        try await chain.prune(upTo: await chain.height)
        #expect(await chain.prunedHeight == fixture.baseHeight - 1)
        try await chain.close()
        let again = try await fixture.node.open()
        #expect(await again.prunedHeight == fixture.baseHeight - 1)
        #expect(try await again.verify(level: 4, depth: 0) == .skippedMissingBlocks)
        try await again.generate(1)
        try await again.close()
    }

    @Test func keepsByHandWhatASnapshotStillHasToBeValidatedWith() async throws {
        let fixture = try await snapshotFixture()
        let chain = try await fixture.openNode(blocks: 60)
        try await chain.loadSnapshot(fixture.reader())
        for block in fixture.blocks.dropFirst(fixture.baseHeight) { try await chain.accept(block) }
        try await chain.generate(300)
        try await chain.prune(upTo: await chain.height)
        for height in 1...60 {
            #expect(await chain.block(fixture.blocks[height - 1].hash)?.dataPosition != nil)
        }
        for block in fixture.blocks.prefix(fixture.baseHeight) { try await chain.accept(block) }
        #expect(await chain.backgroundValidation == nil)
        try await chain.close()
    }

    @Test func comesDownToANewTarget() async throws {
        var fixture = ChainFixture()
        fixture.configuration.fastPrune = true
        fixture.configuration.parameters.pruneAfterHeight = 100
        var chain = try await fixture.open()
        try await chain.generate(600)
        try await chain.close()
        // Room for one more chunk of either kind, and for less than there is.
        fixture.configuration.minimumPruneTargetBytes = 0
        fixture.configuration.pruneTargetBytes = (16 << 10) + (1 << 20) + 100_000
        chain = try await fixture.open()
        #expect(await chain.prunedHeight == nil)
        try await chain.pruneToTarget()
        let pruned = try #require(await chain.prunedHeight)
        #expect(pruned > 100 && pruned <= 600 - 288)
        #expect(!Directory.exists(chain.blockFiles.blocks.path(of: 0)))
        // The least that is kept is more than what there is.
        fixture.configuration.minimumPruneTargetBytes = 550 << 20
        try await chain.close()
        chain = try await fixture.open()
        try await chain.pruneToTarget()
        #expect(await chain.prunedHeight == pruned)
        try await chain.close()
    }

    @Test func aBlockWithoutItsUndoRecordCountsAsRemoved() async throws {
        let fixture = try await snapshotFixture()
        let chain = try await fixture.openNode()
        try await chain.loadSnapshot(fixture.reader())
        // The snapshot's block is here, but what it spends is not known before those behind it are.
        for block in fixture.blocks.dropFirst(fixture.baseHeight - 1) { try await chain.accept(block) }
        #expect(await chain.block(fixture.base)?.dataPosition != nil)
        #expect(await chain.prunedHeight == fixture.baseHeight)
        try await chain.close()
    }
}
