/// Who made a connection, and what for.
public enum ConnectionKind: String, Sendable, Hashable, CaseIterable {
    /// The peer connected to this node.
    case inbound
    /// Chosen from the known addresses, for everything.
    case outboundFullRelay = "outbound-full-relay"
    /// Chosen from the known addresses, for blocks only: hard to see for others, and so hard to cut off.
    case blockRelayOnly = "block-relay-only"
    /// Asked for by the user.
    case manual
    /// Only to see whether someone is there; closed after the handshake.
    case feeler
    /// Only to ask for addresses.
    case addressFetch = "addr-fetch"

    /// The name in RPC and in the log.
    public var name: String { rawValue }

    /// Whether the peer connected to this node.
    public var isInbound: Bool { self == .inbound }

    /// Whether it was chosen from the known addresses and is there to stay.
    public var isAutomaticOutbound: Bool { self == .outboundFullRelay || self == .blockRelayOnly }

    /// Whether transactions may be relayed over it.
    public var relaysTransactions: Bool {
        switch self {
        case .inbound, .outboundFullRelay, .manual, .addressFetch: true
        case .blockRelayOnly, .feeler: false
        }
    }

    /// Whether what the node offers must be enough to stay connected.
    public var expectsServices: Bool {
        switch self {
        case .inbound, .manual, .feeler: false
        case .outboundFullRelay, .blockRelayOnly, .addressFetch: true
        }
    }
}
