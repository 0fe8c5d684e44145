/// Pings to a peer and the answers: how fast it is, and whether it is still there.
///
/// Times are in microseconds of the node's clock.
public struct PingClock: Sendable {
    /// A ping is sent as often.
    public static let interval: Int64 = 120_000_000
    /// A peer that does not answer for as long is gone.
    public static let timeout: Int64 = 20 * 60 * 1_000_000

    /// What a `pong` brought.
    public enum Answer: Sendable, Hashable {
        /// It was the one; the round trip took so many microseconds.
        case matched(Int64)
        /// It was none that was waited for. The text says why, and the number is what was expected.
        case unexpected(String, expected: UInt64)
    }

    /// What is to be done now.
    public enum Action: Sendable, Hashable {
        /// Nothing.
        case none
        /// Send a ping with this number; nil for peers from before BIP31.
        case ping(UInt64?)
        /// No answer came in time; so many microseconds have passed.
        case timedOut(Int64)
    }

    private var nonce: UInt64 = 0
    private var start: Int64 = 0
    /// Whether the user wants a ping.
    public var isQueued = false

    /// Nothing was sent yet.
    public init() {}

    /// How long the answer has been waited for; zero if there is no ping.
    public func wait(at now: Int64) -> Int64 { nonce != 0 && start > 0 ? now - start : 0 }

    /// Looks at the clock.
    ///
    /// - Parameters:
    ///   - checksTimeout: whether the connection is old enough to be given up.
    ///   - hasNumbers: whether the peer answers pings (BIP31).
    ///   - random: a number for a ping.
    public mutating func tick(
        now: Int64, checksTimeout: Bool, hasNumbers: Bool, random: UInt64 = .random(in: 1...(.max))
    ) -> Action {
        if checksTimeout, nonce != 0, now > start + Self.timeout { return .timedOut(now - start) }
        guard isQueued || (nonce == 0 && now > start + Self.interval) else { return .none }
        isQueued = false
        start = now
        nonce = hasNumbers ? random : 0
        return .ping(hasNumbers ? random : nil)
    }

    /// Takes a `pong`; nil for one without a number.
    public mutating func received(_ answer: UInt64?, at now: Int64) -> Answer {
        let expected = nonce
        guard let answer else {
            nonce = 0
            return .unexpected("Short payload", expected: expected)
        }
        guard expected != 0 else { return .unexpected("Unsolicited pong without ping", expected: 0) }
        guard answer == expected else {
            guard answer == 0 else { return .unexpected("Nonce mismatch", expected: expected) }
            // A fault of the peer's; waiting for the answer is no use.
            nonce = 0
            return .unexpected("Nonce zero", expected: expected)
        }
        nonce = 0
        guard now >= start else { return .unexpected("Timing mishap", expected: expected) }
        return .matched(now - start)
    }
}
