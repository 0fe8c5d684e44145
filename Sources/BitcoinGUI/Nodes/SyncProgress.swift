import BitcoinInterfaces

/// How far the chain is behind, as users are told.
public struct SyncProgress: Sendable, Equatable {
    /// Whether the chain is as far as it can be.
    public var isDone: Bool
    /// How far it is, from 0 to 1.
    public var fraction: Double
    /// Blocks that are missing; `nil` while nobody knows.
    public var blocksLeft: Int?
    /// How old the last block is.
    public var secondsBehind: Int64
    /// How much is done in an hour, from 0 to 1, and how many seconds the rest takes; `nil` while nobody knows.
    public var pace: (perHour: Double, secondsLeft: Int64)?

    /// A chain whose last block is not older than this counts as being up to date, in seconds.
    static let mostSecondsBehind: Int64 = 90 * 60

    /// Compares the chain with the clock.
    ///
    /// - Parameter now: the time, in seconds since 1970.
    public init(_ chain: ChainStatus, now: Int64, blockSpacing: Int64, pace: SyncPace? = nil) {
        secondsBehind = max(0, now - chain.tipTimeSeconds)
        isDone =
            chain.height >= 0 && !chain.isInitialDownload && secondsBehind < Self.mostSecondsBehind
        fraction = min(1, max(0, chain.verificationProgress))
        if chain.headerHeight > chain.height || isDone {
            blocksLeft = Int(max(0, chain.headerHeight - chain.height))
        }
        self.pace = pace?.estimate
    }

    /// By everything that users see.
    public static func == (a: Self, b: Self) -> Bool {
        a.isDone == b.isDone && a.fraction == b.fraction && a.blocksLeft == b.blocksLeft
            && a.secondsBehind == b.secondsBehind && a.pace?.perHour == b.pace?.perHour
            && a.pace?.secondsLeft == b.pace?.secondsLeft
    }
}

/// How fast a chain has come on lately.
public struct SyncPace: Sendable {
    private var samples: [(seconds: Int64, fraction: Double)] = []

    /// How far back samples go, in seconds.
    private static let window: Int64 = 500
    /// How far samples have to be apart to tell anything, in seconds.
    private static let shortest: Int64 = 5

    /// Nothing is known yet.
    public init() {}

    /// Notes how far the chain is.
    public mutating func note(_ fraction: Double, at seconds: Int64) {
        if let last = samples.last, seconds <= last.seconds { return }
        samples.append((seconds, fraction))
        samples.removeAll { $0.seconds < seconds - Self.window }
    }

    var estimate: (perHour: Double, secondsLeft: Int64)? {
        guard let first = samples.first, let last = samples.last,
            last.seconds - first.seconds >= Self.shortest, last.fraction > first.fraction
        else { return nil }
        let perSecond = (last.fraction - first.fraction) / Double(last.seconds - first.seconds)
        let seconds = (1 - last.fraction) / perSecond
        return (perSecond * 3600, Int64(min(seconds, 1e9)))
    }
}
