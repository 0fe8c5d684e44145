import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinChain

/// Data directories go from Bitcoin Core to this node and back.
@Suite(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
struct CoreInteroperabilityTests {
    private static let bitcoind = getenv("BITCOIND").map { String(cString: $0) }
    private static let tip = "00000000ac08f7d984f6b36027395e654a5f1e3bb006cd9df9c60b9897ea4c40"

    /// Lets Core check a data directory from the first block to the last, and stop.
    private func coreAccepts(_ directory: String, options: String, tip: String) throws {
        let bitcoind = try #require(Self.bitcoind)
        _ = try TestData.output(
            of: "cd '\(directory)' && '\(bitcoind)' -datadir='\(directory)' \(options) -listen=0 -dnsseed=0 "
                + "-connect=0 -server=0 -checkblocks=0 -checklevel=4 -stopafterblockimport -printtoconsole=0 "
                + "-txindex=0 >/dev/null 2>&1; cat $(find '\(directory)' -name debug.log) > '\(directory)/all.log'"
        )
        let log = String(
            decoding: try TestData.output(of: "cat '\(directory)/all.log'"), as: UTF8.self)
        #expect(log.contains("Verification: no coin database inconsistencies"))
        #expect(log.contains("hashBestChain=\(tip)"))
        #expect(!log.contains("ERROR"))
    }

    @Test func opensAndContinuesCoresDataDirectory() async throws {
        let fixture = try ChainFixture.core()
        let manager = try await fixture.open()
        #expect(await manager.tip?.hash.description == Self.tip)
        #expect(try await manager.verify(level: 4, depth: 0) == .success)
        // Back by 500 blocks, and forward again.
        let block = try #require(await manager.block(atHeight: 4021))
        #expect(try await manager.invalidate(block.hash))
        #expect(await manager.height == 4020)
        #expect(try await manager.reconsider(block.hash))
        #expect(await manager.tip?.hash.description == Self.tip)
        #expect(
            try await manager.coinStatistics(hash: .serialized).hash?.description
                == "5b4d07d612a7980e50a9386669332e61ce0db8f8a66b094ce819e190980f2b67")
        try await manager.close()
    }

    @Test(.enabled(if: bitcoind != nil, "needs BITCOIND"))
    func coreOpensItsDirectoryAfterUs() async throws {
        let fixture = try ChainFixture.core()
        let manager = try await fixture.open()
        let block = try #require(await manager.block(atHeight: 4001))
        #expect(try await manager.invalidate(block.hash))
        try await manager.flush()
        #expect(try await manager.reconsider(block.hash))
        try await manager.close()
        try coreAccepts(fixture.configuration.dataDirectory, options: "", tip: Self.tip)
    }

    @Test(.enabled(if: bitcoind != nil, "needs BITCOIND"))
    func coreOpensWhatWeWrote() async throws {
        let fixture = ChainFixture(.main)
        let manager = try await ChainManager.open(fixture.configuration)
        try await manager.importBlocks(
            from: [fixture.file("block-runs/mainnet_blocks_0_4521.blkdat.xz")])
        try await manager.close()
        try coreAccepts(fixture.configuration.dataDirectory, options: "", tip: Self.tip)
        // And back again.
        let again = try await fixture.open()
        #expect(await again.tip?.hash.description == Self.tip)
        try await again.close()
    }
}
