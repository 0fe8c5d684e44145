import BitcoinPrimitives
import BitcoinStorage
import Testing

@testable import BitcoinChain
@testable import BitcoinConsensus

@Suite(.timeLimit(.minutes(4))) struct SnapshotLoadTests {
    @Test func goesOnFromTheSnapshotAtOnceAndValidatesWhatIsBehindIt() async throws {
        let fixture = try await SnapshotFixture()
        var chain = try await fixture.openNode(blocks: 20)
        let reader = try fixture.reader()
        let base = try await chain.loadSnapshot(reader)
        #expect(base.hash == fixture.base && reader.coinCount == fixture.coinCount)
        #expect(await chain.tip?.hash == fixture.base)
        #expect(try await chain.coinsHash == fixture.hash)
        var states = await chain.chainStates
        #expect(states.map(\.tip?.height) == [20, fixture.baseHeight])
        #expect(states.map(\.isValidated) == [true, false])
        #expect(states.map(\.snapshotBase) == [nil, fixture.base])

        for block in fixture.blocks.dropFirst(fixture.baseHeight) { try await chain.accept(block) }
        #expect(await chain.height == fixture.top, "the network's tip is reached without the blocks before")
        #expect(await chain.validatedTip?.height == 20)

        // It goes on where it was after a restart.
        try await chain.close()
        chain = try await fixture.node.open()
        #expect(await chain.height == fixture.top)
        #expect(await chain.backgroundValidation?.tip.height == 20)
        for block in fixture.blocks.prefix(60) { try await chain.accept(block) }
        let progress = try #require(await chain.backgroundValidation)
        #expect(progress.tip.height == 60 && progress.target.hash == fixture.base)
        #expect(progress.progress > 0.4 && progress.progress < 0.6)
        for block in fixture.blocks.prefix(fixture.baseHeight) { try await chain.accept(block) }
        states = await chain.chainStates
        #expect(states.map(\.tip?.height) == [fixture.top])
        #expect(states.map(\.isValidated) == [true])
        #expect(await chain.block(fixture.base)?.chainTransactionCount == UInt64(fixture.baseHeight + 9))
        let hash = try await chain.coinsHash
        try await chain.close()

        // From now on it is an ordinary data directory.
        chain = try await fixture.node.open()
        #expect(await chain.chainStates.map(\.snapshotBase) == [nil])
        #expect(!Directory.exists(fixture.folder.path))
        #expect(
            Directory.entries(fixture.node.configuration.dataDirectory).sorted() == ["blocks", "chainstate"])
        #expect(await chain.height == fixture.top)
        #expect(try await chain.coinsHash == hash)
        #expect(try await chain.verify(level: 4, depth: 0) == .success)
        try await chain.close()
    }

    @Test func blocksMayComeInAnyOrder() async throws {
        let fixture = try await SnapshotFixture()
        let chain = try await fixture.openNode()
        try await chain.loadSnapshot(fixture.reader())
        for block in fixture.blocks.reversed() { try await chain.accept(block) }
        #expect(await chain.height == fixture.top)
        #expect(await chain.backgroundValidation == nil)
        #expect(await chain.block(atHeight: fixture.top)?.chainTransactionCount == UInt64(fixture.top + 13))
        try await chain.close()
    }

    @Test func leavesABranchThatDoesNotLeadToTheSnapshot() async throws {
        let fixture = try await SnapshotFixture()
        let chain = try await fixture.openNode(blocks: 10)
        // Less work than the snapshot's chain, so that may be loaded; and blocks to take back before it is validated.
        for _ in 0..<20 {
            let tip = try #require(await chain.tip)
            try await chain.accept(
                chain.block(after: tip.hash, time: tip.header.time + 1, tag: 0x60))
        }
        try await chain.loadSnapshot(fixture.reader())
        #expect(await chain.chainStates.map(\.tip?.height) == [30, fixture.baseHeight])
        for block in fixture.blocks { try await chain.accept(block) }
        #expect(await chain.backgroundValidation == nil)
        #expect(await chain.height == fixture.top)
        try await chain.close()
    }

    @Test func followsABranchBelowTheSnapshotOnceAllIsValidated() async throws {
        let fixture = try await SnapshotFixture()
        var chain = try await fixture.openNode(blocks: 20)
        let fork = try #require(await chain.tip)
        try await chain.loadSnapshot(fixture.reader())
        for block in fixture.blocks.dropFirst(fixture.baseHeight) { try await chain.accept(block) }
        var last = fork.header
        for _ in 0...fixture.top - fork.height {
            let block = try await chain.block(after: last.hash, time: last.time + 1, tag: 0x61)
            try await chain.accept(block)
            last = block.header
        }
        #expect(await chain.tip?.hash == fixture.blocks[fixture.top - 1].hash, "it has to wait")
        #expect(await !chain.hasFailed)
        try await chain.close()
        chain = try await fixture.node.open()
        try await chain.importBlocks()
        #expect(await chain.height == fixture.top, "also after a restart")
        for block in fixture.blocks.prefix(fixture.baseHeight) { try await chain.accept(block) }
        #expect(await chain.tip?.hash == last.hash)
        #expect(try await chain.verify(level: 4, depth: 0) == .success)
        try await chain.close()
        chain = try await fixture.node.open()
        #expect(await chain.tip?.hash == last.hash)
        #expect(!Directory.exists(fixture.folder.path))
        try await chain.close()
    }

    @Test func indexesFollowTheValidatedBlocks() async throws {
        let fixture = try await SnapshotFixture()
        let chain = try await fixture.openNode(blocks: 10)
        let failures = IndexFailures()
        try await ChainIndexes.with(.all(), chain, failures: failures) { indexes in
            try await chain.loadSnapshot(fixture.reader())
            for block in fixture.blocks.dropFirst(fixture.baseHeight) { try await chain.accept(block) }
            await indexes.waitUntilBuilt()
            #expect(indexes.followers.allSatisfy { $0.status.height == 10 })
            for block in fixture.blocks.prefix(fixture.baseHeight) { try await chain.accept(block) }
            await indexes.waitUntilBuilt()
            #expect(indexes.followers.allSatisfy { $0.status.height == fixture.top })
            let tip = try #require(await chain.tip)
            #expect(try !indexes.summary(of: tip).contains("nil"))
        }
        #expect(failures.all.isEmpty)
        try await chain.close()
    }

    @Test func blocksAfterTheSnapshotGoIntoFilesOfTheirOwn() async throws {
        var fixture = try await SnapshotFixture()
        fixture.node.configuration.fastPrune = true
        fixture.node.configuration.pruneTargetBytes = ChainConfiguration.pruneManually
        let chain = try await fixture.openNode(blocks: 20)
        try await chain.loadSnapshot(fixture.reader())
        for block in fixture.blocks.dropFirst(fixture.baseHeight) { try await chain.accept(block) }
        for block in fixture.blocks.prefix(50) { try await chain.accept(block) }
        let files = await (0..<fixture.top).asyncMap {
            await chain.block(fixture.blocks[$0].hash)?.dataPosition?.file
        }
        #expect(Set(files.prefix(50)) == [0])
        #expect(Set(files.dropFirst(fixture.baseHeight)) == [1])
        try await chain.close()
    }

    @Test func coinsOfAnAbandonedLoadCountForNothing() async throws {
        let fixture = try await SnapshotFixture()
        // What a killed node leaves behind: some coins, and no file that says whose they are.
        let database = try CoinsDatabase(path: fixture.folder.path, options: LevelDBOptions(obfuscate: true))
        try database.beginFlush(to: fixture.base).finish()
        let chain = try await fixture.openNode()
        #expect(await chain.height == 0)
        #expect(await chain.chainStates.count == 1)
        try await chain.close()
    }

    @Test func aSnapshotOfWhichNothingIsKnownIsNotTouched() async throws {
        var fixture = try await SnapshotFixture()
        let chain = try await fixture.openNode(blocks: 3)
        try await chain.loadSnapshot(fixture.reader())
        try await chain.close()
        let names = Directory.entries(fixture.folder.path)
        let known = fixture.node.configuration.parameters.assumeUTXO
        fixture.node.configuration.parameters.assumeUTXO = []
        await #expect {
            _ = try await fixture.node.open()
        } throws: {
            "\($0)".contains("Assumeutxo data not found for the given blockhash '\(fixture.base)'.")
        }
        #expect(Directory.entries(fixture.folder.path) == names)
        fixture.node.configuration.parameters.assumeUTXO = known
        let again = try await fixture.node.open()
        #expect(await again.tip?.hash == fixture.base)
        try await again.close()
    }

    @Test func reindexingForgetsTheSnapshot() async throws {
        var fixture = try await SnapshotFixture()
        var chain = try await fixture.openNode(blocks: 20)
        try await chain.loadSnapshot(fixture.reader())
        try await chain.close()
        fixture.node.configuration.reindexChainState = true
        chain = try await fixture.node.open()
        #expect(await chain.height == 20)
        #expect(await chain.chainStates.count == 1)
        #expect(!Directory.exists(fixture.folder.path))
        try await chain.close()
    }

    @Test func aSnapshotThatTurnsOutWrongIsPutAside() async throws {
        var fixture = try await SnapshotFixture()
        var chain = try await fixture.openNode(blocks: 20)
        try await chain.loadSnapshot(fixture.reader())
        try await chain.close()
        // As if this version knew better.
        fixture.node.configuration.parameters.assumeUTXO = [
            ChainParameters.AssumeUTXO(
                height: fixture.baseHeight, serializedHash: Hash256.zero, transactionCount: 1,
                blockHash: fixture.base)
        ]
        chain = try await fixture.node.open()
        let events = chain.events.subscribe()
        await #expect {
            for block in fixture.blocks { try await chain.accept(block) }
        } throws: {
            "\($0)".contains("failed to validate the -assumeutxo snapshot state")
        }
        var failure: String?
        try await chain.close()
        for await event in events { if case .failed(let text) = event { failure = text } }
        #expect(failure?.contains("resetting the chain height from \(fixture.baseHeight)") == true)
        #expect(!Directory.exists(fixture.folder.path) && Directory.exists(fixture.folder.invalidPath))
        // The blocks that were validated stay so, and the chain goes on from there.
        chain = try await fixture.node.open()
        #expect(await chain.chainStates.count == 1)
        #expect(await chain.height == fixture.baseHeight)
        for block in fixture.blocks { try await chain.accept(block) }
        #expect(await chain.height == fixture.top)
        try await chain.close()
    }

    @Test func blocksBehindASnapshotCannotBeLeft() async throws {
        let fixture = try await SnapshotFixture()
        let chain = try await fixture.openNode(blocks: 20)
        try await chain.loadSnapshot(fixture.reader())
        await #expect(throws: ChainError.self) { try await chain.invalidate(fixture.blocks[49].hash) }
        #expect(await !chain.hasFailed, "that is no reason to stop")
        #expect(await chain.tip?.hash == fixture.base)
        try await chain.close()
    }
}

extension Sequence {
    /// What comes of each element, one after the other.
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows
        -> [Result]
    {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
