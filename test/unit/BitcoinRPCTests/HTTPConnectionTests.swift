import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import BitcoinRPC

/// One connection's behaviour, without a network.
struct HTTPConnectionTests {
    /// A connection whose requests are answered when the test says so.
    private final class Client: Sendable {
        let channel: NIOAsyncTestingChannel
        let engine: HTTPEngine
        /// Requests that wait for an answer, with the way to give it.
        let pending = PendingRequests()

        init(idleTimeout: TimeAmount? = nil) async throws {
            let engine = HTTPEngine(
                scheduler: RequestScheduler(concurrency: 16, depth: 64), idleTimeout: idleTimeout)
            engine.router.register("/", isExact: true) { [pending] in await pending.answer(to: $0) }
            self.engine = engine
            channel = try await NIOAsyncTestingChannel { channel in
                try channel.pipeline.syncOperations.addHandler(
                    HTTPConnectionHandler(engine: engine, id: 1, peer: "1.2.3.4:5"))
            }
            try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        }

        func send(_ text: String) async throws {
            try await channel.writeInbound(ByteBuffer(string: text))
        }

        /// What has been sent to the client since the last look.
        func received() async throws -> String {
            var text = ""
            while let buffer = try await channel.readOutbound(as: ByteBuffer.self) {
                text += String(buffer: buffer)
            }
            return text
        }

        /// Waits until a request has reached the handler, and answers it.
        func answerNext(_ body: String = "ok") async throws {
            try await pending.answerNext(HTTPResponse(.ok, body: body))
        }
    }

    private final class PendingRequests: Sendable {
        private let continuations = Mutex<[CheckedContinuation<HTTPResponse, Never>]>([])

        func answer(to request: HTTPRequest) async -> HTTPResponse {
            await withCheckedContinuation { continuation in
                continuations.withLock { $0.append(continuation) }
            }
        }

        var count: Int { continuations.withLock { $0.count } }

        func answerNext(_ response: HTTPResponse) async throws {
            for _ in 0..<2000 {
                if let next = continuations.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                    return next.resume(returning: response)
                }
                try await Task.sleep(for: .milliseconds(1))
            }
            Issue.record("No request reached the handler")
        }
    }

    /// Waits for text that comes by way of another thread.
    private func eventually(_ client: Client, contains text: String) async throws -> String {
        var all = ""
        for _ in 0..<2000 where !all.contains(text) {
            all += try await client.received()
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(all.contains(text))
        return all
    }

    private func eventuallyCloses(_ client: Client) async throws {
        for _ in 0..<2000 where client.channel.isActive { try await Task.sleep(for: .milliseconds(1)) }
        #expect(!client.channel.isActive)
    }

    private static let request = "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"

    @Test func answersAndKeepsTheConnection() async throws {
        let client = try await Client()
        try await client.send(Self.request)
        try await client.answerNext("hello")
        let text = try await eventually(client, contains: "hello")
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
        #expect(
            text.contains("\r\nContent-Length: 5\r\nContent-Type: text/html; charset=ISO-8859-1\r\n\r\nhello")
        )
        #expect(client.channel.isActive)
    }

    /// The second request is not even looked at before the first has been answered.
    @Test func answersPipelinedRequestsInOrder() async throws {
        let client = try await Client()
        try await client.send(Self.request + Self.request)
        try await client.answerNext("first")
        _ = try await eventually(client, contains: "first")
        try await client.answerNext("second")
        _ = try await eventually(client, contains: "second")
    }

    @Test func answersTheGoodRequestBeforeItRefusesTheBad() async throws {
        let client = try await Client()
        try await client.send(Self.request + "nonsense\r\n\r\n")
        let early = try await client.received()
        #expect(early.isEmpty)
        try await client.answerNext("good")
        let text = try await eventually(client, contains: "400 Bad Request")
        #expect(text.contains("good"))
    }

    @Test(arguments: [
        ("DELETE / HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
        ("GET /nosuch HTTP/1.1\r\n\r\n", "404 Not Found"),
        ("nonsense\r\n", "400 Bad Request"),
        ("POST / HTTP/1.1\r\nContent-Length: 33554433\r\n\r\n", "413 Content too large"),
    ])
    func refusesAtOnce(request: String, status: String) async throws {
        let client = try await Client()
        try await client.send(request)
        let text = try await client.received()
        #expect(text.hasPrefix("HTTP/1.1 \(status)\r\nCache-Control: no-store\r\n"))
    }

    @Test func closesWhenTheClientWantsIt() async throws {
        let client = try await Client()
        try await client.send("POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        try await client.answerNext("bye")
        let text = try await eventually(client, contains: "bye")
        #expect(text.contains("\r\nConnection: close\r\n"))
        try await eventuallyCloses(client)
    }

    @Test func keepsOldClientsOnlyIfTheyAsk() async throws {
        let closing = try await Client()
        try await closing.send("POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
        try await closing.answerNext("bye")
        let last = try await eventually(closing, contains: "bye")
        #expect(!last.contains("Content-Length"))
        try await eventuallyCloses(closing)

        let staying = try await Client()
        try await staying.send("POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n")
        try await staying.answerNext("hi")
        let kept = try await eventually(staying, contains: "hi")
        #expect(kept.contains("Connection: keep-alive\r\nContent-Length: 2"))
        #expect(staying.channel.isActive)
    }

    @Test func refusesWhatDoesNotFitIntoTheQueue() async throws {
        let scheduler = RequestScheduler(concurrency: 1, depth: 1)
        let gate = PendingRequests()
        let work: @Sendable () async -> Void = { _ = await gate.answer(to: HTTPRequest()) }
        #expect(scheduler.submit(work) == .admitted)
        #expect(scheduler.submit(work) == .admitted)
        #expect(scheduler.submit(work) == .queueIsFull)
        try await gate.answerNext(HTTPResponse(.ok))
        try await gate.answerNext(HTTPResponse(.ok))
        for _ in 0..<2000 where !scheduler.isIdle { try await Task.sleep(for: .milliseconds(1)) }
        #expect(scheduler.isIdle)
        #expect(scheduler.submit({}) == .admitted)
    }

    @Test func refusesEverythingAfterAnInterruption() async throws {
        let client = try await Client()
        client.engine.interrupt()
        try await client.send(Self.request)
        let text = try await client.received()
        #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable"))
    }

    @Test func saysGoodbyeWhenTheServerStops() async throws {
        let idle = try await Client()
        idle.channel.pipeline.fireUserInboundEventTriggered(HTTPServerIsStopping())
        try await eventuallyCloses(idle)

        let busy = try await Client()
        try await busy.send(Self.request)
        busy.channel.pipeline.fireUserInboundEventTriggered(HTTPServerIsStopping())
        #expect(busy.channel.isActive)
        try await busy.answerNext("last")
        _ = try await eventually(busy, contains: "last")
        try await eventuallyCloses(busy)
    }

    @Test(arguments: ["", "GET / HTTP/1.1\r\nHost: x\r\n", request])
    func cutsOffSilentClient(begun: String) async throws {
        let client = try await Client(idleTimeout: .seconds(30))
        let loop = client.channel.testingEventLoop
        await loop.advanceTime(by: .seconds(20))
        if !begun.isEmpty { try await client.send(begun) }
        if begun == Self.request {
            try await client.answerNext("answered")
            _ = try await eventually(client, contains: "answered")
        }
        let alreadyWaited: Int64 = begun.isEmpty ? 20 : 0
        await loop.advanceTime(by: .seconds(29 - alreadyWaited))
        #expect(client.channel.isActive)
        await loop.advanceTime(by: .seconds(2))
        #expect(!client.channel.isActive)
    }

    @Test func doesNotBlameClientForSlowAnswer() async throws {
        let client = try await Client(idleTimeout: .seconds(30))
        try await client.send(Self.request)
        await client.channel.testingEventLoop.advanceTime(by: .seconds(600))
        #expect(client.channel.isActive)
        try await client.answerNext("late")
        _ = try await eventually(client, contains: "late")
        #expect(client.channel.isActive)
    }

    /// A client that dies while its request is being worked on takes nothing with it.
    @Test func survivesTheClientsDeath() async throws {
        let client = try await Client()
        try await client.send(Self.request)
        try await client.channel.close()
        try await client.answerNext("nobody reads this")
        for _ in 0..<2000 where !client.engine.scheduler.isIdle {
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(client.engine.scheduler.isIdle)
    }
}
