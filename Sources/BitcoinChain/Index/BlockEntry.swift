import BitcoinPrimitives
import BitcoinStorage

/// A block's place in the tree of all known headers. Valid for the tree that gave it.
public struct BlockNode: Hashable, Comparable, Sendable {
    let index: Int32

    init(_ index: Int) {
        self.index = Int32(index)
    }

    /// In the order in which the headers became known.
    public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// What is known of a block: what the index database holds, and what follows from its ancestors.
public struct BlockEntry: Sendable {
    /// The hash of the header.
    public let hash: BlockHash
    /// The header.
    public let header: BlockHeader
    /// The block before it; nil for the genesis block.
    public let parent: BlockNode?
    /// An ancestor further back, by which lookups jump.
    let skip: BlockNode?
    /// The number of blocks before it.
    public let height: Int
    /// The expected number of hashes that it and its ancestors took.
    public let chainWork: UInt256
    /// The latest time of it and its ancestors.
    public let maximumTime: UInt32
    /// How far it is checked and what of it is on disk.
    public var status: BlockStatus
    /// The number of its transactions, zero until they were seen.
    public var transactionCount: UInt32 = 0
    /// The number of transactions up to and with it, zero until all of them were seen.
    public var chainTransactionCount: UInt64 = 0
    /// The block and undo file it is in.
    public var file = 0
    /// Where in the block file it begins.
    public var dataOffset: UInt32 = 0
    /// Where in the undo file its undo record begins.
    public var undoOffset: UInt32 = 0
    /// The order in which blocks of equal work became connectable: the lower one wins.
    var sequence: Int32 = Self.sequenceFromDisk

    /// For blocks on the best chain when it was loaded.
    static let sequenceOfLoadedChain: Int32 = 0
    /// For other blocks that were loaded, and for headers.
    static let sequenceFromDisk: Int32 = 1

    /// Where the block stands, if it is on disk.
    public var dataPosition: FlatFilePosition? {
        status.contains(.hasData) ? FlatFilePosition(file: file, offset: Int(dataOffset)) : nil
    }

    /// Where its undo record stands, if it has one.
    public var undoPosition: FlatFilePosition? {
        status.contains(.hasUndo) ? FlatFilePosition(file: file, offset: Int(undoOffset)) : nil
    }

    /// Whether all transactions up to this block were seen at some time.
    public var hasAllTransactions: Bool { chainTransactionCount != 0 }

    /// The record for the index database.
    var record: BlockIndexRecord {
        BlockIndexRecord(
            header: header, height: height, status: status, transactionCount: transactionCount,
            file: file, dataOffset: dataOffset, undoOffset: undoOffset)
    }
}
