/// A block of the active chain that cannot be read.
public struct MissingBlock: Sendable, Hashable {
    /// The block's height.
    public var height: Int32

    /// Why it is not there.
    public var cause: MissingBlockCause

    /// Creates the description of a missing block.
    public init(height: Int32, cause: MissingBlockCause) {
        self.height = height
        self.cause = cause
    }
}

/// Why a block is not on disk.
public enum MissingBlockCause: Sendable, Hashable, CaseIterable {
    /// Old blocks have been removed to save space.
    case pruning
    /// The chain began with a snapshot of coins, and the blocks before that are still being fetched.
    case snapshot
    /// Nobody removed it.
    case damage
}
