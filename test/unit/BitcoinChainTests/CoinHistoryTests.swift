import BitcoinConsensus
import BitcoinCrypto
import BitcoinPrimitives
import BitcoinStorage
import BitcoinTesting
import Testing

@testable import BitcoinChain

/// Follows the set of coins from block to block by what blocks make and what their undo records say they spend.
@Suite(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
struct CoinHistoryTests {
    @Test func coinsAreThoseOfTheOracleAtEveryHeight() async throws {
        let fixture = ChainFixture(.regtest)
        let manager = try await ChainManager.open(fixture.configuration)
        try await manager.importBlocks(
            from: [fixture.file("block-runs/regtest_blocks_kernel_0_206.blkdat.xz")])
        let oracle = try String(
            decoding: TestData.read("block-runs/oracle_regtest_kernel_0_206.csv.xz"), as: UTF8.self)
        var hash = MuHash()
        var count = 0
        var compared = 0
        for line in oracle.split(separator: "\n") {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count > 7, let height = Int(fields[0]) else { continue }
            if height > 0 {
                let entry = try #require(await manager.block(atHeight: height))
                let block = try #require(try await manager.readBlock(entry.hash))
                let undo = try #require(try await manager.readUndo(entry.hash))
                count += apply(block, undo, height: height, to: &hash)
            }
            #expect(hash.digest == Hash256(hex: fields[7])?.value, "height \(height)")
            #expect(String(count) == fields[4], "height \(height)")
            compared += 1
        }
        #expect(compared == 207)
        try await manager.close()
    }

    /// Brings the hash a block forward. Returns by how many coins there are more.
    private func apply(_ block: Block, _ undo: BlockUndo, height: Int, to hash: inout MuHash) -> Int {
        var change = 0
        for transaction in block.transactions {
            for (index, output) in transaction.outputs.enumerated()
            where !output.scriptPubKey.isUnspendable {
                let coin = Coin(
                    output: output, height: UInt32(height), isCoinbase: transaction.isCoinbase)
                hash.insert(
                    coin.setElement(at: OutPoint(txid: transaction.txid, index: UInt32(index))))
                change += 1
            }
        }
        for (transaction, coins) in zip(block.transactions.dropFirst(), undo.transactions) {
            for (input, coin) in zip(transaction.inputs, coins) {
                hash.remove(coin.setElement(at: input.previousOutput))
                change -= 1
            }
        }
        return change
    }
}
