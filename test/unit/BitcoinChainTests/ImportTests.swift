import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinChain

@Suite struct ImportTests {
    let fixture = ChainFixture()
    private var magic: [UInt8] { fixture.configuration.parameters.messageStart }

    /// The blocks of a generated chain, serialized, without the first one.
    private func chain(_ count: Int) async throws -> [[UInt8]] {
        let other = ChainFixture()
        let manager = try await other.open()
        var result: [[UInt8]] = []
        for hash in try await manager.generate(count) {
            let block = try #require(try await manager.readBlock(hash))
            result.append(block.serialized)
        }
        try await manager.close()
        return result
    }

    private func imported(_ bytes: [UInt8]) async throws -> ChainManager {
        let manager = try await ChainManager.open(fixture.configuration)
        try await manager.importBlocks(from: [fixture.file("bootstrap.dat", bytes)])
        return manager
    }

    @Test func skipsGarbageBetweenRecords() async throws {
        let blocks = try await chain(20)
        var bytes: [UInt8] = []
        for (index, block) in blocks.enumerated() {
            bytes += [UInt8](repeating: 0, count: index * 7)
            // Looks like a record, with lengths that are too small, too large, and just wrong.
            bytes += magic + [10, 0, 0, 0]
            bytes += magic + [0xff, 0xff, 0xff, 0x7f]
            bytes += magic + [200, 0, 0, 0] + [UInt8](repeating: 3, count: 90)
            bytes += magic.prefix(3)
            bytes += records([block], magic: magic)
        }
        #expect(try await imported(bytes).height == 20)
    }

    @Test func putsBlocksInOrder() async throws {
        let blocks = try await chain(30)
        #expect(try await imported(records(blocks.reversed(), magic: magic)).height == 30)
    }

    @Test func takesWhatIsThereOfACutOffFile() async throws {
        let blocks = try await chain(5)
        #expect(try await imported(records(blocks, magic: magic).dropLast(20)).height == 4)
    }

    @Test func survivesAFileThatIsNotThere() async throws {
        let manager = try await ChainManager.open(fixture.configuration)
        try await manager.importBlocks(from: [fixture.directory.file("missing.dat")])
        #expect(await manager.height == 0)
    }

    @Test func takesTheSameFileTwice() async throws {
        let blocks = try await chain(5)
        let manager = try await imported(records(blocks + blocks, magic: magic))
        #expect(await manager.height == 5)
        #expect(await manager.chainTips().count == 1)
    }

    /// Every byte of a block, flipped: it is never accepted, and the reason is the one that upstream
    /// gives for damage at that place.
    @Test func refusesABlockWithOneFlippedByte() async throws {
        let blocks = try await chain(3)
        let manager = try await imported(records(Array(blocks.prefix(2)), magic: magic))
        let good = try Block(serialized: blocks[2])
        var reasons: Set<String> = []
        for position in blocks[2].indices {
            var bytes = blocks[2]
            bytes[position] ^= 0x40
            guard let bad = try? Block(serialized: bytes) else { continue }
            do {
                try await manager.accept(bad)
            } catch let rejection as BlockRejection {
                reasons.insert(rejection.reason)
            }
            #expect(await manager.tip?.hash != bad.hash || bad.hash != good.hash)
            #expect(await manager.height == 2, "byte \(position)")
        }
        #expect(
            reasons.isSuperset(of: [
                "high-hash", "bad-txnmrklroot", "bad-diffbits", "prev-blk-not-found",
                "bad-witness-merkle-match",
            ]), "\(reasons)")
        // None of this was held against the block itself.
        try await manager.accept(good)
        #expect(await manager.tip?.hash == good.hash)
    }

    @Test func reindexFindsEverythingAgain() async throws {
        let blocks = try await chain(40)
        let tip = try await imported(records(blocks, magic: magic))
        let hash = await tip.tip?.hash
        try await tip.close()
        var again = fixture
        again.configuration.reindex = true
        let manager = try await again.open()
        #expect(await manager.tip?.hash == hash)
        #expect(try await manager.verify(level: 4, depth: 0) == .success)
        try await manager.close()
        // The flag was taken back: the next start is an ordinary one.
        let plain = try await fixture.open()
        #expect(await plain.tip?.hash == hash)
        try await plain.close()
    }

    @Test func interruptedReindexGoesOn() async throws {
        let blocks = try await chain(10)
        let first = try await imported(records(blocks, magic: magic))
        let hash = await first.tip?.hash
        try await first.close()
        var again = fixture
        again.configuration.reindex = true
        // Opened, but not gone through with.
        let cut = try await ChainManager.open(again.configuration)
        try await cut.close()
        let manager = try await fixture.open()
        #expect(await manager.tip?.hash == hash)
        #expect(await manager.isImporting == false)
        try await manager.close()
    }

    @Test func reindexChainStateBuildsTheCoinsAgain() async throws {
        let blocks = try await chain(10)
        let first = try await imported(records(blocks, magic: magic))
        let hash = await first.tip?.hash
        try await first.close()
        var again = fixture
        again.configuration.reindexChainState = true
        let manager = try await again.open()
        #expect(await manager.tip?.hash == hash)
        #expect(try await manager.verify(level: 4, depth: 0) == .success)
        try await manager.close()
    }
}
