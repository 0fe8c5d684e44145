import BitcoinSupport
import Synchronization

/// The addresses at which this node can be reached, and how sure it is of them.
public final class OwnAddresses: Sendable {
    /// What the user wants to be done about addresses.
    public struct Rules: Sendable {
        /// Whether this node listens at all (`-listen`).
        public var listens = true
        /// Whether it looks for its addresses by itself (`-discover`).
        public var discovers = true
        /// The port where it listens.
        public var port: UInt16 = 0
        /// The networks that it connects to.
        public var reachableNetworks: Set<Network> = [.ipv4, .ipv6]
        /// Whether addresses go to the log (`-logips`).
        public var logsAddresses = false

        /// The usual rules.
        public init() {}
    }

    /// Where an address is known from: the surest last.
    public enum Origin: Int, Sendable {
        /// From others.
        case heard
        /// An interface of this computer has it.
        case interface
        /// The node listens just there.
        case bound
        /// A router told it.
        case mapped
        /// The user told it (`-externalip`).
        case manual
    }

    /// An address as users see it.
    public struct Entry: Sendable, Hashable {
        /// Where this node can be reached.
        public let endpoint: NetworkEndpoint
        /// How sure that is.
        public let score: Int
    }

    private struct Service {
        var port: UInt16
        var score: Int
    }

    private let services = Mutex<[NetworkAddress: Service]>([:])
    private let rules: Rules

    /// No addresses yet.
    public init(_ rules: Rules = Rules()) {
        self.rules = rules
    }

    /// The port where this node listens.
    public var port: UInt16 { rules.port }

    // MARK: Learning

    /// Notes an address. False if it is of no use.
    @discardableResult
    public func add(
        _ endpoint: NetworkEndpoint, from origin: Origin, evenIfUnreachable: Bool = false
    ) -> Bool {
        guard endpoint.address.isRoutable, rules.discovers || origin == .manual,
            evenIfUnreachable || rules.reachableNetworks.contains(endpoint.address.network)
        else { return false }
        if rules.logsAddresses { Log.info("AddLocal(\(endpoint),\(origin.rawValue))") }
        services.withLock { services in
            guard let known = services[endpoint.address] else {
                services[endpoint.address] = Service(port: endpoint.port, score: origin.rawValue)
                return
            }
            guard origin.rawValue >= known.score else { return }
            services[endpoint.address] = Service(port: endpoint.port, score: origin.rawValue + 1)
        }
        return true
    }

    /// Notes the addresses of this computer's interfaces.
    public func addInterfaces() {
        guard rules.discovers else { return }
        for address in InterfaceAddresses.all
        where add(NetworkEndpoint(address, port: rules.port), from: .interface) && rules.logsAddresses {
            Log.info("Discover: \(address)")
        }
    }

    /// Notes that a peer that connected to this node did so at an address.
    func seen(_ endpoint: NetworkEndpoint) {
        services.withLock { services in
            guard let score = services[endpoint.address]?.score, score < Int.max else { return }
            services[endpoint.address]?.score = score + 1
        }
    }

    /// Whether an address is one of this node.
    func contains(_ address: NetworkAddress) -> Bool { services.withLock { $0[address] != nil } }

    /// All addresses, as users see them.
    public var all: [Entry] {
        services.withLock { services in
            services.map { Entry(endpoint: NetworkEndpoint($0, port: $1.port), score: $1.score) }
        }
        .sorted { $0.endpoint < $1.endpoint }
    }

    // MARK: Telling

    /// The address of this node that a peer can use best.
    private func best(for peer: PeerConnectionInfo) -> Entry? {
        guard rules.listens else { return nil }
        let isPrivate = peer.network == .onion || peer.network == .i2p
        // Privacy networks and others are not to be told of each other's addresses.
        let candidates = all.filter { entry in
            entry.endpoint.address.network == peer.network
                || !(entry.endpoint.address.isPrivacyNetwork || isPrivate)
        }
        var best: (entry: Entry, reachability: Reachability)?
        for entry in candidates {
            let reachability = Reachability(of: entry.endpoint.address, from: peer.endpoint.address)
            if let current = best,
                (reachability.rawValue, entry.score)
                    <= (current.reachability.rawValue, current.entry.score)
            {
                continue
            }
            best = (entry, reachability)
        }
        return best?.entry
    }

    /// The address that a peer is to be told; nil if there is none. Sometimes the peer is told what it has told
    /// itself, since it may know better.
    ///
    /// - Parameter reported: this node as the peer sees it.
    func announced(to peer: PeerConnectionInfo, reported: NetworkEndpoint?) -> NetworkEndpoint? {
        let entry = best(for: peer)
        var endpoint = entry?.endpoint ?? NetworkEndpoint(.unspecified, port: rules.port)
        if let reported, rules.discovers, peer.endpoint.address.isRoutable, reported.address.isRoutable,
            rules.reachableNetworks.contains(reported.address.network)
        {
            let odds = (entry?.score ?? 0) > Origin.manual.rawValue ? 8 : 2
            if !endpoint.address.isRoutable || Int.random(in: 0..<odds) == 0 {
                // A peer that this node has connected to cannot see the port where it listens.
                endpoint =
                    peer.kind.isInbound
                    ? reported : NetworkEndpoint(reported.address, port: endpoint.port)
            }
        }
        guard endpoint.address.isRoutable else { return nil }
        Log.debug(.net, "Advertising address \(endpoint) to peer=\(peer.id)")
        return endpoint
    }
}
