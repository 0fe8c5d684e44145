import BitcoinCommands
import BitcoinSupport
import BitcoinTesting
import NIOCore
import NIOPosix
import Testing

@testable import BitcoinRPC

/// Server and client over real sockets.
struct HTTPServerTests {
    private func withServer(
        concurrency: Int = 16, queueDepth: Int = 1000,
        _ body: (HTTPServer, UInt16) async throws -> Void
    ) async throws {
        var configuration = HTTPServer.Configuration()
        configuration.endpoints = [.init(host: "127.0.0.1", port: 0)]
        // A busy machine may be silent for long.
        configuration.idleTimeout = nil
        configuration.concurrency = concurrency
        configuration.queueDepth = queueDepth
        let server = HTTPServer(configuration)
        try await server.bind()
        server.register("/", isExact: true) { HTTPResponse(.ok, body: String(buffer: $0.body)) }
        server.register("/slow", isExact: true) { _ in
            try? await Task.sleep(for: .milliseconds(1000))
            return HTTPResponse(.ok, body: "slow")
        }
        server.start()
        let port = UInt16(try #require(server.ports.first))
        do {
            try await body(server, port)
        } catch {
            Issue.record(error)
        }
        await server.stop(within: .seconds(5))
    }

    private func post(_ port: UInt16, _ path: String = "/", _ body: String = "") async throws
        -> HTTPClientResponse
    {
        try await HTTPClient(host: "127.0.0.1", port: port, timeout: .seconds(300)).post(
            path, headers: [:], body: body)
    }

    @Test func carriesContentBothWays() async throws {
        try await withServer { _, port in
            for size in [0, 1, 70_000, 9_000_000] {
                let body = String(repeating: "x", count: size)
                let response = try await post(port, "/", body)
                #expect(response.status == 200)
                #expect(response.body.count == size)
            }
            let missing = try await post(port, "/nosuch")
            #expect(missing.status == 404)
        }
    }

    @Test func servesManyClientsAtOnce() async throws {
        try await withServer { _, port in
            try await withThrowingTaskGroup { group in
                for index in 0..<200 {
                    group.addTask { try await post(port, "/", "\(index)").body == Array("\(index)".utf8) }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test func refusesMoreThanTheQueueHolds() async throws {
        try await withServer(concurrency: 1, queueDepth: 1) { _, port in
            let statuses = try await withThrowingTaskGroup { group in
                for _ in 0..<5 { group.addTask { try await post(port, "/slow") } }
                return try await group.reduce(into: [HTTPClientResponse]()) { $0.append($1) }
            }
            #expect(statuses.count { $0.status == 200 } == 2)
            let refused = statuses.filter { $0.status == 503 }
            #expect(refused.count == 3)
            #expect(refused.allSatisfy { $0.body == Array("Work queue depth exceeded".utf8) })
        }
    }

    /// A server whose only request takes a while, and the moment when that has begun.
    private func serverAtWork(for duration: Duration) async throws -> (
        HTTPServer, Task<HTTPClientResponse, any Error>
    ) {
        var configuration = HTTPServer.Configuration()
        configuration.endpoints = [.init(host: "127.0.0.1", port: 0)]
        let server = HTTPServer(configuration)
        try await server.bind()
        let (hasBegun, begin) = AsyncStream.makeStream(of: Void.self)
        server.register("/", isExact: true) { _ in
            begin.yield()
            try? await Task.sleep(for: duration)
            return HTTPResponse(.ok, body: "done")
        }
        server.start()
        let port = UInt16(try #require(server.ports.first))
        let response = Task { try await post(port) }
        for await _ in hasBegun { break }
        return (server, response)
    }

    @Test func stopWaitsForRequestsUnderWay() async throws {
        let (server, response) = try await serverAtWork(for: .milliseconds(300))
        server.interrupt()
        await server.stop(within: .seconds(10))
        #expect(try await response.value.body == Array("done".utf8))
    }

    @Test func stopIsBoundedInTime() async throws {
        // Longer than any run of the tests: that `stop` returns at all is the proof.
        let (server, response) = try await serverAtWork(for: .seconds(36_000))
        await server.stop(within: .milliseconds(300))
        await #expect(throws: ClientError.self) { try await response.value }
        // A second call has nothing to do, and does not wait for what is gone.
        await server.stop()
    }

    @Test func saysWhyAnAddressIsTaken() async throws {
        try await withServer { _, port in
            var configuration = HTTPServer.Configuration()
            configuration.endpoints = [
                .init(host: "127.0.0.1", port: port), .init(host: "no address", port: 1),
            ]
            let second = HTTPServer(configuration)
            await #expect(throws: HTTPServerError.self) { try await second.bind() }
            await second.stop()
        }
    }

    @Test func refusesForeignAddressesBeforeTheyCanSayAnything() async throws {
        // This machine is always allowed, so the check itself is asked.
        #expect(!AccessList().allows(try #require(IPAddress("10.1.1.1"))))
    }

    @Test func tellsWhyAServerCannotBeReached() async {
        let client = HTTPClient(host: "127.0.0.1", port: 1, timeout: .seconds(5))
        await #expect(throws: ClientError.connectionFailed("Could not connect to the server")) {
            try await client.post("/", headers: [:], body: "")
        }
    }

    /// A client that waits for a server with this cookie.
    private func waitingClient(_ port: UInt16, _ cookie: AuthenticationCookie) throws -> RPCCallLoop {
        let arguments = Arguments(.client)
        try arguments.parse([
            "-rpcwait", "-rpcwaittimeout=300", "-rpcconnect=127.0.0.1:\(port)",
            "-rpccookiefile=\(cookie.path)",
        ])
        return RPCCallLoop(arguments, connectIPC: nil)
    }

    /// A server that has ended badly, or in a sandbox, leaves its cookie behind. A client that read this
    /// one just before the next run wrote its own is refused, and has to look again.
    @Test(arguments: [nil, "", "__cookie__:of the last run"])
    func waitsForTheCookieOfThisRun(left: String?) async throws {
        let folder = TemporaryDirectory()
        let cookie = AuthenticationCookie(path: folder.path + "/.cookie")
        if let left { try FileContents.write(Array(left.utf8), to: cookie.path) }
        try await withServer { server, port in
            server.unregister("/", isExact: true)
            server.register("/", isExact: true) { request in
                if let now = cookie.read(), now != left,
                    request.headers.first("Authorization") == "Basic \(Base64.encode(Array(now.utf8)))"
                {
                    return HTTPResponse(.ok, body: #"{"result":"let in","id":1}"#)
                }
                if cookie.read() == left { _ = try? cookie.generate() }
                return HTTPResponse(.unauthorized, body: "")
            }
            let reply = try await waitingClient(port, cookie).call(
                NodeCommand(method: "uptime", words: []), wallet: nil)
            #expect(reply["result"].string == "let in")
        }
    }

    /// One that is wrong and stays so is told at once.
    @Test func refusedCookieThatStaysIsAnError() async throws {
        let folder = TemporaryDirectory()
        let cookie = AuthenticationCookie(path: folder.path + "/.cookie")
        _ = try cookie.generate()
        try await withServer { server, port in
            server.unregister("/", isExact: true)
            server.register("/", isExact: true) { _ in HTTPResponse(.unauthorized, body: "") }
            let client = try waitingClient(port, cookie)
            await #expect {
                try await client.call(NodeCommand(method: "uptime", words: []), wallet: nil)
            } throws: { error in
                guard case .failed(let message) = error as? ClientError else { return false }
                return message.hasPrefix("Authorization failed: Cookie file credentials were invalid")
            }
        }
    }

    @Test func answersHundredsOfRequestsInTurn() async throws {
        try await withServer { _, port in
            for index in 0..<300 {
                let response = try await post(port, "/", "\(index)")
                #expect(response.body == Array("\(index)".utf8))
            }
        }
    }
}
