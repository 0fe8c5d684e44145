/// How far a block has been checked and what of it is on disk. The bits are those of the stored
/// record.
public struct BlockStatus: OptionSet, Hashable, Sendable {
    /// The bits as stored.
    public let rawValue: UInt32

    /// Takes over stored bits, also unknown ones.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// How far a block has been checked; each step implies those before it.
    public enum Validity: UInt32, Comparable, Sendable {
        /// Nothing is known.
        case unknown = 0
        /// Was once the header alone.
        case reserved = 1
        /// The header is right and so are all before it.
        case tree = 2
        /// The block is right as far as it can be told without its ancestors' outputs.
        case transactions = 3
        /// No output is spent twice or made from nothing, here and in all ancestors.
        case chain = 4
        /// All scripts are right, here and in all ancestors.
        case scripts = 5

        /// By how much is implied.
        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    private static let validityMask: UInt32 = 7

    /// The block is in a block file.
    public static let hasData = BlockStatus(rawValue: 8)
    /// Its undo record is in an undo file.
    public static let hasUndo = BlockStatus(rawValue: 16)
    /// The step after the last one reached has failed, here or in an ancestor.
    public static let failed = BlockStatus(rawValue: 32)
    /// Was set on descendants of failed blocks; read as `failed`.
    public static let failedAncestor = BlockStatus(rawValue: 64)
    /// The block was received with its witnesses.
    public static let hasWitness = BlockStatus(rawValue: 128)

    /// How far the block has been checked.
    public var validity: Validity {
        Validity(rawValue: rawValue & Self.validityMask) ?? .unknown
    }

    /// Whether the block has been checked that far and has not failed since.
    public func isValid(_ validity: Validity) -> Bool {
        !contains(.failed) && self.validity >= validity
    }

    /// Notes that the block has been checked that far. Returns whether that is news.
    public mutating func raise(to validity: Validity) -> Bool {
        guard !contains(.failed), self.validity < validity else { return false }
        self = BlockStatus(rawValue: (rawValue & ~Self.validityMask) | validity.rawValue)
        return true
    }
}
