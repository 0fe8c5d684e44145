import Glibc

/// Stream sockets, all of them close-on-exec from the moment they exist.
enum Sockets {
    private static let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

    /// Connects, and blocks until that is done.
    static func connect(to address: IPCAddress) throws(SystemError) -> Int32 {
        let descriptor = try socket(for: address)
        do throws(SystemError) {
            try withAddress(address) { (pointer, length) throws(SystemError) in
                while Glibc.connect(descriptor, pointer, length) != 0 {
                    if errno != EINTR { throw SystemError() }
                }
            }
        } catch {
            close(descriptor)
            throw error
        }
        if case .loopback = address { sendAtOnce(descriptor) }
        return descriptor
    }

    /// Does not let a TCP socket wait for more before it sends: an answer that waits costs 40 ms.
    static func sendAtOnce(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Binds and listens. The socket does not block.
    ///
    /// - Parameter permissions: who may connect to a unix socket.
    static func listen(
        on address: IPCAddress, permissions: SocketPermissions = .owner, backlog: Int32 = SOMAXCONN
    ) throws(SystemError) -> Int32 {
        let descriptor = try socket(for: address)
        do throws(SystemError) {
            var on: Int32 = 1
            if case .loopback = address {
                setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            }
            try withAddress(address) { (pointer, length) throws(SystemError) in
                if bind(descriptor, pointer, length) != 0 { throw SystemError() }
            }
            // Nobody can connect yet.
            if case .unix(let path) = address, chmod(path, permissions.mode) != 0 { throw SystemError() }
            let flags = fcntl(descriptor, F_GETFL)
            if Glibc.listen(descriptor, backlog) != 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0 {
                throw SystemError()
            }
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Two connected sockets.
    static func pair() throws(SystemError) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        if socketpair(AF_UNIX, kind, 0, &ends) != 0 { throw SystemError() }
        return (ends[0], ends[1])
    }

    private static func socket(for address: IPCAddress) throws(SystemError) -> Int32 {
        let family =
            switch address {
            case .unix: AF_UNIX
            case .loopback(let host, _): host.contains(":") ? AF_INET6 : AF_INET
            }
        let descriptor = Glibc.socket(family, kind, 0)
        if descriptor < 0 { throw SystemError() }
        return descriptor
    }

    private static func withAddress(
        _ address: IPCAddress, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
    ) throws(SystemError) {
        switch address {
        case .unix(let path):
            var native = sockaddr_un()
            native.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8)
            if bytes.count >= IPCAddress.unixPathCapacity { throw SystemError(ENAMETOOLONG) }
            withUnsafeMutableBytes(of: &native.sun_path) { $0.copyBytes(from: bytes) }
            try withSockaddr(native, body)
        case .loopback(let host, let port) where host.contains(":"):
            var native = sockaddr_in6()
            native.sin6_family = sa_family_t(AF_INET6)
            native.sin6_port = port.bigEndian
            if inet_pton(AF_INET6, host, &native.sin6_addr) != 1 { throw SystemError(EINVAL) }
            try withSockaddr(native, body)
        case .loopback(let host, let port):
            var native = sockaddr_in()
            native.sin_family = sa_family_t(AF_INET)
            native.sin_port = port.bigEndian
            if inet_pton(AF_INET, host, &native.sin_addr) != 1 { throw SystemError(EINVAL) }
            try withSockaddr(native, body)
        }
    }

    /// Every kind of socket address begins as `sockaddr` does; the system reads as far as the length says.
    private static func withSockaddr<Address>(
        _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
    ) throws(SystemError) {
        var outcome: Result<Void, SystemError> = .success(())
        withUnsafeBytes(of: address) { bytes in
            let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            do throws(SystemError) {
                try body(pointer, socklen_t(bytes.count))
            } catch {
                outcome = .failure(error)
            }
        }
        try outcome.get()
    }
}

extension Connection {
    /// Connects to a listening process.
    public static func connect(
        to address: IPCAddress, on loop: EventLoop, limits: Limits = Limits(), bootstrap: Bootstrap? = nil
    ) async throws -> Connection {
        let descriptor = try Sockets.connect(to: address)
        return try await open(descriptor, on: loop, side: .client, limits: limits, bootstrap: bootstrap)
    }
}
