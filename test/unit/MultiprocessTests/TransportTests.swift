import Glibc
import Testing

@testable import Multiprocess

@Suite struct TransportTests {
    @Test func echoesOverAUnixSocketAndRemovesItsFile() async throws {
        let directory = try TemporaryDirectory()
        let fixture = try Fixture()
        let address = IPCAddress.unix(path: directory.path + "/node.sock")
        let listener = try await fixture.listen(at: address)
        let (client, echo) = try await fixture.connect(to: address)
        #expect(try await echo.echo("x") == "x")
        #expect(access(directory.path + "/node.sock", F_OK) == 0)
        await listener.close()
        #expect(access(directory.path + "/node.sock", F_OK) != 0)
        // What was accepted ends with it.
        await client.waitUntilClosed()
    }

    @Test func makesTheDirectoriesOfASocket() async throws {
        let directory = try TemporaryDirectory()
        let fixture = try Fixture()
        let address = IPCAddress.unix(path: directory.path + "/a/b/node.sock")
        let listener = try await fixture.listen(at: address)
        let (_, echo) = try await fixture.connect(to: address)
        #expect(try await echo.echo("x") == "x")
        await listener.close()
        rmdir(directory.path + "/a/b")
        rmdir(directory.path + "/a")
    }

    @Test func echoesOverLoopbackTCP() async throws {
        let fixture = try Fixture()
        for host in ["127.0.0.1", "::1"] {
            let listener: Listener
            do {
                listener = try await fixture.listen(at: .loopback(host: host, port: 0))
            } catch let error as SystemError
                where error.errorNumber == EAFNOSUPPORT || error.errorNumber == EADDRNOTAVAIL
            {
                continue
            }
            let (_, echo) = try await fixture.connect(to: listener.address)
            #expect(try await echo.echo("x") == "x")
            await listener.close()
        }
    }

    @Test func replacesASocketThatNobodyListensAt() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/stale.sock"
        // Bound and closed, as by a process that crashed.
        try StaleSocket.make(at: path)
        let fixture = try Fixture()
        let listener = try await fixture.listen(at: .unix(path: path))
        let (_, echo) = try await fixture.connect(to: listener.address)
        #expect(try await echo.echo("x") == "x")
    }

    @Test func leavesALiveSocketAlone() async throws {
        let directory = try TemporaryDirectory()
        let address = IPCAddress.unix(path: directory.path + "/node.sock")
        let first = try Fixture()
        let listener = try await first.listen(at: address)
        let second = try Fixture()
        let error = await #expect(throws: SystemError.self) { try await second.listen(at: address) }
        #expect(error?.errorNumber == EADDRINUSE)
        let (_, echo) = try await first.connect(to: address)
        #expect(try await echo.echo("still here") == "still here")
        await listener.close()
    }

    @Test func neverRemovesAFileThatIsNoSocket() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/precious"
        let file = open(path, O_CREAT | O_WRONLY, 0o600)
        close(file)
        let fixture = try Fixture()
        await #expect(throws: SystemError.self) { try await fixture.listen(at: .unix(path: path)) }
        #expect(access(path, F_OK) == 0)
    }

    /// In a process of its own: descriptors, and the limit on them, are the whole process's.
    @Test func recoversWhenDescriptorsRunOut() async {
        await #expect(processExitsWith: .success) {
            let directory = try TemporaryDirectory()
            let fixture = try Fixture()
            let address = IPCAddress.unix(path: directory.path + "/node.sock")
            let listener = try await fixture.listen(at: address)
            let (_, before) = try await fixture.connect(to: address)
            // The runtime opens descriptors for its timers when it first needs them, and does not bear it if there
            // are none.
            try await Task.sleep(for: .milliseconds(20))
            let limits = DescriptorLimit()
            // One more descriptor: the client's socket can still be had, the server's cannot.
            limits.allowOneMore()
            let pending = Task { try await fixture.connect(to: address).1 }
            try await eventually { fixture.log.contains("cannot accept a connection: Too many open files") }
            // Those that are connected do not notice.
            #expect(try await before.echo("x") == "x")
            limits.reset()
            #expect(try await pending.value.echo("y") == "y")
            try await eventually { fixture.log.contains("accepting connections again") }
            await listener.close()
        }
    }

    @Test func refusesConnectionsBeyondTheLimit() async throws {
        let directory = try TemporaryDirectory()
        let fixture = try Fixture()
        let address = IPCAddress.unix(path: directory.path + "/node.sock")
        var limits = Limits()
        limits.connections = 2
        let listener = try await fixture.listen(at: address, limits: limits)
        let (first, echo) = try await fixture.connect(to: address)
        let (_, other) = try await fixture.connect(to: address)
        await #expect(throws: RemoteError.self) { try await fixture.connect(to: address) }
        #expect(try await echo.echo("a") + other.echo("b") == "ab")
        first.close()
        try await eventually { await listener.connectionCount() == 1 }
        let (_, third) = try await fixture.connect(to: address)
        #expect(try await third.echo("c") == "c")
        await listener.close()
    }

    @Test(arguments: SocketPermissions.allCases)
    func aSocketIsOpenToThoseWhomItIsMeantFor(_ permissions: SocketPermissions) async throws {
        let directory = try TemporaryDirectory()
        let fixture = try Fixture()
        let path = directory.path + "/node.sock"
        let state = fixture.state
        let listener = try await Listener.listen(
            at: .unix(path: path), on: fixture.serverLoop, permissions: permissions
        ) { _ in InitServer(state) }
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == [.owner: 0o600, .group: 0o660, .all: 0o666][permissions])
        // One's own user may, whatever the rest may.
        let (_, echo) = try await fixture.connect(to: .unix(path: path))
        #expect(try await echo.echo("x") == "x")
        await listener.close()
    }

    @Test func peersAreToldApartByUserAndGroup() {
        func admits(_ permissions: SocketPermissions, user: uid_t, groups: [gid_t]) -> Bool {
            permissions.admits(
                PeerCredentials(processID: 1, userID: user, groupIDs: groups), user: 1000, group: 50)
        }
        for permissions in SocketPermissions.allCases {
            #expect(admits(permissions, user: 1000, groups: [7]))
            #expect(admits(permissions, user: 0, groups: [0]))
            #expect(admits(permissions, user: 1001, groups: [7]) == (permissions == .all))
            #expect(admits(permissions, user: 1001, groups: [7, 50]) == (permissions != .owner))
        }
    }

    @Test func theSystemTellsWhoIsAtTheOtherEnd() throws {
        let (first, second) = try Sockets.pair()
        defer { for end in [first, second] { close(end) } }
        let peer = try #require(PeerCredentials(of: first))
        #expect(peer.processID == getpid() && peer.userID == geteuid() && peer.groupIDs.contains(getegid()))
        #expect(PeerCredentials(of: -1) == nil)
        #expect(PeerCredentials(processID: 1, userID: 4_000_000, groupIDs: []).userName == "4000000")
    }

    @Test func readsAddressesAsUpstreamDoes() throws {
        func parse(_ text: String) throws -> IPCAddress {
            try IPCAddress(text, dataDirectory: "/data/regtest", program: "bitcoin-node")
        }
        #expect(try parse("unix") == .unix(path: "/data/regtest/node.sock"))
        #expect(try parse("unix:") == .unix(path: "/data/regtest/node.sock"))
        #expect(try parse("unix:my.sock") == .unix(path: "/data/regtest/my.sock"))
        #expect(try parse("unix:/tmp/my.sock") == .unix(path: "/tmp/my.sock"))
        #expect(try parse("tcp:127.0.0.1:8000") == .loopback(host: "127.0.0.1", port: 8000))
        #expect(try parse("tcp:[::1]:8000") == .loopback(host: "::1", port: 8000))
        #expect(try parse("tcp:localhost:1") == .loopback(host: "127.0.0.1", port: 1))
        let long = String(repeating: "x", count: 120)
        #expect(throws: IPCAddress.Invalid.self) { try parse("unix:\(long)") }
        for text in [
            "tcp:10.0.0.1:80", "tcp:0.0.0.0:80", "tcp:[::]:80", "tcp:example.org:80", "tcp::80", "none", "",
        ] {
            #expect(throws: IPCAddress.Invalid.self, "\(text)") { try parse(text) }
        }
    }
}

extension Fixture {
    func listen(at address: IPCAddress, limits: Limits = Limits()) async throws -> Listener {
        let state = state
        return try await Listener.listen(at: address, on: serverLoop, limits: limits) { _ in InitServer(state)
        }
    }

    func connect(to address: IPCAddress) async throws -> (Connection, EchoClient) {
        let client = try await Connection.connect(to: address, on: clientLoop)
        return (client, try await Self.makeEcho(client.bootstrap()))
    }
}

/// A directory that is removed with the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/multiprocess-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw SystemError() }
        path = String(cString: made)
    }

    deinit {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            unlink("\(path)/\(name)")
        }
        closedir(directory)
        rmdir(path)
    }
}

/// The file of a unix socket whose process is gone.
enum StaleSocket {
    static func make(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafeBytes(of: &address) {
            bind(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
        }
        guard result == 0 else { throw SystemError() }
    }
}

/// How many descriptors this process may have.
struct DescriptorLimit {
    private let limit: rlimit
    private let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    init() {
        var limit = rlimit()
        getrlimit(resource, &limit)
        self.limit = limit
    }

    func allowOneMore() {
        let free = dup(0)
        close(free)
        var low = limit
        low.rlim_cur = rlim_t(free + 1)
        setrlimit(resource, &low)
    }

    func reset() {
        var limit = limit
        setrlimit(resource, &limit)
    }
}
