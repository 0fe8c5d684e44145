import BitcoinPrimitives

/// Adds what blocks spend to the index of spenders.
struct SpenderIndexWriter: IndexWriter {
    private let index: SpenderIndex

    init(_ index: SpenderIndex) {
        self.index = index
    }

    var name: String { SpenderIndex.name }
    var threadName: String { "txospenderidx" }
    var needsUndo: Bool { false }
    var allowsPruning: Bool { false }

    func committedLocator() throws -> [BlockHash] { try index.database.locator() }

    func resume(at block: (hash: BlockHash, height: Int)?) {}

    func append(_ block: IndexedBlock) throws {
        let batch = index.database.store.makeBatch()
        forEachKey(of: block) { batch.put($0, []) }
        try index.database.store.write(batch)
    }

    func remove(_ block: IndexedBlock) throws {
        let batch = index.database.store.makeBatch()
        forEachKey(of: block) { batch.delete($0) }
        try index.database.store.write(batch)
    }

    func commit(_ locator: [BlockHash]) throws {
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
