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

    /// Every byte of a block of the main network, flipped: it is never accepted, and the reasons are those
    /// that upstream gives.
    @Test(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
    func refusesABlockWithOneFlippedByte() async throws {
        let chain = try blocks(TestData.read("block-runs/mainnet_blocks_0_4521.blkdat.xz"))
        let fixture = ChainFixture(.main)
        let magic = fixture.configuration.parameters.messageStart
        let manager = try await ChainManager.open(fixture.configuration)
        try await manager.importBlocks(
            from: [fixture.file("bootstrap.dat", records(Array(chain[..<170]), magic: magic))])
        #expect(await manager.height == 169)
        // The first block with a payment.
        let good = try Block(serialized: chain[170])
        let reasons = try await refusals(manager, good.serialized, from: 0)
        #expect(
            Set(reasons.values).isSubset(of: [
                "high-hash", "prev-blk-not-found", "bad-txnmrklroot", "bad-diffbits", "bad-cb-missing",
            ]), "\(reasons)")
        #expect(reasons[0] == "high-hash")
        #expect(reasons[90] == "bad-txnmrklroot")
        #expect(reasons.count > 400)
        // None of this was held against the block itself.
        try await manager.accept(good)
        #expect(await manager.tip?.hash == good.hash)
    }

    /// The same behind the header, for a block with witnesses.
    @Test func refusesAWitnessBlockWithOneFlippedByte() async throws {
        let chain = try await chain(3)
        let manager = try await imported(records(Array(chain[..<2]), magic: magic))
        let reasons = try await refusals(manager, chain[2], from: BlockHeader.size)
        #expect(reasons.values.contains("bad-txnmrklroot"))
        #expect(reasons.values.contains("bad-witness-merkle-match"))
        try await manager.accept(Block(serialized: chain[2]))
        #expect(await manager.height == 3)
    }

    /// Puts a block with each of its bytes flipped in turn to the chain. Returns the reasons by
    /// the place of the byte.
    private func refusals(_ manager: ChainManager, _ block: [UInt8], from start: Int) async throws
        -> [Int: String]
    {
        let height = await manager.height
        var reasons: [Int: String] = [:]
        for position in start..<block.count {
            var bytes = block
            bytes[position] ^= 0x01
            guard let bad = try? Block(serialized: bytes) else { continue }
            do {
                try await manager.accept(bad)
            } catch let rejection as BlockRejection {
                reasons[position] = rejection.reason
            }
            #expect(reasons[position] != nil, "byte \(position)")
            #expect(await manager.height == height, "byte \(position)")
        }
        return reasons
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
