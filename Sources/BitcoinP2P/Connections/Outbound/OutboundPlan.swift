/// Decides what kind of connection to make next. A pure value: time and randomness come from outside.
///
/// Anchors come first, then connections that relay everything, then those that relay blocks only. With all of them
/// there, further ones are made now and then: for a tip that may be stale, to learn of headers from someone new, to
/// see whether a known node is still there, and for a network from which there is nobody.
struct OutboundPlan: Sendable {
    /// How many connections there are, and how many there may be.
    struct Counts: Sendable, Hashable {
        var fullRelay = 0
        var blockRelay = 0
        var maximumFullRelay = ConnectionConfiguration.maximumOutboundFullRelay
        var maximumBlockRelay = ConnectionConfiguration.maximumBlockRelayOnly
    }

    /// What is wanted, and what there is.
    struct Wishes: Sendable, Hashable {
        /// Peers of the last run that relayed blocks only.
        var hasAnchors = false
        /// The tip may be stale.
        var triesAnother = false
        /// The first download is over.
        var probesBlockRelay = false
    }

    /// What to connect to.
    enum Choice: Sendable, Hashable {
        /// One of the anchors, for blocks only.
        case anchor
        /// A known node.
        case known(ConnectionKind)
        /// A known node in a network from which there is nobody, if there is such a network.
        case missingNetwork
    }

    private static let feelerSeconds: Double = 2 * 60
    private static let extraBlockRelaySeconds: Double = 5 * 60
    private static let missingNetworkSeconds: Double = 5 * 60

    private var nextFeeler: Int64
    private var nextExtraBlockRelay: Int64
    private var nextMissingNetwork: Int64

    /// A plan that begins at a time in microseconds.
    init(now: Int64) {
        nextFeeler = now + PoissonDelay.next(seconds: Self.feelerSeconds)
        nextExtraBlockRelay = now + PoissonDelay.next(seconds: Self.extraBlockRelaySeconds)
        nextMissingNetwork = now + PoissonDelay.next(seconds: Self.missingNetworkSeconds)
    }

    /// What to connect to at a time in microseconds; nil for nothing.
    mutating func next(_ counts: Counts, _ wishes: Wishes, now: Int64) -> Choice? {
        if wishes.hasAnchors, counts.blockRelay < counts.maximumBlockRelay { return .anchor }
        if counts.fullRelay < counts.maximumFullRelay { return .known(.outboundFullRelay) }
        if counts.blockRelay < counts.maximumBlockRelay { return .known(.blockRelayOnly) }
        if wishes.triesAnother { return .known(.outboundFullRelay) }
        if wishes.probesBlockRelay, now > nextExtraBlockRelay {
            nextExtraBlockRelay = now + PoissonDelay.next(seconds: Self.extraBlockRelaySeconds)
            return .known(.blockRelayOnly)
        }
        if now > nextFeeler {
            nextFeeler = now + PoissonDelay.next(seconds: Self.feelerSeconds)
            return .known(.feeler)
        }
        if counts.fullRelay == counts.maximumFullRelay,
            counts.maximumFullRelay == ConnectionConfiguration.maximumOutboundFullRelay,
            now > nextMissingNetwork
        {
            return .missingNetwork
        }
        return nil
    }

    /// Notes that a connection to a missing network is made.
    mutating func connectsToMissingNetwork(now: Int64) {
        nextMissingNetwork = now + PoissonDelay.next(seconds: Self.missingNetworkSeconds)
    }
}
