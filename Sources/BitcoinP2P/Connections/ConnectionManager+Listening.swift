import BitcoinSupport
import NIOCore
import NIOPosix

extension ConnectionManager {
    /// Why the node does not listen.
    public struct ListenError: Error, CustomStringConvertible, Sendable {
        /// The message for the user.
        public let description: String
    }

    /// Takes the addresses to listen on. Nobody is let in before ``start(delivering:)``.
    public func listen() async throws(ListenError) {
        for listener in configuration.listeners {
            do {
                listeners.append(try await bind(listener))
                Log.info("Bound to \(listener.endpoint)")
                if !listener.isOnion, !listener.permissions.contains(.noBan) {
                    book.own.add(listener.endpoint, from: .bound)
                }
            } catch {
                let reason = Self.reason(error, endpoint: listener.endpoint)
                Log.error(reason)
                if listener.isRequired { throw ListenError(description: reason) }
            }
        }
    }

    private static func reason(_ error: any Error, endpoint: NetworkEndpoint) -> String {
        guard let error = error as? IOError else {
            return "Unable to bind to \(endpoint) on this computer (bind returned error \(error))"
        }
        if error.errnoCode == EADDRINUSE {
            return "Unable to bind to \(endpoint) on this computer. \(ClientVersion.clientName) is probably "
                + "already running."
        }
        let text = String(cString: strerror(error.errnoCode))
        return "Unable to bind to \(endpoint) on this computer (bind returned error \(text) "
            + "(\(error.errnoCode)))"
    }

    private func bind(_ listener: ConnectionConfiguration.Listener) async throws -> any Channel {
        guard let ip = listener.endpoint.address.ipAddress else {
            throw ListenError(
                description: "Bind address family for \(listener.endpoint) not supported")
        }
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: SOMAXCONN)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                Task { await self.accept(channel, by: listener) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
        if !ip.isIPv4 {
            bootstrap = bootstrap.serverChannelOption(
                ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: 1)
        }
        let address = try SocketAddress(ipAddress: ip.description, port: Int(listener.endpoint.port))
        return try await bootstrap.bind(to: address).get()
    }

    /// Lets a peer in, or does not.
    private func accept(_ channel: any Channel, by listener: ConnectionConfiguration.Listener) {
        guard let remote = channel.remoteAddress.flatMap(NetworkEndpoint.init) else {
            return channel.close(promise: nil)
        }
        let endpoint = names.mapped(remote)
        guard isActive, handler != nil, !isStopping else {
            Log.debug(.net, "connection from \(endpoint) dropped: not accepting new connections")
            return channel.close(promise: nil)
        }
        // Who comes through the onion service does not show an address.
        let permissions = configuration.permissions(
            of: listener.isOnion ? nil : endpoint.address, inbound: true, base: listener.permissions)
        let isDiscouraged = book.bans.isDiscouraged(endpoint.address)
        if let problem = obstacle(to: endpoint, permissions, isDiscouraged: isDiscouraged) {
            Log.debug(.net, problem)
            return channel.close(promise: nil)
        }
        let connection = makeConnection(
            channel, kind: .inbound, endpoint: endpoint, name: nil, isInboundOnion: listener.isOnion,
            permissions: permissions, isPreferredForEviction: isDiscouraged,
            transport: makeTransport(isInitiator: false, encrypts: configuration.usesEncryption))
        begin(connection)
        Log.debug(.net, "connection from \(endpoint) accepted")
    }

    /// Why a peer is not let in; nil if it is. Makes room for it where there is none.
    private func obstacle(
        to endpoint: NetworkEndpoint, _ permissions: PeerPermissions, isDiscouraged: Bool
    ) -> String? {
        let inbound = registry.all.count { $0.info.kind.isInbound && !$0.isDisconnecting }
        if !permissions.contains(.noBan) {
            if book.bans.isBanned(endpoint.address) { return "connection from \(endpoint) dropped (banned)" }
            if isDiscouraged, inbound + 1 >= configuration.inboundLimit {
                return "connection from \(endpoint) dropped (discouraged)"
            }
        }
        guard inbound < configuration.inboundLimit || evict() else {
            return "failed to find an eviction candidate - connection dropped (full)"
        }
        return nil
    }

    /// What wraps the bytes of a new connection.
    func makeTransport(isInitiator: Bool, encrypts: Bool) -> any Transport {
        guard encrypts else { return V1Transport(magic: configuration.messageStart) }
        return V2Transport(magic: configuration.messageStart, isInitiator: isInitiator)
    }

    /// A connection with the next number.
    func makeConnection(
        _ channel: any Channel, kind: ConnectionKind, endpoint: NetworkEndpoint, name: String?,
        own: NetworkEndpoint? = nil, targetServices: ServiceFlags = [], isInboundOnion: Bool = false,
        permissions: PeerPermissions,
        isPreferredForEviction: Bool = false,
        transport: any Transport, firstBytes: [UInt8] = []
    ) -> PeerConnection {
        var generator = SystemRandomNumberGenerator()
        var info = PeerConnectionInfo(
            id: registry.takeNumber(), kind: kind, endpoint: endpoint, name: name,
            localEndpoint: own
                ?? channel.localAddress.flatMap(NetworkEndpoint.init).map(names.mapped),
            isInboundOnion: isInboundOnion, permissions: permissions, connectedAt: NodeClock.now,
            localServices: configuration.services(for: permissions), nonce: generator.next())
        info.targetServices = targetServices
        info.isPreferredForEviction = isPreferredForEviction
        let place = configuration.logsAddresses ? " to \(info.name)" : ""
        Log.debug(.net, "Added connection\(place) peer=\(info.id)")
        return PeerConnection(
            info: info, channel: channel, firstBytes: firstBytes, transport: transport,
            settings: PeerConnection.Settings(
                receiveBytes: configuration.receiveBufferBytes, sendBytes: configuration.sendBufferBytes,
                logsAddresses: configuration.logsAddresses,
                capture: configuration.captureDirectory.map(MessageCapture.init)),
            totals: totals)
    }
}

extension NetworkEndpoint {
    /// An end of a socket; nil if it is a file.
    init?(_ address: SocketAddress) {
        guard let ip = address.ipAddress.flatMap(IPAddress.init), let port = address.port else { return nil }
        self.init(NetworkAddress(ip), port: UInt16(truncatingIfNeeded: port))
    }
}
