import BitcoinPrimitives

/// A block and where it stands in its chain.
public struct BlockRef: Sendable, Hashable {
    /// The block's hash.
    public var hash: BlockHash

    /// The number of blocks before it in its chain.
    public var height: Int32

    /// Creates a reference to a block.
    public init(hash: BlockHash, height: Int32) {
        self.hash = hash
        self.height = height
    }
}
