import BitcoinPrimitives

/// A failure of this computer, not of a block: the node has to stop.
public struct ChainError: Error, CustomStringConvertible {
    /// What the user can do about it.
    public enum Remedy: Sendable {
        /// Nothing that the node could do for them.
        case none
        /// `-reindex`, or `-reindex-chainstate`.
        case reindex
        /// The data directory is of another network, or of a version that cannot be read.
        case incompatible
    }

    /// What happened, as the log and the user see it.
    public let description: String
    /// What can be done.
    public let remedy: Remedy

    /// A failure.
    public init(_ description: String, remedy: Remedy = .none) {
        self.description = description
        self.remedy = remedy
    }
}

/// The work was cut off because the node stops.
public struct ChainInterrupted: Error {}
