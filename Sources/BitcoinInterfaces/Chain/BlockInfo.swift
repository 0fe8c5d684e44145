import BitcoinPrimitives

/// A block that was connected or disconnected.
public struct BlockInfo: Sendable {
    /// The block's hash.
    public var hash: BlockHash

    /// The hash of the block before it, or `nil` for the genesis block.
    public var previousHash: BlockHash?

    /// The block's height.
    public var height: Int32

    /// The latest time of any block up to and including this one, in seconds since 1970. It never goes back along a
    /// chain.
    public var maximumTimeSeconds: UInt32

    /// The block itself.
    public var data: Block?

    /// Creates the description of a block.
    public init(
        hash: BlockHash, previousHash: BlockHash?, height: Int32, maximumTimeSeconds: UInt32, data: Block?
    ) {
        self.hash = hash
        self.previousHash = previousHash
        self.height = height
        self.maximumTimeSeconds = maximumTimeSeconds
        self.data = data
    }
}

/// What is known of a block that was asked for.
public struct FoundBlock: Sendable {
    /// The block's hash.
    public var hash: BlockHash

    /// The block's height.
    public var height: Int32

    /// The time that its header claims, in seconds since 1970.
    public var timeSeconds: Int64

    /// The latest time of any block up to and including this one, in seconds since 1970.
    public var maximumTimeSeconds: Int64

    /// The median time of this block and the ten before it, in seconds since 1970 (BIP 113).
    public var medianTimePastSeconds: Int64

    /// Whether the block is in the active chain.
    public var isInActiveChain: Bool

    /// The block itself, if it was asked for and is on disk.
    public var data: Block?

    /// Creates the description of a block.
    public init(
        hash: BlockHash, height: Int32, timeSeconds: Int64, maximumTimeSeconds: Int64,
        medianTimePastSeconds: Int64, isInActiveChain: Bool, data: Block?
    ) {
        self.hash = hash
        self.height = height
        self.timeSeconds = timeSeconds
        self.maximumTimeSeconds = maximumTimeSeconds
        self.medianTimePastSeconds = medianTimePastSeconds
        self.isInActiveChain = isInActiveChain
        self.data = data
    }
}
