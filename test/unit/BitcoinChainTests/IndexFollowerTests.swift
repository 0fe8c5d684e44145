import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinTesting
import Testing

@testable import BitcoinChain

/// Indexes stay in step with the chain, whatever happens to it or to them.
@Suite struct IndexFollowerTests {
    /// What indexes that were built at one go say of all blocks of the best chain.
    private func summaries(_ chain: ChainManager, _ indexes: ChainIndexes) async throws -> [String] {
        var all: [String] = []
        for height in 0...(await chain.height) {
            let block = try #require(await chain.block(atHeight: height))
            all.append(try indexes.summary(of: block))
        }
        return all
    }

    /// Removes the folder of indexes, and returns what new ones say.
    private func rebuilt(_ fixture: ChainFixture, _ chain: ChainManager) async throws -> [String] {
        _ = try TestData.output(of: "rm -rf '\(fixture.configuration.dataDirectory)/indexes'")
        return try await ChainIndexes.with(.all(), chain) { try await summaries(chain, $0) }
    }

    @Test func followReorganisationsAndKeepWhatWasLeft() async throws {
        let fixture = ChainFixture()
        let chain = try await fixture.open()
        let failures = IndexFailures()
        let followed = try await ChainIndexes.with(.all(), chain, failures: failures) { indexes in
            try await chain.generate(110)
            let spending = spend(try await chain.coinbase(atHeight: 5))
            let base = try #require(await chain.tip)
            let first = try await chain.block(after: base.hash, [spending], tag: 1)
            try await chain.accept(first)
            await indexes.waitUntilBuilt()
            let left = try #require(await chain.block(first.hash))
            let before = try indexes.summary(of: left)
            #expect(!before.contains("nil"))
            let outPoint = spending.inputs[0].previousOutput
            #expect(try await indexes.spender(of: outPoint)?.block == first.hash)
            // Two blocks that leave the first one, and spend the coin in the second.
            let second = try await chain.block(after: base.hash, tag: 2)
            try await chain.accept(second)
            let third = try await chain.block(after: second.hash, [spending], tag: 3)
            try await chain.accept(third)
            #expect(await chain.tip?.hash == third.hash)
            await indexes.waitUntilBuilt()
            #expect(indexes.followers.allSatisfy { $0.status.height == 112 })
            #expect(try indexes.summary(of: left) == before)
            #expect(try await indexes.spender(of: outPoint)?.block == third.hash)
            #expect(try await indexes.transaction(spending.txid)?.block == third.hash)
            #expect(try await indexes.transaction(first.transactions[0].txid)?.block == first.hash)
            // A deep one, to a shorter chain and back.
            let deep = try #require(await chain.block(atHeight: 20))
            #expect(try await chain.invalidate(deep.hash))
            await indexes.waitUntilBuilt()
            #expect(
                indexes.followers.allSatisfy { $0.status.height == 112 }, "nothing came in their place yet")
            #expect(try await indexes.spender(of: outPoint)?.block == third.hash)
            try await chain.accept(
                try await chain.block(after: try #require(await chain.tip).hash, tag: 4))
            await indexes.waitUntilBuilt()
            #expect(indexes.followers.allSatisfy { $0.status.height == 20 })
            #expect(try await indexes.spender(of: outPoint) == nil)
            #expect(try await chain.reconsider(deep.hash))
            await indexes.waitUntilBuilt()
            return try await summaries(chain, indexes)
        }
        #expect(try await rebuilt(fixture, chain) == followed)
        #expect(failures.all.isEmpty)
        try await chain.close()
    }

    @Test func goOnWhereTheyWereLeftAlsoAfterAReorganisationMeanwhile() async throws {
        let fixture = ChainFixture()
        let chain = try await fixture.open()
        try await chain.generate(50)
        try await ChainIndexes.with(.all(), chain) { _ in }
        // Without the indexes: ten blocks go, twenty come.
        let fork = try #require(await chain.block(atHeight: 41))
        #expect(try await chain.invalidate(fork.hash))
        try await chain.generate(20, payingTo: Script([0x52]))
        let continued = try await ChainIndexes.with(.all(), chain) { indexes in
            #expect(indexes.followers.allSatisfy { $0.status.height == 60 })
            return try await summaries(chain, indexes)
        }
        #expect(try await rebuilt(fixture, chain) == continued)
        try await chain.close()
    }

    @Test func areNeverCommittedAheadOfTheChain() async throws {
        let fixture = ChainFixture()
        let chain = try await fixture.open()
        try await chain.generate(30)
        try await chain.flush()
        let index = try CoinStatisticsIndex(
            directory: "\(fixture.configuration.dataDirectory)/indexes", cacheBytes: 0)
        let follower = try await IndexFollower(
            index.makeWriter(consensus: chain.configuration.parameters.consensus),
            chain: chain, onFailure: { _ in })
        await follower.start()
        while !follower.status.isSynchronized { try await Task.sleep(for: .milliseconds(5)) }
        // The coins of these are in memory only.
        try await chain.generate(7)
        #expect(await follower.waitUntilSynchronized())
        #expect(follower.status.height == 37)
        await follower.stop()
        let committed = try #require(
            try index.makeWriter(consensus: chain.configuration.parameters.consensus).committedLocator().first
        )
        #expect(await chain.block(committed)?.height == 30)
        // From there it goes on.
        let again = try await IndexFollower(
            index.makeWriter(consensus: chain.configuration.parameters.consensus),
            chain: chain, onFailure: { _ in })
        #expect(again.status == IndexStatus(isSynchronized: false, height: 30))
        await again.start()
        while !again.status.isSynchronized { try await Task.sleep(for: .milliseconds(5)) }
        #expect(again.status.height == 37)
        await again.stop()
        try await chain.close()
    }

    @Test func keepPruningFromWhatTheyNeed() async throws {
        var fixture = ChainFixture()
        fixture.configuration.fastPrune = true
        fixture.configuration.pruneTargetBytes = ChainConfiguration.pruneManually
        let chain = try await fixture.open()
        try await ChainIndexes.with(.all(pruning: true), chain) { indexes in
            try await chain.generate(500)
            await indexes.waitUntilBuilt()
        }
        // They stand at 500, and so does the lock; what is near to it is kept.
        try await chain.generate(900)
        try await chain.prune(upTo: 1_000)
        let last = try #require(await chain.prunedHeight)
        #expect(last > 100 && last < 490)
        try await ChainIndexes.with(.all(pruning: true), chain) { indexes in
            #expect(indexes.followers.allSatisfy { $0.status.height == 1_400 })
            // Filters and totals of blocks that are gone are still there.
            let pruned = try #require(await chain.block(atHeight: 3))
            #expect(pruned.dataPosition == nil)
            #expect(try !indexes.summary(of: pruned).contains("nil"))
        }
        try await chain.close()
    }

    @Test func saySoIfBlocksTheyNeedWerePruned() async throws {
        var fixture = ChainFixture()
        fixture.configuration.fastPrune = true
        fixture.configuration.pruneTargetBytes = ChainConfiguration.pruneManually
        let chain = try await fixture.open()
        try await chain.generate(1_000)
        try await chain.prune(upTo: 600)
        let error = await #expect(throws: IndexError.self) {
            try await ChainIndexes.with(.all(pruning: true), chain) { _ in }
        }
        #expect(
            error?.description
                == "basic block filter index best block of the index goes beyond pruned data (including undo data). "
                + "Please disable the index or reindex (which will download the whole blockchain again)")
        try await chain.close()
    }

    @Test func stopTheNodeIfABlockCannotBeRead() async throws {
        let fixture = ChainFixture()
        let chain = try await fixture.open()
        try await chain.generate(20)
        let path = chain.blockFiles.undo.path(of: 0)
        let file = try FileHandle(path, mode: .update)
        try file.write([UInt8](repeating: 0xff, count: 200), at: 300)
        let failures = IndexFailures()
        var options = ChainIndexes.Options()
        options.hasCoinStatistics = true
        let indexes = try await ChainIndexes(options, chain: chain) { failures.add($0) }
        try await indexes.start()
        while failures.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        await indexes.stop()
        #expect(failures.all.count == 1)
        #expect(failures.all[0].hasPrefix("Failed to read undo block data "))
        try await chain.close()
    }

    @Test func doNotGoOnFromAnotherChainsData() async throws {
        let fixture = ChainFixture()
        let chain = try await fixture.open()
        try await chain.generate(3)
        try await ChainIndexes.with(.all(), chain) { _ in }
        try await chain.close()
        let other = ChainFixture()
        let otherChain = try await other.open()
        let folder = other.configuration.dataDirectory
        _ = try TestData.output(of: "cp -r '\(fixture.configuration.dataDirectory)/indexes' '\(folder)/'")
        let error = await #expect(throws: IndexError.self) {
            try await ChainIndexes(.all(), chain: otherChain) { _ in }
        }
        #expect(error?.description == "best block of txindex not found. Please rebuild the index.")
        var wiping = ChainIndexes.Options.all()
        wiping.wipe = true
        try await ChainIndexes.with(wiping, otherChain) { indexes in
            #expect(
                indexes.followers.allSatisfy { $0.status == IndexStatus(isSynchronized: true, height: 0) })
        }
        try await otherChain.close()
    }
}
