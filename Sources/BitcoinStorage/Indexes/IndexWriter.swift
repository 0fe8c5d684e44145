import BitcoinPrimitives

/// A block, as an index is told of it.
public struct IndexedBlock: Sendable {
    /// The hash of the header.
    public let hash: BlockHash
    /// The number of blocks before it.
    public let height: Int
    /// Where it stands in the block files.
    public let position: FlatFilePosition
    /// The block itself.
    public let block: Block
    /// The coins that it spends; none unless the index needs them.
    public let undo: BlockUndo

    /// A block with what is known of it.
    public init(
        hash: BlockHash, height: Int, position: FlatFilePosition, block: Block, undo: BlockUndo = BlockUndo()
    ) {
        self.hash = hash
        self.height = height
        self.position = position
        self.block = block
        self.undo = undo
    }

    /// The block before it.
    public var previousHash: BlockHash { block.header.previousBlock }
}

/// The writing side of an index: it is told of the blocks of the best chain, one after the other.
///
/// What was written before the last commit may be there or not after a crash, so an index must not mind to be told of
/// the same block again.
public protocol IndexWriter: Sendable {
    /// The name in the log and in `getindexinfo`.
    var name: String { get }
    /// The name of the thread that keeps the index in step.
    var threadName: String { get }
    /// Whether it needs the coins that blocks spend.
    var needsUndo: Bool { get }
    /// Whether blocks may be pruned that it has dealt with.
    var allowsPruning: Bool { get }

    /// A locator of the block up to which the index was committed; empty before the first.
    func committedLocator() throws -> [BlockHash]
    /// Goes on from the block of the last commit, nil for none.
    mutating func resume(at block: (hash: BlockHash, height: Int)?) throws
    /// Takes in the block that follows the last one.
    mutating func append(_ block: IndexedBlock) throws
    /// Takes the last block back.
    mutating func remove(_ block: IndexedBlock) throws
    /// Puts on disk that the index is complete up to the block that the locator begins with.
    mutating func commit(_ locator: [BlockHash]) throws
}

/// What is wrong with an index. The user has to have it rebuilt.
public struct IndexError: Error, CustomStringConvertible {
    /// The text for the log and the user.
    public let description: String

    /// An error with its text.
    public init(_ description: String) {
        self.description = description
    }

    static func damaged(_ name: String) -> IndexError {
        IndexError("Cannot read current \(name) state; index may be corrupted")
    }
}
