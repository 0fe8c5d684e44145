import BitcoinSupport
import NIOCore
import NIOPosix
import Synchronization

/// Why the server does not listen.
public enum HTTPServerError: Error, CustomStringConvertible {
    /// No address could be bound; the log says why for each.
    case nothingBound

    /// The message for the log.
    public var description: String {
        switch self {
        case .nothingBound: "Unable to bind any endpoint for RPC server"
        }
    }
}

/// An HTTP/1.1 server for JSON-RPC, REST and whatever else registers a path.
///
/// In order: ``init(_:)``, ``bind()``, ``register(_:isExact:_:)``, ``start()``, and at the end
/// ``interrupt()`` and ``stop(within:)``.
public final class HTTPServer: Sendable {
    /// Where and how to serve.
    public struct Configuration: Sendable {
        /// The addresses to listen on.
        public var endpoints: [Endpoint] = []
        /// Who may connect.
        public var access = AccessList()
        /// After how long a silent client is cut off; `nil` for never.
        public var idleTimeout: Duration? = .seconds(30)
        /// How many requests are worked on at once.
        public var concurrency = 16
        /// How many may wait for that.
        public var queueDepth = 64

        /// The defaults.
        public init() {}
    }

    /// An address to listen on.
    public struct Endpoint: Sendable, Equatable {
        /// A numeric address.
        public var host: String
        /// The port.
        public var port: UInt16

        /// An address to listen on.
        public init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    private struct State {
        var listeners: [any Channel] = []
        var connections: [ObjectIdentifier: any Channel] = [:]
        var lastID: UInt64 = 0
        var isStopping = false
        /// Whether connections that are made now come too late.
        var acceptsNobody = false
    }

    private let configuration: Configuration
    private let engine: HTTPEngine
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let state = Mutex(State())

    /// A server that does not listen yet.
    public init(_ configuration: Configuration) {
        self.configuration = configuration
        engine = HTTPEngine(
            scheduler: RequestScheduler(
                concurrency: configuration.concurrency, depth: configuration.queueDepth),
            idleTimeout: configuration.idleTimeout.map { TimeAmount($0) })
    }

    /// Answers paths that are this, or start with this, from now on.
    public func register(_ prefix: String, isExact: Bool, _ handler: @escaping HTTPHandler) {
        engine.router.register(prefix, isExact: isExact, handler)
    }

    /// Answers them no longer.
    public func unregister(_ prefix: String, isExact: Bool) {
        engine.router.unregister(prefix, isExact: isExact)
    }

    /// The ports that are listened on, in the order of the endpoints.
    public var ports: [Int] {
        state.withLock { $0.listeners.compactMap { $0.localAddress?.port } }
    }

    // MARK: Start

    /// Takes the addresses. Clients can connect from now on, but wait until ``start()``.
    public func bind() async throws(HTTPServerError) {
        Log.debug(.http) { "Allowing HTTP connections from: \(configuration.access.description)" }
        for endpoint in configuration.endpoints { await bind(endpoint) }
        guard state.withLock({ !$0.listeners.isEmpty }) else {
            throw .nothingBound
        }
        Log.debug(.http) { "Initialized HTTP server" }
        Log.debug(.http) { "set work queue of depth \(configuration.queueDepth)" }
    }

    private func bind(_ endpoint: Endpoint) async {
        Log.info("Binding RPC on address \(endpoint.host) port \(endpoint.port)")
        guard let ip = IPAddress(endpoint.host),
            let address = try? SocketAddress(ipAddress: ip.description, port: Int(endpoint.port))
        else {
            Log.warning(
                "Could not bind RPC on address \(endpoint.host) port \(endpoint.port): "
                    + "Address lookup failed.")
            return
        }
        if ip.isUnspecified {
            Log.warning(
                "The RPC server is not safe to expose to untrusted networks such as the public internet")
        }
        do {
            let listener = try await bootstrap(isIPv6: !ip.isIPv4).bind(to: address).get()
            state.withLock { $0.listeners.append(listener) }
        } catch {
            let name = ip.withPort(endpoint.port)
            let reason =
                (error as? IOError)?.errnoCode == EADDRINUSE
                ? "Unable to bind to \(name) on this computer. "
                    + "\(ClientVersion.clientName) is probably already running."
                : "Unable to bind to \(name) on this computer (bind returned error \(error))"
            Log.warning("Binding RPC on address \(name) failed: \(reason)")
        }
    }

    private func bootstrap(isIPv6: Bool) -> ServerBootstrap {
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.accept(channel) }
            }
        if isIPv6 {
            bootstrap = bootstrap.serverChannelOption(
                ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: 1)
        }
        return bootstrap
    }

    /// Accepts connections and serves what is registered.
    public func start() {
        Log.info("Starting HTTP server with \(configuration.concurrency) worker threads")
        for listener in state.withLock({ $0.listeners }) {
            listener.setOption(.autoRead, value: true).whenSuccess { listener.read() }
        }
    }

    // MARK: Connections

    private func accept(_ channel: any Channel) throws {
        let ip = channel.remoteAddress?.ipAddress.flatMap(IPAddress.init)
        let peer = ip?.withPort(UInt16(channel.remoteAddress?.port ?? 0)) ?? "unknown"
        guard let ip, configuration.access.allows(ip) else {
            Log.debug(.http) {
                "Connection from \(peer) rejected: Client network is not allowed HTTP access"
            }
            channel.close(promise: nil)
            return
        }
        let key = ObjectIdentifier(channel)
        let id: UInt64? = state.withLock { state in
            guard !state.acceptsNobody else { return nil }
            state.lastID += 1
            state.connections[key] = channel
            return state.lastID
        }
        guard let id else { return channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.connections.removeValue(forKey: key) }
        }
        try channel.pipeline.syncOperations.addHandler(
            HTTPConnectionHandler(engine: engine, id: id, peer: peer))
    }

    // MARK: Stop

    /// Refuses all further requests; those that are being worked on go on.
    public func interrupt() {
        Log.debug(.http) { "Interrupting HTTP server" }
        engine.interrupt()
    }

    /// Waits until all requests are answered and all answers sent, at most for the given time, and
    /// closes everything. Only the first call does anything.
    public func stop(within limit: Duration = .seconds(30)) async {
        let isFirst = state.withLock { state in
            defer { state.isStopping = true }
            return !state.isStopping
        }
        guard isFirst else { return }
        Log.debug(.http) { "Stopping HTTP server" }
        engine.interrupt()
        let deadline = ContinuousClock.now + limit
        await wait(until: deadline) { engine.scheduler.isIdle }
        let (listeners, connections) = state.withLock { state in
            state.acceptsNobody = true
            return (state.listeners, Array(state.connections.values))
        }
        for listener in listeners { try? await listener.close() }
        Log.debug(.http) { "Waiting for HTTP clients to disconnect gracefully" }
        for connection in connections {
            connection.pipeline.fireUserInboundEventTriggered(HTTPServerIsStopping())
        }
        await wait(until: deadline) { state.withLock { $0.connections.isEmpty } }
        let remaining = state.withLock { Array($0.connections.values) }
        if !remaining.isEmpty {
            Log.warning(
                "Force-disconnecting \(remaining.count) HTTP client(s) that did not disconnect gracefully")
            for connection in remaining { try? await connection.close() }
        }
        try? await group.shutdownGracefully()
        Log.debug(.http) { "Stopped HTTP server" }
    }

    /// Looks at a condition again and again, which for a server that goes down is often enough.
    private func wait(until deadline: ContinuousClock.Instant, _ condition: () -> Bool) async {
        while !condition(), ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
