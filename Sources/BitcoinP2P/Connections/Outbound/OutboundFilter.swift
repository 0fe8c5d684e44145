/// Decides about known addresses, one after the other, until one is good enough to connect to. The more were refused,
/// the less is asked. A pure value.
struct OutboundFilter: Sendable {
    /// What the decision depends on.
    struct Candidate: Sendable {
        /// The node.
        var address: PeerAddress
        /// When connecting was last tried, in seconds since 1970.
        var lastTry: Int64
        /// Whether it offers all that this node wants of an outbound peer.
        var hasDesirableServices: Bool
    }

    /// What to do.
    enum Verdict: Sendable, Hashable {
        /// Connect to it.
        case take
        /// Look at another one.
        case skip
        /// Begin anew later.
        case giveUp
    }

    /// More addresses than this are not looked at in a row.
    private static let maximumTries = 100
    /// After so many, those that were tried a moment ago will do.
    private static let patientTries = 30
    /// After so many, those at ports of other services will do.
    private static let pickyTries = 50
    /// A moment: 10 minutes.
    private static let recentSeconds: Int64 = 10 * 60

    private let isFeeler: Bool
    private let networks: Set<Network>
    private let connectedGroups: Set<NetworkGroup>
    private var tries = 0

    /// A filter for a new connection. Connections that are there to stay lead to different groups.
    init(isFeeler: Bool, networks: Set<Network>, connectedGroups: Set<NetworkGroup>) {
        self.isFeeler = isFeeler
        self.networks = networks
        self.connectedGroups = connectedGroups
    }

    /// Whether another address may be looked at.
    mutating func beginTry() -> Bool {
        tries += 1
        return tries <= Self.maximumTries
    }

    /// Decides about an address.
    ///
    /// - Parameter isOwn: whether it is one of this node.
    func judge(_ candidate: Candidate, isOwn: Bool, now: Int64) -> Verdict {
        let address = candidate.address.endpoint.address
        if !isFeeler, connectedGroups.contains(NetworkGroup(address)) { return .skip }
        guard address.isValid, !isOwn else { return .giveUp }
        guard networks.contains(address.network) else { return .skip }
        if now - candidate.lastTry < Self.recentSeconds, tries < Self.patientTries { return .skip }
        guard isFeeler ? candidate.address.services.mayKnowAddresses : candidate.hasDesirableServices else {
            return .skip
        }
        if tries < Self.pickyTries, address.ipAddress != nil, address.network != .cjdns,
            BadPorts.contains(candidate.address.endpoint.port)
        {
            return .skip
        }
        return .take
    }
}
