import BitcoinPrimitives

/// Adds the filters of blocks to their index.
struct BlockFilterIndexWriter: IndexWriter {
    private enum Key {
        /// Where the next filter will be written.
        static let nextPosition: [UInt8] = [UInt8(ascii: "P")]
    }

    private let index: BlockFilterIndex
    private var nextPosition = FlatFilePosition(file: 0, offset: 0)
    private var lastHeader = Hash256.zero

    init(_ index: BlockFilterIndex) {
        self.index = index
    }

    var name: String { BlockFilterIndex.name(index.type) }
    var threadName: String {
        switch index.type {
        case .basic: "blkfltbscidx"
        }
    }
    var needsUndo: Bool { true }
    var allowsPruning: Bool { true }

    func committedLocator() throws -> [BlockHash] { try index.database.locator() }

    mutating func resume(at block: (hash: BlockHash, height: Int)?) throws {
        nextPosition =
            try index.database.value(Key.nextPosition, "filter position") {
                reader throws(SerializationError) in try reader.readPosition()
            } ?? FlatFilePosition(file: 0, offset: 0)
        lastHeader = .zero
        guard let block else { return }
        guard let header = try index.header(of: block.hash, height: block.height) else {
            throw IndexError("Cannot read last block filter header; index may be corrupted")
        }
        lastHeader = header
    }

    mutating func append(_ block: IndexedBlock) throws {
        let filter = BlockFilter(
            basic: block.block,
            spentScripts: block.undo.transactions.lazy.joined().map(\.output.scriptPubKey))
        let hash = filter.hash
        let header = BlockFilter.header(filterHash: hash, after: lastHeader)
        let position = try index.files.append(filter, at: &nextPosition)
        try index.records.put(
            BlockFilterRecord(hash: hash, header: header, position: position), hash: block.hash,
            height: block.height)
        lastHeader = header
    }

    mutating func remove(_ block: IndexedBlock) throws {
        let batch = index.database.store.makeBatch()
        try index.records.keepByHash(height: block.height, in: batch)
        // What now refers to a filter must not see it overwritten after a crash.
        put(nextPosition, in: batch)
        try index.database.store.write(batch)
        guard let header = try index.header(of: block.previousHash, height: block.height - 1) else {
            throw IndexError("Cannot read last block filter header; index may be corrupted")
        }
        lastHeader = header
    }

    mutating func commit(_ locator: [BlockHash]) throws {
        try index.files.synchronize(nextPosition)
        let batch = index.database.store.makeBatch()
        put(nextPosition, in: batch)
        index.database.put(locator, in: batch)
        try index.database.store.write(batch)
    }

    private func put(_ position: FlatFilePosition, in batch: LevelDBBatch) {
        var writer = ByteWriter(capacity: 10)
        writer.write(position)
        batch.put(Key.nextPosition, writer.bytes)
    }
}
