import BitcoinPrimitives

/// What things count for when `-maxmempool` is compared with the size of the mempool.
///
/// The numbers are those that upstream arrives at for its own structures, on a computer of 64 bits. So with the same limit
/// both programs keep the same transactions, and evict at the same moment. What Swift takes is of the same order.
enum MemoryAccounting {
    /// An allocation, with what the allocator adds.
    static func allocation(_ bytes: Int) -> Int { bytes == 0 ? 0 : (bytes + 31) & ~15 }

    /// An entry, with its places in the tables by id, and each input's place in the table of spent outputs.
    static func entry(_ transaction: Transaction) -> Int {
        allocation(entrySize + tablePointers) + transaction.inputs.count * allocation(spentOutputSize)
            + Self.transaction(transaction)
    }

    private static func transaction(_ transaction: Transaction) -> Int {
        var bytes =
            allocation(transactionSize) + allocation(counterSize)
            + allocation(transaction.inputs.count * inputSize)
            + allocation(transaction.outputs.count * outputSize)
        for input in transaction.inputs {
            bytes += script(input.scriptSig) + allocation(input.witness.count * listSize)
            for item in input.witness { bytes += allocation(item.count) }
        }
        for output in transaction.outputs { bytes += script(output.scriptPubKey) }
        return bytes
    }

    /// Short scripts take no memory of their own.
    private static func script(_ script: Script) -> Int {
        script.count > inlineScriptSize ? allocation(script.count) : 0
    }

    /// A cluster of so many transactions in so many chunks, with the transactions' places in the graph.
    static func cluster(count: Int, chunks: Int) -> Int {
        count * nodeSize + chunks * allocation(chunkSize)
            + (count == 1
                ? singleSize
                : clusterSize + count * dependenciesSize + 2 * allocation(positionSize * capacity(count)))
    }

    /// The list of all transactions from which some are taken at random. It grows by doubling, and shrinks when it is less
    /// than half full.
    struct ListCapacity {
        private var capacity = 0

        /// The memory that it counts for.
        var memoryUsage: Int { allocation(capacity * listedSize) }

        /// One was added, so that there are so many.
        mutating func grow(to count: Int) {
            if count > capacity { capacity = max(1, capacity * 2) }
        }

        /// One was removed, so that so many are left.
        mutating func shrink(to count: Int) {
            if count > 0 && count * 2 < capacity { capacity = count }
        }
    }

    /// What users added to fees.
    static func feeDeltas(count: Int) -> Int { count * allocation(feeDeltaSize) }

    /// Lists grow by doubling.
    private static func capacity(_ count: Int) -> Int {
        count <= 1 ? count : 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
    }

    private static let entrySize = 136
    private static let tablePointers = 9 * 8
    private static let spentOutputSize = 48
    private static let transactionSize = 128
    private static let counterSize = 24
    private static let inputSize = 112
    private static let outputSize = 48
    private static let listSize = 24
    private static let inlineScriptSize = 36
    private static let nodeSize = 80
    private static let chunkSize = 40
    private static let singleSize = 72
    private static let clusterSize = 152
    private static let dependenciesSize = 32
    private static let positionSize = 4
    private static let listedSize = 40
    private static let feeDeltaSize = 72
}
