import BitcoinPrimitives

/// Adds the transactions of blocks to their index.
struct TransactionIndexWriter: IndexWriter {
    private typealias Key = TransactionIndex.Key

    private let index: TransactionIndex

    init(_ index: TransactionIndex) {
        self.index = index
    }

    var name: String { TransactionIndex.name }
    var threadName: String { "txidx" }
    var needsUndo: Bool { false }
    var allowsPruning: Bool { false }

    func committedLocator() throws -> [BlockHash] {
        let locator = try index.database.locator(Key.bestBlock)
        return locator.isEmpty ? try index.database.locator() : locator
    }

    func resume(at block: (hash: BlockHash, height: Int)?) {}

    func append(_ block: IndexedBlock) throws {
        // Nobody can spend the output of the first transaction.
        guard block.height > 0 else { return }
        let store = index.database.store
        // A block that comes again, after a reorganisation or a crash, keeps its number.
        guard try !store.contains(Key.sequence(of: block.hash)) else { return }
        let sequence = try number(Key.nextSequence) ?? 0
        let batch = store.makeBatch()
        batch.put(Key.sequence(of: block.hash), Self.bytes(sequence))
        batch.put(Key.block(of: sequence), block.hash.bytes)
        batch.put(Key.nextSequence, Self.bytes(sequence &+ 1))
        var offset = BlockHeader.size + CompactSize.size(of: block.block.transactions.count)
        for transaction in block.block.transactions {
            batch.put(index.key(transaction.txid, sequence: sequence, offset: offset), [])
            offset += transaction.totalSize
        }
        try store.write(batch)
    }

    /// Entries of blocks that have left the best chain stay: their transactions can still be read.
    func remove(_ block: IndexedBlock) {}

    func commit(_ locator: [BlockHash]) throws {
        let batch = index.database.store.makeBatch()
        index.database.put(locator, Key.bestBlock, in: batch)
        try index.database.store.write(batch)
    }

    private func number(_ key: [UInt8]) throws -> UInt32? {
        try index.database.value(key, "block number") { reader throws(SerializationError) in
            try reader.read(UInt32.self)
        }
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        var writer = ByteWriter(capacity: 4)
        writer.write(number)
        return writer.bytes
    }
}
