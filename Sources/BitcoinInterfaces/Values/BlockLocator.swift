import BitcoinPrimitives

/// A description of a place in a chain that can be understood by someone with a different chain: hashes from the
/// tip backwards, at first of every block, then with growing gaps, down to the genesis block.
public struct BlockLocator: Sendable, Hashable {
    /// The hashes, the tip's first.
    public var hashes: [BlockHash]

    /// Creates a locator of these hashes.
    public init(hashes: [BlockHash]) {
        self.hashes = hashes
    }
}
