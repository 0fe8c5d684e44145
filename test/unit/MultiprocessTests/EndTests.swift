import Glibc
import Multiprocess
import Testing

@Suite struct EndTests {
    @Test func cancellationReachesTheRunningMethod() async throws {
        for thread in [nil, "main"] {
            let fixture = try Fixture()
            let echo = try await fixture.echo(thread: thread)
            let call = Task { try await echo.wait() }
            try await eventually { fixture.state.log == ["wait"] }
            call.cancel()
            await #expect(throws: (any Error).self) { try await call.value }
            try await eventually { fixture.state.log == ["wait", "canceled"] }
            try await eventually { fixture.log.contains("interrupted (canceled)") }
            #expect(fixture.log.contains("canceled while executing."))
            // The connection goes on, and the thread is free again.
            #expect(try await echo.echo("on") == "on")
        }
    }

    @Test func cancellationReachesACallThatWaitsForItsThread() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo(thread: "main")
        async let waiting: Void = echo.wait()
        try await eventually { fixture.state.log == ["wait"] }
        let queued = Task { try await echo.echo("never") }
        try await eventually { fixture.log.all.count { $0.contains("post request") } == 3 }
        queued.cancel()
        await #expect(throws: (any Error).self) { try await queued.value }
        try await eventually { fixture.log.contains("canceled before it could be executed") }
        fixture.state.gate.open()
        try await waiting
        #expect(fixture.state.log == ["wait"])
    }

    @Test func clientDeathCancelsItsCalls() async throws {
        let fixture = try Fixture()
        let (client, server, initial) = try await fixture.connect(thread: "main")
        let echo = try await Fixture.makeEcho(initial)
        let call = Task { try await echo.wait() }
        let queued = Task { try await echo.echo("never") }
        try await eventually { fixture.state.log == ["wait"] }
        client.close()
        let error = await #expect(throws: RemoteError.self) { try await call.value }
        #expect(error?.kind == .disconnected)
        await #expect(throws: RemoteError.self) { try await queued.value }
        await server.waitUntilClosed()
        // The call behind it may still get its turn: Cap'n Proto 0.9 cancels one after the other.
        try await eventually { fixture.state.log.prefix(2) == ["wait", "canceled"] }
        #expect(fixture.log.contains("IPC server: socket disconnected."))
        #expect(fixture.log.contains("canceled while executing."))
        try await eventually { fixture.state.objects == 0 }
    }

    @Test func survivesClientsThatDieAsTheirAnswerIsSent() async throws {
        let fixture = try Fixture()
        for _ in 0..<50 {
            let (client, _, initial) = try await fixture.connect(thread: "main")
            let echo = try await Fixture.makeEcho(initial)
            let call = Task { _ = try? await echo.spawn() }
            client.close()
            await call.value
        }
        try await eventually { fixture.state.objects == 0 }
        let echo = try await fixture.echo()
        #expect(try await echo.echo("alive") == "alive")
    }

    @Test func serverEndFailsTheClientsCalls() async throws {
        let fixture = try Fixture()
        let (client, server, initial) = try await fixture.connect()
        let echo = try await Fixture.makeEcho(initial)
        let call = Task { try await echo.wait() }
        try await eventually { fixture.state.log == ["wait"] }
        server.close()
        let error = await #expect(throws: RemoteError.self) { try await call.value }
        #expect(error?.kind == .disconnected)
        await client.waitUntilClosed()
        let later = await #expect(throws: RemoteError.self) { try await echo.echo("late") }
        #expect(later?.description == "IPC client method called after disconnect.")
        try await eventually { fixture.state.log == ["wait", "canceled"] }
    }

    @Test func callsAfterAPeersEndFailAtOnce() async throws {
        let fixture = try Fixture()
        let (client, server, initial) = try await fixture.connect()
        let echo = try await Fixture.makeEcho(initial)
        server.close()
        await client.waitUntilClosed()
        await #expect(throws: RemoteError.self) { try await echo.echo("x") }
        await #expect(throws: RemoteError.self) { try await client.bootstrap() }
    }

    @Test func stoppedLoopsLeaveNobodyWaiting() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        let call = Task { try await echo.wait() }
        try await eventually { fixture.state.log == ["wait"] }
        let connection = echo.capability.connection
        let end = Task { await connection.waitUntilClosed() }
        fixture.clientLoop.stop()
        await #expect(throws: RemoteError.self) { try await call.value }
        await #expect(throws: RemoteError.self) { try await echo.echo("x") }
        await #expect(throws: RemoteError.self) { try await connection.bootstrap() }
        #expect(await end.value == nil)
        #expect(await connection.waitUntilClosed() == nil)
    }

    @Test func afterWaitingForTheEndNoThreadIsLeft() throws {
        for _ in 0..<20 {
            var loop: EventLoop? = try EventLoop(name: "brief")
            let held = WeakLoop(loop)
            loop?.stopAndWait()
            // Again is no harm.
            loop?.stopAndWait()
            loop = nil
            // The thread would hold it.
            #expect(held.loop == nil)
        }
    }

    @Test func namesMethodsThatHoldUpTheLoop() async throws {
        #if DEBUG
            let fixture = try Fixture()
            let slow = try await fixture.bootstrap(SlowServer())
            try await slow.call(EchoInterface.wait)
            try await eventually { fixture.log.contains("Echo.wait has been holding up the IPC thread") }
        #endif
    }
}

private struct WeakLoop {
    private(set) weak var loop: EventLoop?

    init(_ loop: EventLoop?) { self.loop = loop }
}

/// Blocks the loop, as no server should.
private final class SlowServer: CapabilityServer {
    static let interfaces = [EchoInterface.descriptor]

    func dispatch(_ call: CallContext) async throws { usleep(300_000) }
}
