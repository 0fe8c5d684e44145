import BitcoinPrimitives
import BitcoinStorage

/// What was known of a block at one moment, for other threads.
public struct BlockSnapshot: Sendable {
    /// The hash of the header.
    public let hash: BlockHash
    /// The header.
    public let header: BlockHeader
    /// The number of blocks before it.
    public let height: Int
    /// The expected number of hashes that it and its ancestors took.
    public let chainWork: UInt256
    /// The median time of it and the ten blocks before it.
    public let medianTimePast: Int64
    /// The latest time of it and its ancestors.
    public let maximumTime: UInt32
    /// How far it is checked and what of it is on disk.
    public let status: BlockStatus
    /// The number of its transactions, zero until they were seen.
    public let transactionCount: Int
    /// The number of transactions up to and with it, zero until all of them were seen.
    public let chainTransactionCount: UInt64
    /// Where the block stands, if it is on disk.
    public let dataPosition: FlatFilePosition?
    /// Where its undo record stands, if it has one.
    public let undoPosition: FlatFilePosition?
    /// Whether it is in the best chain.
    public let isActive: Bool
    /// The block after it in the best chain.
    public let next: BlockHash?
    /// How many blocks of the best chain end with it; -1 if it is not in it.
    public let confirmations: Int
}

extension ChainState {
    /// What is known of a block now.
    func snapshot(_ node: BlockNode) -> BlockSnapshot {
        let entry = tree[node]
        let isActive = isActive(node)
        return BlockSnapshot(
            hash: entry.hash, header: entry.header, height: entry.height, chainWork: entry.chainWork,
            medianTimePast: tree.medianTimePast(of: node), maximumTime: entry.maximumTime,
            status: entry.status, transactionCount: Int(entry.transactionCount),
            chainTransactionCount: entry.chainTransactionCount, dataPosition: entry.dataPosition,
            undoPosition: entry.undoPosition, isActive: isActive,
            next: active.next(after: node, in: tree).map { tree[$0].hash },
            confirmations: isActive ? active.height - entry.height + 1 : -1)
    }

    /// Whether a block was on disk once and has been removed by pruning.
    func isPruned(_ node: BlockNode) -> Bool {
        hasPruned && !tree[node].status.contains(.hasData) && tree[node].transactionCount > 0
    }
}
