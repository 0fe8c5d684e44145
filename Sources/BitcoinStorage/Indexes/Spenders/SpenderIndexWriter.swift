import BitcoinPrimitives

/// Adds what blocks spend to the index of spenders.
public struct SpenderIndexWriter: IndexWriter {
    private let index: SpenderIndex

    /// The writing side of an index; there must be only one.
    public init(_ index: SpenderIndex) {
        self.index = index
    }

    public var name: String { SpenderIndex.name }
    public var threadName: String { "txospenderidx" }
    public var needsUndo: Bool { false }
    public var allowsPruning: Bool { false }

    public func committedLocator() throws -> [BlockHash] { try index.database.locator() }

    public func resume(at block: (hash: BlockHash, height: Int)?) {}

    public func append(_ block: IndexedBlock) throws {
        let batch = index.database.store.makeBatch()
        forEachKey(of: block) { batch.put($0, []) }
        try index.database.store.write(batch)
    }

    public func remove(_ block: IndexedBlock) throws {
        let batch = index.database.store.makeBatch()
        forEachKey(of: block) { batch.delete($0) }
        try index.database.store.write(batch)
    }

    public func commit(_ locator: [BlockHash]) throws {
        let batch = index.database.store.makeBatch()
        index.database.put(locator, in: batch)
        try index.database.store.write(batch)
    }

    private func forEachKey(of block: IndexedBlock, _ body: ([UInt8]) -> Void) {
        // Offsets are counted from the end of the header.
        var offset = CompactSize.size(of: block.block.transactions.count)
        for transaction in block.block.transactions {
            if !transaction.isCoinbase {
                for input in transaction.inputs {
                    body(index.key(input.previousOutput, block: block.position, offset: offset))
                }
            }
            offset += transaction.totalSize
        }
    }
}
