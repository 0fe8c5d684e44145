import BitcoinConsensus
import BitcoinPrimitives

/// What the set of coins was after each block (`-coinstatsindex`), for reading on any thread.
public struct CoinStatisticsIndex: Sendable {
    static let name = "coinstatsindex"

    let database: IndexDatabase
    let records: HeightRecords<CoinTotals>

    /// Opens the index below the folder `indexes` of a data directory.
    public init(directory: String, cacheBytes: Int, wipe: Bool = false) throws {
        database = try IndexDatabase(
            path: "\(directory)/\(Self.name)/db", cacheBytes: cacheBytes, wipe: wipe)
        records = HeightRecords(database, name: Self.name)
    }

    /// The totals after a block; nil if the index has not seen it.
    public func totals(after hash: BlockHash, height: Int) throws -> CoinTotals? {
        try records.record(of: hash, height: height)
    }

    /// The writing side; there must be only one.
    public func makeWriter(consensus: ConsensusParameters) -> any IndexWriter {
        CoinStatisticsIndexWriter(self, consensus: consensus)
    }
}
