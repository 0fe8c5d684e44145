/// What is known about a connection when it is made.
public struct PeerConnectionInfo: Sendable {
    /// Its number.
    public var id: PeerID
    /// Who made it, and what for.
    public var kind: ConnectionKind
    /// The peer's endpoint.
    public var endpoint: NetworkEndpoint
    /// The peer as the user named it, or its endpoint.
    public var name: String
    /// This node's end of the connection, if it is known.
    public var localEndpoint: NetworkEndpoint?
    /// Whether the peer came through this node's onion service.
    public var isInboundOnion: Bool
    /// What the user allows the peer.
    public var permissions: PeerPermissions
    /// When it was made, in seconds since 1970.
    public var connectedAt: Int64
    /// Whether the peer goes first when room must be made, since its address is discouraged.
    public var isPreferredForEviction = false
    /// What the peer offered, as far as others had told before connecting.
    public var targetServices: ServiceFlags = []
    /// What this node offers to the peer.
    public var localServices: ServiceFlags
    /// The number for this node's `version` message, by which it would know itself.
    public var nonce: UInt64

    /// A connection.
    public init(
        id: PeerID, kind: ConnectionKind, endpoint: NetworkEndpoint, name: String? = nil,
        localEndpoint: NetworkEndpoint? = nil, isInboundOnion: Bool = false,
        permissions: PeerPermissions = [],
        connectedAt: Int64, localServices: ServiceFlags, nonce: UInt64
    ) {
        self.id = id
        self.kind = kind
        self.endpoint = endpoint
        self.name = name ?? endpoint.description
        self.localEndpoint = localEndpoint
        self.isInboundOnion = isInboundOnion
        self.permissions = permissions
        self.connectedAt = connectedAt
        self.localServices = localServices
        self.nonce = nonce
    }

    /// The network that the peer connected through; nil if it is in no public one.
    public var network: Network? { isInboundOnion ? .onion : endpoint.address.networkClass }
}
