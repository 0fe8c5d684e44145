/// What connections there are, as far as it matters for further ones.
struct OutboundSituation: Sendable {
    /// Connections that relay everything.
    private(set) var fullRelay = 0
    /// Connections that relay blocks only.
    private(set) var blockRelay = 0
    /// The groups of addresses that are connected to. Those of networks in which addresses cost nothing do not count.
    private(set) var groups: Set<NetworkGroup> = []
    /// Connections in such networks.
    private(set) var withoutGroup = 0
    /// How many connections there are in each network, of those made by the user and those that relay everything.
    private(set) var networks: [Network: Int] = [:]

    /// The situation with these connections.
    init(_ connections: [PeerConnectionInfo]) {
        for connection in connections {
            switch connection.kind {
            case .inbound, .addressFetch, .feeler: continue
            case .outboundFullRelay: fullRelay += 1
            case .blockRelayOnly: blockRelay += 1
            case .manual: break
            }
            let address = connection.endpoint.address
            if connection.kind != .blockRelayOnly, let network = address.publicNetwork {
                networks[network, default: 0] += 1
            }
            switch address.network {
            case .onion, .i2p, .cjdns: withoutGroup += 1
            case .ipv4, .ipv6, .internal: groups.insert(NetworkGroup(address))
            }
        }
    }

    /// Whether this node is connected to different places, so that failing to connect says something about the other
    /// side.
    func isOnline(limit: Int) -> Bool { groups.count + withoutGroup >= min(limit - 1, 2) }
}

/// When the user's seeds are asked for addresses: at once if none are known, and then while there are few peers.
struct SeedSchedule: Sendable {
    private var nodes: [String]
    private var lastTime: Int64
    private var isDue: Bool

    /// A schedule.
    init(nodes: [String], now: Int64, isEmpty: Bool) {
        self.nodes = nodes
        lastTime = now
        isDue = isEmpty && !nodes.isEmpty
    }

    /// The seed whose turn it is.
    mutating func take() -> String? {
        guard isDue else { return nil }
        isDue = false
        return nodes.popLast()
    }

    /// Sees whether another one is to be asked.
    mutating func schedule(hasFewPeers: Bool, now: Int64, interval: Int64) {
        guard !nodes.isEmpty, hasFewPeers, now > lastTime + interval else { return }
        lastTime = now
        isDue = true
    }
}
