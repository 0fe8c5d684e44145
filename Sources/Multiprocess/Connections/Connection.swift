import CMultiprocess
import Glibc
import Synchronization

/// A connection to one peer, over a stream socket.
///
/// Both sides may call each other. What the peer may call first is the bootstrap object, whose maker is given
/// when the connection is opened.
public final class Connection: @unchecked Sendable {
    /// Makes the object that the peer gets first.
    public typealias Bootstrap = @Sendable (Connection) -> any CapabilityServer

    /// Which end of the connection this process is. The two ends must not be the same.
    public enum Side: Sendable {
        /// The end that connected, or that spawned the other.
        case client
        /// The end that accepted, or that was spawned.
        case server
    }

    /// The loop that serves the connection.
    public let loop: EventLoop
    /// This process's end.
    public let side: Side
    /// What the peer may ask for.
    public let limits: Limits
    /// Who the peer is, where it came over a unix socket that this process listens at.
    public let peer: PeerCredentials?
    /// The number of the connection, which no other of this process has.
    public let number = Connection.lastNumber.add(1, ordering: .relaxed).newValue
    private static let lastNumber = Atomic(0)
    /// When the connection was made.
    public let start = ContinuousClock.now

    // On the loop's thread only.
    private var native: OpaquePointer?
    private var calls = 0
    private var totals = ConnectionStatistics()
    private var objects = 0
    private var threads = 0
    private var hasPool = false
    private var onClose: [@Sendable (RemoteError?) -> Void] = []
    private(set) var end: End?
    /// Where calls to the peer run, and where it calls back, unless a call says otherwise.
    var ownThreads: (remote: CapabilityClient, callback: ThreadServer)?

    /// How a connection ended.
    enum End {
        case closed
        case disconnected(RemoteError?)
    }

    private init(on loop: EventLoop, side: Side, limits: Limits, peer: PeerCredentials?) {
        self.peer = peer
        self.loop = loop
        self.side = side
        self.limits = limits
    }

    /// Starts to speak on a connected stream socket, which the connection owns from now on.
    public static func open(
        _ descriptor: Int32, on loop: EventLoop, side: Side, limits: Limits = Limits(),
        bootstrap: Bootstrap? = nil
    ) async throws -> Connection {
        try await loop.run {
            try openOnLoop(descriptor, on: loop, side: side, limits: limits, bootstrap: bootstrap)
        }
    }

    static func openOnLoop(
        _ descriptor: Int32, on loop: EventLoop, side: Side, limits: Limits, peer: PeerCredentials? = nil,
        bootstrap: Bootstrap?
    ) throws -> Connection {
        guard loop.isCurrent else {
            Glibc.close(descriptor)
            throw RemoteError.callAfterDisconnect
        }
        let connection = Connection(on: loop, side: side, limits: limits, peer: peer)
        let server = bootstrap.map { ExportedServer($0(connection), over: connection) }
        if server != nil { connection.objects = 1 }
        var limits = limits.native
        let native = mp_connection_new(
            loop.native, descriptor, side == .server, &limits,
            server.map { Unmanaged.passRetained($0).toOpaque() },
            Unmanaged.passRetained(connection).toOpaque())
        guard let native else {
            // The native side has given back the server; the connection's own hold ends here.
            Unmanaged.passUnretained(connection).release()
            throw RemoteError(mp_last_error())
        }
        connection.native = native
        loop.willClose(connection) { connection.finish(.closed) }
        if side == .server { connection.log(.info) { "IPC server: socket connected." } }
        return connection
    }

    /// Whether calls can be made: always asked on the loop's thread, unless the loop has ended.
    var isOpen: Bool { loop.isCurrent && native != nil }

    /// The object that the peer offers first.
    public func bootstrap() async throws -> CapabilityClient {
        try await loop.run {
            guard isOpen, let native, let capability = mp_connection_bootstrap(native) else {
                throw RemoteError.callAfterDisconnect
            }
            return CapabilityClient(adopting: capability, of: self)
        }
    }

    // MARK: End

    /// Ends the connection: calls that run for the peer are cancelled, calls to it fail.
    public func close() {
        loop.execute { self.finish(.closed) }
    }

    /// Waits until the connection is over.
    ///
    /// - Returns: why the peer is gone; nil if this side closed it.
    @discardableResult
    public func waitUntilClosed() async -> RemoteError? {
        await withCheckedContinuation { continuation in
            whenClosed { continuation.resume(returning: $0) }
        }
    }

    /// Calls `action` on the loop's thread once the connection is over, with the reason if the peer is gone.
    public func whenClosed(_ action: @escaping @Sendable (RemoteError?) -> Void) {
        loop.execute { [self] in
            switch end {
            case nil: onClose.append(action)
            case .closed: action(nil)
            case .disconnected(let reason): action(reason)
            }
        }
    }

    /// The native side's callback: the peer is gone.
    func disconnected(_ reason: RemoteError?) {
        switch side {
        case .server: log(.info) { "IPC server: socket disconnected." }
        case .client: log(.warning) { "IPC client: unexpected network disconnect." }
        }
        finish(.disconnected(reason))
    }

    private func finish(_ end: End) {
        guard let native else { return }
        self.native = nil
        self.end = end
        loop.hasClosed(self)
        ownThreads = nil
        mp_connection_close(native)
        // Balances the hold that the native side had since the connection was opened.
        Unmanaged.passUnretained(self).release()
        let actions = onClose
        onClose = []
        for action in actions {
            if case .disconnected(let reason) = end { action(reason) } else { action(nil) }
        }
    }

    // MARK: Accounts

    /// Makes a capability that leads to an object of this process; the caller releases it.
    func export(_ server: any CapabilityServer) throws(MessageError) -> OpaquePointer {
        guard objects < limits.objects else { throw MessageError("Too many objects are held by the peer.") }
        let exported = Unmanaged.passRetained(ExportedServer(server, over: self))
        guard let capability = mp_server_new(loop.native, exported.toOpaque()) else {
            exported.release()
            throw MessageError.last()
        }
        objects += 1
        return capability
    }

    func objectFreed() { objects -= 1 }

    func callBegins() throws(RemoteError) {
        guard calls < limits.callsInFlight else {
            totals.refusedCalls += 1
            throw RemoteError(.overloaded, "Too many calls in flight on this connection.")
        }
        if let native, mp_connection_held_bytes(native) > UInt64(limits.bytesInFlight) {
            totals.refusedCalls += 1
            throw RemoteError(.overloaded, "Too many bytes in flight on this connection.")
        }
        calls += 1
    }

    func callEnded(after duration: Duration) {
        calls -= 1
        totals.ended(after: duration)
    }

    /// What the connection has been used for.
    public func currentStatistics() async -> ConnectionStatistics {
        await loop.run { statistics }
    }

    /// What the connection has been used for. On the loop's thread.
    var statistics: ConnectionStatistics {
        var statistics = totals
        statistics.callsInFlight = calls
        statistics.objects = objects
        statistics.threads = threads
        if let native {
            let traffic = mp_connection_traffic(native)
            statistics.bytesReceived = traffic.received_bytes
            statistics.bytesSent = traffic.sent_bytes
            statistics.bytesInFlight = mp_connection_held_bytes(native)
        }
        return statistics
    }

    func makeThread(from caller: String) throws(RemoteError) -> ThreadServer {
        guard threads < limits.threads else {
            throw RemoteError(.overloaded, "Too many threads on this connection.")
        }
        threads += 1
        return ThreadServer(name: "\(loop.name) (from \(caller))", of: self)
    }

    func makePool(count: Int) throws(RemoteError) {
        if hasPool { throw RemoteError(.failed, "makePool called on connection with existing pool") }
        guard count <= limits.threads else {
            throw RemoteError(.overloaded, "Too many threads on this connection.")
        }
        hasPool = true
    }

    func threadFreed() {
        loop.execute { self.threads -= 1 }
    }

    @inline(__always)
    func log(_ level: IPCLogger.Level, _ message: () -> String) {
        loop.log(level, message)
    }
}
