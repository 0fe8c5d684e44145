import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTesting

/// The real blocks of the test data whose spent coins are known, all or some of them.
enum RealBlocks {
    /// Writes them to a folder, for this program and for the reference.
    static func prepare(in folder: String) throws {
        try Directory.create(folder)
        let samples = try full() + run()
        let lines = try samples.map { try $0.write(to: folder) }.joined()
        try SampleFiles.write(Array(lines.utf8), to: "\(folder)/samples")
        print("\(samples.count) blocks")
    }

    /// What `prepare` has written.
    static func load(from folder: String) throws -> [BlockSample] {
        try String(decoding: SampleFiles.read("\(folder)/samples"), as: UTF8.self)
            .split(separator: "\n").compactMap { try BlockSample(line: $0, in: folder) }
    }

    /// Blocks with all that they spend.
    private static func full() throws -> [BlockSample] {
        let names: [(name: String, chain: ChainType, height: Int)] = [
            ("mainnet_0116928", .main, 116_928), ("mainnet_0210000", .main, 210_000),
            ("mainnet_0277647", .main, 277_647), ("mainnet_0403200", .main, 403_200),
            ("mainnet_0478558", .main, 478_558), ("mainnet_0757739", .main, 757_739),
            ("testnet3_0928828", .testnet, 928_828), ("testnet3_1087400", .testnet, 1_087_400),
        ]
        return try names.map { name, chain, height in
            try BlockSample(
                name, chain, height: height, bytes: TestData.read("blocks-with-prevouts/\(name).blk.xz"),
                coins: TestData.coinsSpent(by: name))
        }
    }

    /// Eight full blocks in a row. What they spend of each other is known.
    private static func run() throws -> [BlockSample] {
        let first = 831_328
        let records = try TestData.blockRecords("block-runs/mainnet_blocks_831328_831335.blkdat.xz")
        var made: [OutPoint: Coin] = [:]
        return try records.enumerated().map { position, record in
            let height = first + position
            let block = try Block(serialized: record)
            for transaction in block.transactions {
                for (index, output) in transaction.outputs.enumerated() {
                    made[OutPoint(txid: transaction.txid, index: UInt32(index))] =
                        Coin(output: output, height: UInt32(height), isCoinbase: transaction.isCoinbase)
                }
            }
            let coins = block.transactions.dropFirst().flatMap(\.inputs).map { made[$0.previousOutput] }
            return try BlockSample(
                "mainnet_\(height)", .main, height: height, bytes: record, coins: coins)
        }
    }
}
