import BitcoinSupport
import NIOCore
import NIOPosix

extension ConnectionManager {
    /// Where a connection is to lead.
    public enum Target: Sendable, Hashable {
        /// A node that is known from others.
        case known(PeerAddress)
        /// A node that the user has named: `host`, `host:port` or an address.
        case named(String)
    }

    /// Connects to a node and begins to talk with it. False if that is not possible or not wanted.
    ///
    /// - Parameter countsFailure: whether failing speaks against the node.
    @discardableResult
    public func connect(
        to target: Target, kind: ConnectionKind, usesEncryption: Bool, countsFailure: Bool = false
    ) async -> Bool {
        guard !isStopping, isActive, isWanted(target) else { return false }
        Log.debug(.net) {
            "trying \(usesEncryption ? "v2" : "v1") connection (\(kind.name)) to \(Self.text(target)), "
                + "lastseen=\(Self.hoursSince(target))hrs"
        }
        guard let endpoints = await endpoints(of: target) else { return false }
        for endpoint in endpoints {
            guard let way = await open(endpoint, target, countsFailure: countsFailure) else { continue }
            return begin(way, endpoint, target, kind: kind, usesEncryption: usesEncryption)
        }
        return false
    }

    /// Whether a node is neither this one, nor connected, nor to be avoided.
    private func isWanted(_ target: Target) -> Bool {
        switch target {
        case .known(let known):
            let address = known.endpoint.address
            return !book.own.contains(address) && !book.bans.isAvoided(address)
                && !registry.all.contains { $0.info.endpoint.address == address }
        case .named(let name):
            return !registry.all.contains { $0.info.name == name }
        }
    }

    private func begin(
        _ way: Way, _ endpoint: NetworkEndpoint, _ target: Target, kind: ConnectionKind, usesEncryption: Bool
    ) -> Bool {
        guard !isStopping, isActive else {
            way.channel.close(promise: nil)
            return false
        }
        let permissions =
            kind == .manual ? configuration.permissions(of: endpoint.address, inbound: false) : []
        var name: String?
        var services: ServiceFlags = []
        switch target {
        case .known(let address): services = address.services
        case .named(let given): name = given
        }
        let connection = makeConnection(
            way.channel, kind: kind, endpoint: endpoint, name: name, own: way.own,
            targetServices: services,
            permissions: permissions, transport: makeTransport(isInitiator: true, encrypts: usesEncryption),
            firstBytes: way.firstBytes)
        begin(connection, retryingAt: target)
        return true
    }

    private static func text(_ target: Target) -> String {
        switch target {
        case .known(let address): "\(address.endpoint)"
        case .named(let name): name
        }
    }

    private static func hoursSince(_ target: Target) -> String {
        guard case .known(let address) = target else { return "0.0" }
        let tenths = (NodeClock.now - Int64(address.time)) * 10 / 3600
        return "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// The addresses behind a target, in random order; nil if there is a reason not to connect.
    private func endpoints(of target: Target) async -> [NetworkEndpoint]? {
        guard case .named(let name) = target else {
            guard case .known(let address) = target else { return nil }
            guard !isConnected(to: address.endpoint) else {
                Log.info("Failed to open new connection to \(address.endpoint), already connected")
                return nil
            }
            return [address.endpoint]
        }
        let found = await names.endpoints(of: name).shuffled()
        // A proxy may know better.
        if found.isEmpty, configuration.proxies.forNames != nil { return [.unspecified] }
        for endpoint in found {
            guard endpoint.address.isValid else {
                Log.debug(.net, "Resolver returned invalid address \(endpoint) for \(name)")
                return nil
            }
            if isConnected(to: endpoint) {
                Log.info("Not opening a connection to \(name), already connected to \(endpoint)")
                return nil
            }
        }
        return found
    }

    private func isConnected(to endpoint: NetworkEndpoint) -> Bool {
        registry.all.contains { $0.info.endpoint == endpoint }
    }

    // MARK: Ways

    /// A socket that leads to a node, and what has already come from there.
    private struct Way {
        let channel: any Channel
        /// This node's end, if the channel does not know it.
        var own: NetworkEndpoint?
        var firstBytes: [UInt8] = []
    }

    /// A way to an endpoint; nil if nobody answers there in time. To a name that only a proxy knows, the endpoint is
    /// unspecified.
    private func open(
        _ endpoint: NetworkEndpoint, _ target: Target, countsFailure: Bool
    ) async -> Way? {
        if endpoint == .unspecified {
            guard case .named(let name) = target, let proxy = configuration.proxies.forNames,
                let parts = HostPort(name)
            else { return nil }
            return await open(
                parts.host, port: parts.port ?? configuration.defaultPort, through: proxy, endpoint: nil,
                countsFailure: countsFailure)
        }
        if let proxy = endpoint.address.publicNetwork.flatMap({
            configuration.proxies.byNetwork[$0]
        }) {
            if endpoint.address.network == .i2p {
                return await openI2P(endpoint, through: proxy, countsFailure: countsFailure)
            }
            Log.debug(.proxy, "Using proxy: \(proxy) to connect to \(endpoint)")
            return await open(
                "\(endpoint.address)", port: endpoint.port, through: proxy, endpoint: endpoint,
                countsFailure: countsFailure)
        }
        let channel = await openDirectly(endpoint)
        book.known.attempted(endpoint, countsFailure: countsFailure)
        return channel.map { Way(channel: $0) }
    }

    private func openI2P(
        _ endpoint: NetworkEndpoint, through bridge: Proxy, countsFailure: Bool
    ) async -> Way? {
        let connector = I2PConnector(
            connector: ProxyConnector(
                group: group, connectTimeoutMilliseconds: configuration.connectTimeoutMilliseconds))
        let outcome = await connector.connect(to: endpoint, through: bridge)
        if case .noBridge = outcome { return nil }
        book.known.attempted(endpoint, countsFailure: countsFailure)
        guard case .connected(let channel, let own, let rest) = outcome else { return nil }
        return Way(channel: channel, own: own.map { NetworkEndpoint($0, port: 0) }, firstBytes: rest)
    }

    private func open(
        _ host: String, port: UInt16, through proxy: Proxy, endpoint: NetworkEndpoint?, countsFailure: Bool
    ) async -> Way? {
        let connector = ProxyConnector(
            group: group, connectTimeoutMilliseconds: configuration.connectTimeoutMilliseconds)
        let outcome = await connector.connect(to: host, port: port, through: proxy)
        if case .noProxy = outcome { return nil }
        // The proxy was there: what has come of it is the node's doing.
        if let endpoint { book.known.attempted(endpoint, countsFailure: countsFailure) }
        guard case .connected(let channel, let rest) = outcome else { return nil }
        return Way(channel: channel, firstBytes: rest)
    }

    /// A socket to an endpoint, without a proxy.
    private func openDirectly(_ endpoint: NetworkEndpoint) async -> (any Channel)? {
        guard let ip = endpoint.address.ipAddress,
            let address = try? SocketAddress(ipAddress: ip.description, port: Int(endpoint.port))
        else {
            Log.info("Cannot get sockaddr for \(endpoint): unsupported network")
            return nil
        }
        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(.milliseconds(configuration.connectTimeoutMilliseconds))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: false)
        do {
            return try await bootstrap.connect(to: address).get()
        } catch {
            Log.debug(.net, "connect() to \(endpoint) failed: \(error)")
            return nil
        }
    }
}
