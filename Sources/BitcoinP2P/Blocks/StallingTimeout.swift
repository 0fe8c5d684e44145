import BitcoinSupport

/// For how long a single peer may hold up the download of blocks. Doubled with each peer that was given up for it, as
/// it may be this node's own line that is slow; with each block that is connected it goes back a little.
struct StallingTimeout: Sendable {
    private static let shortest = 2
    private static let longest = 64

    /// The time in seconds.
    private(set) var seconds = shortest

    /// The time in microseconds.
    var microseconds: Int64 { Int64(seconds) * 1_000_000 }

    /// To be called when a peer was given up.
    mutating func increase() {
        let new = min(2 * seconds, Self.longest)
        guard new != seconds else { return }
        seconds = new
        Log.debug(.net, "Increased stalling timeout temporarily to \(new) seconds")
    }

    /// To be called when a block was connected.
    mutating func decrease() {
        guard seconds != Self.shortest else { return }
        seconds = max(seconds * 85 / 100, Self.shortest)
        Log.debug(.net, "Decreased stalling timeout to \(seconds) seconds")
    }
}
