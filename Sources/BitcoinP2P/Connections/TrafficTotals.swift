import BitcoinSupport
import Synchronization

/// How much went over all connections, and how much of what `-maxuploadtarget` allows is left.
public final class TrafficTotals: Sendable {
    private struct State {
        var received: UInt64 = 0
        var sent: UInt64 = 0
        var sentInCycle: UInt64 = 0
        var cycleStart: Int64 = 0
    }

    /// What `getnettotals` says about the limit.
    public struct UploadTarget: Sendable {
        /// The length of a cycle in seconds.
        public let timeframe: Int64
        /// The limit in bytes; 0 for none.
        public let target: UInt64
        /// Whether the limit is used up.
        public let isReached: Bool
        /// Whether blocks older than a week are still served.
        public let servesHistoricalBlocks: Bool
        /// Bytes left in the cycle.
        public let bytesLeft: UInt64
        /// Seconds left in the cycle.
        public let secondsLeft: Int64
    }

    private let state = Mutex(State())
    private let limit: UInt64

    /// A day.
    static let cycleSeconds: Int64 = 24 * 60 * 60
    /// What serving each new block of the day may take: 4 MB every ten minutes.
    private static let largestBlock: UInt64 = 4_000_000

    /// Counts against a limit of so many bytes a day; 0 for no limit.
    public init(limit: UInt64 = 0) { self.limit = limit }

    /// All bytes received.
    public var received: UInt64 { state.withLock { $0.received } }
    /// All bytes sent.
    public var sent: UInt64 { state.withLock { $0.sent } }

    func received(_ count: Int) {
        state.withLock { $0.received &+= UInt64(count) }
    }

    func sent(_ count: Int) {
        let now = NodeClock.now
        state.withLock { state in
            state.sent &+= UInt64(count)
            if state.cycleStart + Self.cycleSeconds < now {
                state.cycleStart = now
                state.sentInCycle = 0
            }
            state.sentInCycle &+= UInt64(count)
        }
    }

    /// Whether the limit is used up; for historical blocks, whether the rest is kept for the new blocks of the cycle.
    public func isUploadTargetReached(historical: Bool) -> Bool {
        guard limit > 0 else { return false }
        let (sent, secondsLeft) = state.withLock { ($0.sentInCycle, Self.secondsLeft($0)) }
        guard historical else { return sent >= limit }
        let reserve = UInt64(max(0, secondsLeft) / 600) * Self.largestBlock
        return reserve >= limit || sent >= limit - reserve
    }

    /// What `getnettotals` says about the limit.
    public var uploadTarget: UploadTarget {
        let (sent, secondsLeft) = state.withLock { ($0.sentInCycle, Self.secondsLeft($0)) }
        return UploadTarget(
            timeframe: Self.cycleSeconds, target: limit, isReached: isUploadTargetReached(historical: false),
            servesHistoricalBlocks: !isUploadTargetReached(historical: true),
            bytesLeft: limit > sent ? limit - sent : 0, secondsLeft: limit == 0 ? 0 : secondsLeft)
    }

    private static func secondsLeft(_ state: State) -> Int64 {
        guard state.cycleStart != 0 else { return cycleSeconds }
        return max(0, state.cycleStart + cycleSeconds - NodeClock.now)
    }
}
