import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("Blocks of real chains", .enabled(if: TestData.isAvailable, "the test data is not there"))
struct RealBlockTests {
    private let now: Int64 = 1_800_000_000

    /// Holds a run of blocks from the genesis block on to all rules but those about coins.
    private func accept(_ name: String, chain: ChainType) throws -> (tip: TestEntry, hash: BlockHash) {
        let parameters = ChainParameters.parameters(for: chain).consensus
        var tip: TestEntry?
        var hash = BlockHash.zero
        for record in try TestData.blockRecords(name) {
            let block = try Block(serialized: record)
            guard block.header.previousBlock == hash else {
                Issue.record("a block does not follow")
                break
            }
            try BlockChecks.check(block, parameters: parameters)
            if let previous = tip {
                try HeaderChecks.checkContext(block.header, after: previous, now: now, parameters: parameters)
            }
            try BlockChecks.checkContext(block, after: tip, parameters: parameters)
            #expect(block.serialized == record)
            tip = TestEntry(block.header, parent: tip)
            hash = block.hash
        }
        return (try #require(tip), hash)
    }

    @Test func mainnetBlocksAreAccepted() throws {
        let (tip, hash) = try accept("block-runs/mainnet_blocks_0_4521.blkdat.xz", chain: .main)
        #expect(tip.height == 4521)
        #expect(hash.description == "00000000ac08f7d984f6b36027395e654a5f1e3bb006cd9df9c60b9897ea4c40")
    }

    @Test func testnetBlocksAreAccepted() throws {
        let (tip, hash) = try accept("block-runs/testnet3_blocks_0_4000.blkdat.xz", chain: .testnet)
        #expect(tip.height == 4000)
        #expect(hash.description == "00000000185b36fa6e406626a722793bea80531515e0b2a99ff05b73738901f1")
    }

    @Test func regtestBlocksWithWitnessesAreAccepted() throws {
        let (tip, _) = try accept("block-runs/regtest_blocks_kernel_0_206.blkdat.xz", chain: .regtest)
        #expect(tip.height == 206)
    }

    /// Blocks whose ancestors are not at hand: everything but target and times.
    private func checkAlone(_ block: Block, height: Int, chain: ChainType) throws {
        let parameters = ChainParameters.parameters(for: chain).consensus
        try BlockChecks.check(block, parameters: parameters)
        let parent = TestEntry(block.header, parent: nil, height: height - 1)
        try BlockChecks.checkContext(block, after: parent, parameters: parameters)
    }

    @Test(arguments: [
        ("mainnet_0000170", 170), ("mainnet_0002016", 2016), ("mainnet_0024835", 24_835),
        ("mainnet_0091722", 91_722), ("mainnet_0116928", 116_928), ("mainnet_0210000", 210_000),
        ("mainnet_0277647", 277_647), ("mainnet_0403200", 403_200), ("mainnet_0478558", 478_558),
        ("mainnet_0757739", 757_739), ("testnet3_0928828", 928_828), ("testnet3_1087400", 1_087_400),
    ])
    func singleBlocksAreAccepted(name: String, height: Int) throws {
        let block = try Block(serialized: TestData.read("blocks-with-prevouts/\(name).blk.xz"))
        try checkAlone(block, height: height, chain: name.hasPrefix("mainnet") ? .main : .testnet)
    }

    @Test func fullBlocksOf2024AreAccepted() throws {
        let records = try TestData.blockRecords("block-runs/mainnet_blocks_831328_831335.blkdat.xz")
        var transactions = 0
        var inputs = 0
        for (index, record) in records.enumerated() {
            let block = try Block(serialized: record)
            try checkAlone(block, height: 831_328 + index, chain: .main)
            #expect(block.totalSize == record.count)
            #expect(block.weight <= 4_000_000 && block.weight > 3_900_000)
            transactions += block.transactions.count
            inputs += block.transactions.dropFirst().reduce(0) { $0 + $1.inputs.count }
        }
        #expect(records.count == 8)
        #expect(transactions == 22_904)
        #expect(inputs == 46_253)
    }

    @Test func testnet4BlocksWithTheLeastDifficultyAreAccepted() throws {
        let records = try TestData.blockRecords("blocks-single/testnet4_single_blocks.blkdat.xz")
        for record in records {
            let block = try Block(serialized: record)
            let height = try #require(coinbaseHeight(block))
            try checkAlone(block, height: height, chain: .testnet4)
            #expect([40_000, 72_041].contains(height))
        }
        #expect(records.count == 2)
    }

    /// The height that a coinbase starts with.
    private func coinbaseHeight(_ block: Block) -> Int? {
        var instructions = block.transactions.first?.inputs.first?.scriptSig.instructions
        guard let push = instructions?.next(), let script = block.transactions[0].inputs.first?.scriptSig
        else { return nil }
        return script.data(of: push).array.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
