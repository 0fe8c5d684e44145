import CMultiprocess
import Glibc

/// Accepts connections at an address, and offers each a bootstrap object.
public final class Listener: @unchecked Sendable {
    /// The address, with the port that the system chose if none was given.
    public let address: IPCAddress
    /// The loop that serves the listener and its connections.
    public let loop: EventLoop
    private let limits: Limits
    private let permissions: SocketPermissions
    private let bootstrap: Connection.Bootstrap

    // On the loop's thread only.
    private var native: OpaquePointer?
    private var socketFile: SocketFile?
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var isOutOfDescriptors = false

    private init(
        _ address: IPCAddress, on loop: EventLoop, limits: Limits, permissions: SocketPermissions,
        bootstrap: @escaping Connection.Bootstrap
    ) {
        self.permissions = permissions
        self.address = address
        self.loop = loop
        self.limits = limits
        self.bootstrap = bootstrap
    }

    /// Listens at an address.
    ///
    /// A unix socket left by a process that is gone is replaced; that of one that still answers is not touched,
    /// and the listener fails. Missing directories are made. The socket's file is removed when the listener is
    /// closed.
    public static func listen(
        at address: IPCAddress, on loop: EventLoop, limits: Limits = Limits(),
        permissions: SocketPermissions = .owner, bootstrap: @escaping Connection.Bootstrap
    ) async throws -> Listener {
        if case .unix(let path) = address {
            SocketFile.makeDirectories(for: path)
            try SocketFile.clear(path)
        }
        let descriptor = try Sockets.listen(on: address, permissions: permissions)
        let listener = Listener(
            address.bound(descriptor), on: loop, limits: limits, permissions: permissions,
            bootstrap: bootstrap)
        try await loop.run {
            guard loop.isCurrent else {
                Glibc.close(descriptor)
                throw RemoteError.callAfterDisconnect
            }
            if case .unix(let path) = address { listener.socketFile = SocketFile(path) }
            // The native side holds the listener until it is closed.
            let held = Unmanaged.passRetained(listener)
            guard let native = mp_listener_new(loop.native, descriptor, held.toOpaque()) else {
                held.release()
                listener.socketFile?.remove()
                throw RemoteError(mp_last_error())
            }
            listener.native = native
            loop.willClose(listener) { listener.closeOnLoop() }
        }
        return listener
    }

    /// Stops to listen, removes the socket's file, and closes every connection that was accepted.
    public func close() async {
        await loop.run { closeOnLoop() }
    }

    private func closeOnLoop() {
        guard let native, loop.isCurrent else { return }
        self.native = nil
        loop.hasClosed(self)
        mp_listener_close(native)
        socketFile?.remove()
        for connection in connections.values { connection.close() }
        Unmanaged.passUnretained(self).release()
    }

    /// How many connections are being served.
    public func connectionCount() async -> Int {
        await loop.run { connections.count }
    }

    /// Who is connected, and what each connection has been used for.
    public func statistics() async -> [(connection: Connection, statistics: ConnectionStatistics)] {
        await loop.run { connections.values.map { ($0, $0.statistics) } }
    }

    /// Closes every connection and goes on listening.
    public func disconnectAll() async {
        await loop.run {
            for connection in connections.values { connection.close() }
        }
    }

    // MARK: The native side's callbacks

    func accepted(_ descriptor: Int32) {
        if isOutOfDescriptors {
            isOutOfDescriptors = false
            loop.log(.info) { "IPC server: accepting connections again." }
        }
        if case .loopback = address { Sockets.sendAtOnce(descriptor) }
        let peer = PeerCredentials(of: descriptor)
        if case .unix = address {
            guard let peer, permissions.admits(peer) else {
                let user = peer.map { "user \($0.userID), process \($0.processID)" } ?? "an unknown user"
                loop.log(.warning) { "IPC server: connection of \(user) refused, see -ipcperms." }
                Glibc.close(descriptor)
                return
            }
        }
        guard connections.count < limits.connections else {
            loop.log(.warning) { "IPC server: connection refused, \(self.limits.connections) are open." }
            Glibc.close(descriptor)
            return
        }
        if let process = peer?.processID {
            let count = connections.values.count { $0.peer?.processID == process }
            guard count < limits.connectionsPerProcess else {
                loop.log(.warning) { "IPC server: connection refused, process \(process) has \(count)." }
                Refusal.send(over: descriptor, because: "Too many connections of one process.")
                return
            }
        }
        do {
            let connection = try Connection.openOnLoop(
                descriptor, on: loop, side: .server, limits: limits, peer: peer, bootstrap: bootstrap)
            connections[ObjectIdentifier(connection)] = connection
            connection.whenClosed { [self] _ in connections[ObjectIdentifier(connection)] = nil }
        } catch {
            loop.log(.error) { "IPC server: cannot serve a connection: \(error)" }
        }
    }

    func acceptFailed(_ errorNumber: Int32) {
        // Said once for each time that it happens; the native side tries again by itself.
        if isOutOfDescriptors { return }
        isOutOfDescriptors = true
        loop.log(.error) { "IPC server: cannot accept a connection: \(SystemError(errorNumber))" }
    }
}

extension IPCAddress {
    /// The address with the port that a listening socket was given.
    fileprivate func bound(_ descriptor: Int32) -> IPCAddress {
        guard case .loopback(let host, 0) = self else { return self }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let port: UInt16 = withUnsafeMutableBytes(of: &storage) { bytes in
            let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            guard getsockname(descriptor, pointer, &length) == 0 else { return 0 }
            // The port lies at the same place in the addresses of both families.
            return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
        }
        return .loopback(host: host, port: port)
    }
}
