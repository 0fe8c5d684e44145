import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinChain

/// The chains that everybody knows: heights, hashes, work and times are those of the oracle files.
@Suite(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
struct RealChainTests {
    private func check(
        _ chain: ChainType, blocks: String, oracle: String, height: Int, tip: String,
        serialized: String
    ) async throws {
        let fixture = ChainFixture(chain)
        let manager = try await ChainManager.open(fixture.configuration)
        try await manager.importBlocks(from: [fixture.file(blocks)])
        #expect(await manager.height == height)
        #expect(await manager.tip?.hash.description == tip)
        let lines = try String(decoding: TestData.read(oracle), as: UTF8.self).split(separator: "\n")
        var checked = 0
        var muhash = ""
        var outputs = ""
        for line in lines {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count > 4, let height = Int(fields[0]) else { continue }
            let block = try #require(await manager.block(atHeight: height))
            #expect(block.hash.description == fields[1])
            #expect(block.chainWork.hex.hasSuffix(fields[2]))
            #expect(String(block.medianTimePast) == fields[3])
            (outputs, muhash) = (String(fields[4]), String(fields[7]))
            checked += 1
        }
        #expect(checked > 20)
        let statistics = try await manager.coinStatistics(hash: .muhash)
        #expect(statistics.hash?.description == muhash)
        #expect(String(statistics.outputCount) == outputs)
        #expect(try await manager.coinStatistics(hash: .serialized).hash?.description == serialized)
        try await manager.close()

        // All of it is there again after a restart.
        let reopened = try await fixture.open()
        #expect(await reopened.tip?.hash.description == tip)
        #expect(try await reopened.verify(level: 4, depth: 0) == .success)
        try await reopened.close()
    }

    @Test func mainnetUpTo4521() async throws {
        try await check(
            .main, blocks: "block-runs/mainnet_blocks_0_4521.blkdat.xz",
            oracle: "block-runs/oracle_mainnet_0_4521.csv.xz", height: 4521,
            tip: "00000000ac08f7d984f6b36027395e654a5f1e3bb006cd9df9c60b9897ea4c40",
            serialized: "5b4d07d612a7980e50a9386669332e61ce0db8f8a66b094ce819e190980f2b67")
    }

    @Test func testnet3UpTo4000() async throws {
        try await check(
            .testnet, blocks: "block-runs/testnet3_blocks_0_4000.blkdat.xz",
            oracle: "block-runs/oracle_testnet3_0_4000.csv.xz", height: 4000,
            tip: "00000000185b36fa6e406626a722793bea80531515e0b2a99ff05b73738901f1",
            serialized: "d47a6ca2d786f0db1f8ce4bb8d56d5b26778c8dff317f62036e56b9d7ea0e82c")
    }

    @Test func regtestWithWitnesses() async throws {
        try await check(
            .regtest, blocks: "block-runs/regtest_blocks_kernel_0_206.blkdat.xz",
            oracle: "block-runs/oracle_regtest_kernel_0_206.csv.xz", height: 206,
            tip: "3de082158b117acd088306c395d09771bb7cbf0b7355796c1b1e0bd748ef9bed",
            serialized: "6f596a9fb79023e72ac6c2423e9dff4991f49994c0a55d1a2124ce03a98e9d74")
    }
}
