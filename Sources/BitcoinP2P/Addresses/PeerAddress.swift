/// What is known about a node that one might connect to.
public struct PeerAddress: Sendable, Hashable {
    /// Where it listens.
    public var endpoint: NetworkEndpoint
    /// What it offers.
    public var services: ServiceFlags
    /// When it was last heard of, in seconds since 1970.
    public var time: UInt32

    /// A node at an endpoint.
    public init(_ endpoint: NetworkEndpoint, services: ServiceFlags = [], time: UInt32 = Self.unknownTime) {
        self.endpoint = endpoint
        self.services = services
        self.time = time
    }

    /// The time of a node that was never heard of: upstream's TIME_INIT.
    public static let unknownTime: UInt32 = 100_000_000
}
