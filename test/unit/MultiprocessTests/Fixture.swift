import Glibc
import Multiprocess
import Synchronization
import Testing

/// A loop for servers and one for clients, as two processes would have them, and what they log.
final class Fixture: Sendable {
    let serverLoop: EventLoop
    let clientLoop: EventLoop
    let log = Lines()
    let state = EchoState()

    init() throws {
        let log = log
        let logger = IPCLogger(isWanted: { _ in true }, write: { _, line in log.add(line) })
        serverLoop = try EventLoop(name: "server", logger: logger)
        clientLoop = try EventLoop(name: "client")
    }

    deinit {
        clientLoop.stop()
        serverLoop.stop()
    }

    /// Both ends of a socket pair. The client's has called `construct`.
    func connect(limits: Limits = Limits(), thread: String? = nil) async throws -> (
        client: Connection, server: Connection, initial: CapabilityClient
    ) {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let state = state
        let server = try await Connection.open(ends[0], on: serverLoop, side: .server, limits: limits) { _ in
            InitServer(state)
        }
        let client = try await Connection.open(ends[1], on: clientLoop, side: .client)
        let initial = try await client.bootstrap()
        try await initial.construct(InitInterface.construct, thread: thread)
        return (client, server, initial)
    }

    /// An object at the other end of a socket pair.
    func bootstrap(
        _ object: any CapabilityServer, limits: Limits = Limits()
    ) async throws -> CapabilityClient {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        _ = try await Connection.open(ends[0], on: serverLoop, side: .server, limits: limits) { _ in object }
        return try await Connection.open(ends[1], on: clientLoop, side: .client).bootstrap()
    }

    /// An `Echo` at the other end of a socket pair.
    func echo(limits: Limits = Limits(), thread: String? = nil) async throws -> EchoClient {
        let (_, _, initial) = try await connect(limits: limits, thread: thread)
        return try await Self.makeEcho(initial)
    }

    static func makeEcho(_ initial: CapabilityClient) async throws -> EchoClient {
        let echo = try await initial.call(InitInterface.makeEcho, results: { try $0.capability(0) })
        return EchoClient(try #require(echo))
    }
}

/// Lines of a log, which a test can wait for.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }

    func contains(_ text: String) -> Bool { all.contains { $0.contains(text) } }
}

/// Waits until something becomes true, for as long as a slow machine may need.
func eventually(
    _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    for _ in 0..<500 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record(comment ?? "did not become true", sourceLocation: sourceLocation)
}
