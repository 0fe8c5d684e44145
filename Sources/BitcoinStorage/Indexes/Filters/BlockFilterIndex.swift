import BitcoinPrimitives

/// The compact filters of all blocks (`-blockfilterindex`, BIP157), for reading on any thread.
///
/// Filters and headers can be had of every block that was ever in the best chain while the index was there.
public struct BlockFilterIndex: Sendable {
    /// Which filters.
    public let type: BlockFilterType
    let database: IndexDatabase
    let records: HeightRecords<BlockFilterRecord>
    let files: BlockFilterFiles

    /// Opens the index below the folder `indexes` of a data directory.
    public init(_ type: BlockFilterType, directory: String, cacheBytes: Int, wipe: Bool = false) throws {
        self.type = type
        let folder = "\(directory)/blockfilter/\(type.name)"
        database = try IndexDatabase(path: "\(folder)/db", cacheBytes: cacheBytes, wipe: wipe)
        records = HeightRecords(database, name: Self.name(type))
        files = BlockFilterFiles(directory: folder)
    }

    static func name(_ type: BlockFilterType) -> String { "\(type.name) block filter index" }

    /// The filter of a block; nil if there is none.
    public func filter(of hash: BlockHash, height: Int) throws -> BlockFilter? {
        guard let record = try records.record(of: hash, height: height) else { return nil }
        return try files.filter(at: record.position, type: type, hash: record.hash)
    }

    /// The header of a block's filter; nil if there is none.
    public func header(of hash: BlockHash, height: Int) throws -> Hash256? {
        try records.record(of: hash, height: height)?.header
    }

    /// The hash of a block's filter; nil if there is none.
    public func filterHash(of hash: BlockHash, height: Int) throws -> Hash256? {
        try records.record(of: hash, height: height)?.hash
    }

    /// The filters of blocks that follow each other, the first of them at `height`; nil if one is missing. For
    /// `cfilter` messages and scans.
    public func filters(of hashes: [BlockHash], from height: Int) throws -> [BlockFilter]? {
        try each(hashes, from: height) { try filter(of: $0, height: $1) }
    }

    /// The hashes of their filters; nil if one is missing. For `cfheaders` messages.
    public func filterHashes(of hashes: [BlockHash], from height: Int) throws -> [Hash256]? {
        try each(hashes, from: height) { try filterHash(of: $0, height: $1) }
    }

    private func each<Value>(
        _ hashes: [BlockHash], from height: Int, _ body: (BlockHash, Int) throws -> Value?
    ) throws -> [Value]? {
        var values: [Value] = []
        values.reserveCapacity(hashes.count)
        for (index, hash) in hashes.enumerated() {
            guard let value = try body(hash, height + index) else { return nil }
            values.append(value)
        }
        return values
    }

    /// The writing side; there must be only one.
    public func makeWriter() -> any IndexWriter { BlockFilterIndexWriter(self) }
}
