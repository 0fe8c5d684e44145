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
    @discardableResult
    public func connect(to target: Target, kind: ConnectionKind, usesEncryption: Bool) async -> Bool {
        guard !isStopping, isActive else { return false }
        switch target {
        case .known(let address):
            guard !registry.all.contains(where: { $0.info.endpoint.address == address.endpoint.address })
            else {
                return false
            }
        case .named(let name):
            guard !registry.all.contains(where: { $0.info.name == name }) else { return false }
        }
        let name: String? = if case .named(let name) = target { name } else { nil }
        Log.debug(.net) {
            "trying \(usesEncryption ? "v2" : "v1") connection (\(kind.name)) to \(Self.text(target)), "
                + "lastseen=\(Self.hoursSince(target))hrs"
        }
        guard let endpoints = await endpoints(of: target) else { return false }
        for endpoint in endpoints {
            guard let channel = await open(endpoint) else { continue }
            guard !isStopping, isActive else {
                channel.close(promise: nil)
                return false
            }
            let permissions =
                kind == .manual ? configuration.permissions(of: endpoint.address, inbound: false) : []
            let connection = makeConnection(
                channel, kind: kind, endpoint: endpoint, name: name, permissions: permissions,
                transport: makeTransport(isInitiator: true, encrypts: usesEncryption))
            begin(connection, retryingAt: target)
            return true
        }
        return false
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

    /// A socket to an endpoint; nil if nobody answers there in time.
    private func open(_ endpoint: NetworkEndpoint) async -> (any Channel)? {
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
