/// What the conversation with a peer has shown that also matters to connections: which to keep, and what users see.
///
/// Whoever handles the messages keeps it up to date, by ``ConnectionManager/update(_:_:)``.
public struct PeerFacts: Sendable {
    /// The version that the peer speaks; 0 before its `version` message.
    public var version: Int32 = 0
    /// The peer's software.
    public var userAgent = ""
    /// What the peer offers.
    public var services: ServiceFlags = []
    /// Whether the peer offers all that this node wants of an outbound peer.
    public var hasDesirableServices = false
    /// How the peer sees this node.
    public var reportedEndpoint: NetworkEndpoint?
    /// Whether both sides have sent `verack`.
    public var isHandshakeComplete = false
    /// Whether the peer wants transactions.
    public var relaysTransactions = false
    /// Whether the peer has set a bloom filter.
    public var hasBloomFilter = false
    /// When the peer last sent a block that was new, in seconds since 1970; 0 for never.
    public var lastBlockTime: Int64 = 0
    /// When the peer last sent a transaction that was accepted, in seconds since 1970; 0 for never.
    public var lastTransactionTime: Int64 = 0
    /// How long the last answer to a `ping` took, in microseconds.
    public var lastPingMicroseconds: Int64?
    /// How long the fastest answer to a `ping` took, in microseconds.
    public var minimumPingMicroseconds: Int64?
    /// Whether this node asked for compact blocks unasked.
    public var isHighBandwidthTo = false
    /// Whether the peer asked for compact blocks unasked.
    public var isHighBandwidthFrom = false
    /// Whether the peer must not be chosen when an inbound connection has to go.
    public var isProtectedFromEviction = false

    /// Nothing known yet.
    public init() {}
}
