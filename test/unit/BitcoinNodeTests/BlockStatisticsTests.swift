import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinNode

@Suite(.timeLimit(.minutes(2))) struct BlockStatisticsTests {
    @Test(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
    func figuresAreThoseOfTheVectors() async throws {
        let vectors = try TestData.json("vectors/core/rpc_getblockstats.json")
        let directory = TemporaryDirectory()
        let parameters = ChainParameters.parameters(for: .regtest)
        let chain = try await ChainManager.open(
            ChainConfiguration(parameters: parameters, dataDirectory: directory.file("data")))
        try await chain.importBlocks()
        for text in try vectors["blocks"].requireArray().dropFirst() {
            try await chain.accept(Block(rpcHex: text.requireString()))
        }
        let expected = try vectors["stats"].requireArray()
        #expect(expected.count == 3)
        for figures in expected {
            let height = try figures["height"].requireInteger(as: Int.self)
            let place = try #require(await chain.block(atHeight: height))
            let block = try #require(try await chain.readBlock(place.hash))
            let undo = try #require(try await chain.readUndo(place.hash))
            let statistics = try #require(
                BlockStatistics(
                    of: block, at: place, spending: undo, subsidy: parameters.consensus.subsidy(at: height)))
            let shown = statistics.json
            #expect(shown.names.sorted() == (try figures.requireObject()).names.sorted())
            for (name, value) in try figures.requireObject() {
                #expect(shown[name] == value, "\(name) at height \(height)")
            }
            // With the coins of another block there is nothing to count.
            let wrong = BlockUndo(transactions: undo.transactions + [[]])
            #expect(BlockStatistics(of: block, at: place, spending: wrong, subsidy: .zero) == nil)
        }
        try await chain.close()
    }
}
