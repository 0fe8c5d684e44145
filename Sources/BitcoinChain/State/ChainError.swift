import BitcoinStorage
import BitcoinSupport

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

    /// Names what was done when a database turned out to be damaged; other errors are passed on as they are.
    static func naming<Result>(_ activity: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as LevelDBError {
            Log.error("\(error)")
            throw ChainError("\(activity): \(error.cause)", remedy: error.isDamage ? .reindex : .none)
        }
    }
}

/// The work was cut off because the node stops.
public struct ChainInterrupted: Error {}
