/// The meaning of versions since BIP9.
public enum VersionBits {
    /// The highest three bits are 001.
    public static let topBits: Int32 = 0x2000_0000
    /// The bits that say whether the others are signals.
    public static let topMask = Int32(bitPattern: 0xe000_0000)
    /// Bits from here on are for miners to use as they like (BIP323).
    public static let signalBitCount = 5

    /// True if a version's bits are signals.
    public static func isInUse(_ version: Int32) -> Bool { version & topMask == topBits }
}

/// The state of a deployment; all blocks of a period have the same.
public enum ThresholdState: String, Sendable, Hashable, CustomStringConvertible {
    /// Before the start time.
    case defined
    /// Signals are counted.
    case started
    /// Enough were counted; active after the period, or from the minimum height.
    case lockedIn = "locked_in"
    /// The rule applies.
    case active
    /// The time ran out.
    case failed

    /// The name in RPC.
    public var description: String { rawValue }
}

/// How far a period's count has come.
public struct ThresholdStatistics: Sendable, Hashable {
    /// How many blocks a period has.
    public let period: Int
    /// How many have to signal; zero once locked in.
    public internal(set) var threshold: Int
    /// How many blocks of the period there are.
    public let elapsed: Int
    /// How many of them signalled.
    public let count: Int
    /// False if the threshold is out of reach in this period.
    public internal(set) var isPossible: Bool
    /// Which blocks of the period signalled, first block first.
    public let signalling: [Bool]
}

/// What can be told about a deployment at a block.
public struct DeploymentStatus: Sendable, Hashable {
    /// The height at which the current state began.
    public let since: Int
    /// The state of the block.
    public let current: ThresholdState
    /// The state of the next block.
    public let next: ThresholdState
    /// The count, while it matters.
    public let statistics: ThresholdStatistics?
    /// From which height the rule applies, if that is known.
    public let activeSince: Int?
}
