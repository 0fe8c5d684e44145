import Glibc
import Multiprocess
import Testing

@Suite struct CallTests {
    @Test func echoesOverASocketPair() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        for text in ["", "hello", String(repeating: "long ", count: 100_000), "日本語 \0 zero"] {
            #expect(try await echo.echo(text) == text)
        }
    }

    @Test func carriesTheTextOfAnErrorAsUpstreamDoes() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        let error = await #expect(throws: RemoteError.self) { try await echo.fail("no such block") }
        #expect(error?.description == "remote exception: std::exception: no such block")
        #expect(error?.message == "no such block")
        #expect(error?.kind == .failed)
    }

    @Test func refusesUnknownMethodsAndInterfaces() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        for (interface, ordinal) in [(EchoInterface.id, UInt16(99)), (InitInterface.id, 0)] {
            let method = MethodDescriptor(
                interfaceID: interface, ordinal: ordinal, name: "Unknown.method",
                params: StructLayout(dataWords: 0, pointers: 0),
                results: StructLayout(dataWords: 0, pointers: 0))
            let error = await #expect(throws: RemoteError.self) { try await echo.capability.call(method) }
            #expect(error?.kind == .unimplemented)
        }
    }

    @Test func answersManyCallsInFlight() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<500 { group.addTask { try await echo.echo("\(index)") } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answers.count == 500)
    }

    @Test func callsBackOnTheCallersThread() async throws {
        for thread in [nil, "main"] {
            let fixture = try Fixture()
            let echo = try await fixture.echo(thread: thread)
            let local = EchoState()
            #expect(try await echo.callBack("abc", EchoServer(local)) == "abc")
            #expect(local.log == ["a", "b", "c"])
            // The object that was handed out is let go.
            try await eventually { local.objects == 0 }
        }
    }

    @Test func nestsCallbacksInCallbacksOnOneThread() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo(thread: "main")
        let nested = NestedServer(echo)
        #expect(try await echo.callBack("xy", nested) == "xxyy")
    }

    @Test func freesObjectsThatNobodyHolds() async throws {
        let fixture = try Fixture()
        var echo: EchoClient? = try await fixture.echo()
        var other = try await echo?.spawn()
        #expect(fixture.state.objects == 2)
        #expect(try await other?.echo("x") == "x")
        other = nil
        try await eventually { fixture.state.objects == 1 }
        echo = nil
        try await eventually { fixture.state.objects == 0 }
    }

    @Test func carriesLargeResults() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        let bytes = try await echo.produce(4_000_000)
        #expect(bytes.count == 4_000_000)
        #expect(bytes[3_999_999] == UInt8(truncatingIfNeeded: 3_999_999))
    }

    @Test func logsRequestsAndResponses() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo(thread: "main")
        _ = try await echo.echo("secret")
        let log = fixture.log
        try await eventually { log.contains("IPC server send response") && log.contains("Echo.echo$Results") }
        #expect(log.contains("IPC server recv request  #"))
        #expect(log.contains("Echo.echo$Params"))
        #expect(log.contains("IPC server post request  #"))
        #expect(log.contains("{server (from main)}"))
        #expect(log.contains("IPC server: socket connected."))
        #expect(!log.contains("secret"))
    }

    @Test func doesNotLogWhatCarriesTheLog() async throws {
        let log = Lines()
        let logger = IPCLogger(isWanted: { _ in true }, write: { _, line in log.add(line) })
        let fixture = try Fixture()
        let loop = try EventLoop(name: "quiet", logger: logger, unlogged: [EchoInterface.id])
        defer { loop.stop() }
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let state = fixture.state
        _ = try await Connection.open(ends[0], on: loop, side: .server) { _ in InitServer(state) }
        let client = try await Connection.open(ends[1], on: fixture.clientLoop, side: .client)
        let echo = try await Fixture.makeEcho(client.bootstrap())
        #expect(try await echo.echo("x") == "x")
        #expect(log.contains("send response"))
        #expect(!log.contains("Echo.echo"))
        #expect(log.all.count { $0.contains("executing request") } == 1)
    }

    @Test func runsBlockingCallsFromThreadsOfTheirOwn() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        let answer = try await withCheckedThrowingContinuation { continuation in
            let thread = BlockingThread {
                continuation.resume(
                    with: Result { try fixture.clientLoop.blocking { try await echo.echo("b") } })
            }
            thread.start()
        }
        #expect(answer == "b")
    }
}

/// Answers by asking the other side twice.
private final class NestedServer: CapabilityServer {
    static let interfaces = [EchoInterface.descriptor]
    private let echo: EchoClient

    init(_ echo: EchoClient) { self.echo = echo }

    func dispatch(_ call: CallContext) async throws {
        let text = try call.params().text(1)
        let twice = try await echo.echo(text) + echo.echo(text)
        try call.results().setText(0, twice)
    }
}
