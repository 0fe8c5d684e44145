/// Blocks of the active chain, one after the other, that a receiver who is behind is told of at once.
public struct BlockRun: Sendable, Hashable {
    /// The height of the first block.
    public var firstHeight: Int32

    /// The blocks: at least one, and at most a few megabytes unless a single one is longer.
    public var blocks: [ChainBlock]

    /// The height of the tip that the receiver is led to, as far as is known.
    public var tipHeight: Int32

    /// Creates a run.
    public init(firstHeight: Int32, blocks: [ChainBlock], tipHeight: Int32) {
        self.firstHeight = firstHeight
        self.blocks = blocks
        self.tipHeight = tipHeight
    }
}
