import BitcoinPrimitives

/// A block of the active chain as it is on disk.
public struct ChainBlock: Sendable, Hashable {
    /// The block's hash.
    public var hash: BlockHash

    /// The latest time of any block up to and including this one, in seconds since 1970.
    public var maximumTimeSeconds: UInt32

    /// The block in the form of the network; empty if it is not on disk.
    public var data: [UInt8]

    /// Creates the description of a block.
    public init(hash: BlockHash, maximumTimeSeconds: UInt32, data: [UInt8]) {
        self.hash = hash
        self.maximumTimeSeconds = maximumTimeSeconds
        self.data = data
    }
}
