import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinChain

/// What indexes say of real chains is what Bitcoin Core says.
@Suite(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
struct IndexOracleTests {
    /// A line of an oracle file.
    private struct Expectation {
        let height: Int
        let hash: BlockHash
        let outputCount: UInt64
        let amount: Double
        let unspendable: Double
        let muhash: Hash256
        let filterHeader: Hash256

        init?(_ line: some StringProtocol) {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count > 8, let height = Int(fields[0]), let hash = BlockHash(hex: fields[1]),
                let outputCount = UInt64(fields[4]), let amount = Double(fields[5]),
                let unspendable = Double(fields[6]), let muhash = Hash256(hex: fields[7]),
                let filterHeader = Hash256(hex: fields[8])
            else { return nil }
            self.height = height
            self.hash = hash
            self.outputCount = outputCount
            self.amount = amount
            self.unspendable = unspendable
            self.muhash = muhash
            self.filterHeader = filterHeader
        }
    }

    private func compare(_ indexes: ChainIndexes, with oracle: String, lines: Int) throws {
        let text = String(decoding: try TestData.read("block-runs/\(oracle)"), as: UTF8.self)
        let statistics = try #require(indexes.coinStatistics)
        let filters = try #require(indexes.filters[.basic])
        var compared = 0
        for line in text.split(separator: "\n") {
            guard let expected = Expectation(line) else { continue }
            let place = "height \(expected.height)"
            let totals = try #require(
                try statistics.totals(after: expected.hash, height: expected.height), "\(place)")
            #expect(totals.muhash == expected.muhash, "\(place)")
            #expect(totals.outputCount == expected.outputCount, "\(place)")
            #expect(Double(totals.totalAmount.satoshis) / 1e8 == expected.amount, "\(place)")
            #expect(Double(totals.unspendable.total.satoshis) / 1e8 == expected.unspendable, "\(place)")
            #expect(
                try filters.header(of: expected.hash, height: expected.height) == expected.filterHeader,
                "\(place)")
            compared += 1
        }
        #expect(compared == lines)
    }

    @Test(
        arguments: [
            (ChainType.main, "mainnet_blocks_0_4521", "oracle_mainnet_0_4521.csv.xz", 464),
            (.testnet, "testnet3_blocks_0_4000", "oracle_testnet3_0_4000.csv.xz", 409),
            (.regtest, "regtest_blocks_kernel_0_206", "oracle_regtest_kernel_0_206.csv.xz", 207),
        ])
    func agreeWithTheOracleAtEveryHeight(
        chain: ChainType, blocks: String, oracle: String, lines: Int
    ) async throws {
        let fixture = ChainFixture(chain)
        let manager = try await ChainManager.open(fixture.configuration)
        // Begun with the chain, so that it is followed from the first block on.
        let failures = IndexFailures()
        let indexes = try await ChainIndexes(.all(), chain: manager) { failures.add($0) }
        try await manager.importBlocks(from: [fixture.file("block-runs/\(blocks).blkdat.xz")])
        try await indexes.start()
        await indexes.waitUntilBuilt()
        try compare(indexes, with: oracle, lines: lines)
        for height in stride(from: 1, through: await manager.height, by: 97) {
            let snapshot = try #require(await manager.block(atHeight: height))
            let block = try #require(try await manager.readBlock(snapshot.hash))
            for transaction in block.transactions {
                let found = try #require(try await indexes.transaction(transaction.txid))
                #expect(found.transaction == transaction && found.block == snapshot.hash)
                guard !transaction.isCoinbase else { continue }
                for input in transaction.inputs {
                    let spender = try #require(try await indexes.spender(of: input.previousOutput))
                    #expect(spender.transaction == transaction && spender.block == snapshot.hash)
                }
            }
        }
        #expect(try await indexes.transaction(.zero) == nil)
        #expect(try await indexes.spender(of: .null) == nil)
        await indexes.stop()
        try await manager.close()
        #expect(failures.all.isEmpty)
    }

    @Test func readAndContinueCoresIndexes() async throws {
        let fixture = try ChainFixture.core()
        let manager = try await fixture.open()
        var options = ChainIndexes.Options.all()
        // Core's folder has no index of spenders.
        options.hasSpenders = false
        try await ChainIndexes.with(options, manager) { indexes in
            #expect(indexes.followers.allSatisfy { $0.status.height == 4521 })
            try compare(indexes, with: "oracle_mainnet_0_4521.csv.xz", lines: 464)
            for height in stride(from: 1, through: 4521, by: 61) {
                let snapshot = try #require(await manager.block(atHeight: height))
                let block = try #require(try await manager.readBlock(snapshot.hash))
                for transaction in block.transactions {
                    #expect(try await indexes.transaction(transaction.txid)?.block == snapshot.hash)
                }
                #expect(
                    try indexes.filters[.basic]?.filter(of: snapshot.hash, height: height)?.blockHash
                        == snapshot.hash)
            }
            // Back and forth again: what Core wrote is where it belongs.
            let block = try #require(await manager.block(atHeight: 4400))
            #expect(try await manager.invalidate(block.hash))
            await indexes.waitUntilBuilt()
            #expect(indexes.followers.allSatisfy { $0.status.height == 4521 })
            // As if another block had come in the place of the one that was left.
            let tip = try #require(await manager.tip)
            for follower in indexes.followers { try await follower.advance(to: tip.hash) }
            #expect(indexes.followers.allSatisfy { $0.status.height == 4399 })
            #expect(try await manager.reconsider(block.hash))
            await indexes.waitUntilBuilt()
            try compare(indexes, with: "oracle_mainnet_0_4521.csv.xz", lines: 464)
        }
        try await manager.close()
    }
}
