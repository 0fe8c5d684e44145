import Glibc
import Multiprocess
import Testing

/// Bytes that no honest peer would send: the connection ends or the call fails, and nothing else happens.
@Suite struct HostileTests {
    @Test(
        arguments: [
            // 2^32 segments
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            // one segment of 2^32 - 1 words
            [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
            // one segment of 512 MB
            [0, 0, 0, 0, 0, 0, 0, 4],
            // not Cap'n Proto at all
            Array("GET / HTTP/1.1\r\n\r\n".utf8),
            // a message whose root points beyond its end
            [0, 0, 0, 0, 1, 0, 0, 0, 0xfc, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff],
            // an empty message
            [0, 0, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]])
    func endsTheConnectionOf(_ bytes: [UInt8]) async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        let before = Memory.resident()
        let peer = try await RawPeer(fixture)
        peer.send(bytes)
        // It says why and hangs up, or waits for more of what was announced.
        try await Task.sleep(for: .milliseconds(50))
        peer.close()
        await peer.server.waitUntilClosed()
        #expect(Memory.resident() < before + 64 << 20)
        #expect(try await echo.echo("alive") == "alive")
    }

    @Test func survivesRandomBytes() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        var random = SystemRandomNumberGenerator()
        for round in 0..<100 {
            let peer = try await RawPeer(fixture)
            var bytes = RawMessages.bootstrap
            if round % 2 == 0 {
                bytes += (0..<Int.random(in: 1..<200)).map { _ in UInt8.random(in: 0...255, using: &random) }
            } else {
                // A good message with a few bits flipped.
                for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count)] ^= 1 << UInt8.random(in: 0..<8) }
            }
            peer.send(bytes)
            peer.close()
            await peer.server.waitUntilClosed()
        }
        #expect(try await echo.echo("alive") == "alive")
    }

    @Test func endsTheConnectionOfAPeerThatSendsTooLargeAMessage() async throws {
        let fixture = try Fixture()
        var limits = Limits()
        limits.messageBytes = 1 << 20
        let (client, _, initial) = try await fixture.connect(limits: limits)
        let echo = try await Fixture.makeEcho(initial)
        let error = await #expect(throws: (any Error).self) {
            try await echo.echo(String(repeating: "x", count: 2 << 20))
        }
        #expect(error is RemoteError)
        await client.waitUntilClosed()
        let other = try await fixture.echo()
        #expect(try await other.echo("alive") == "alive")
    }

    @Test func refusesCallsBeyondTheLimitInFlight() async throws {
        let fixture = try Fixture()
        var limits = Limits()
        limits.callsInFlight = 10
        let echo = try await fixture.echo(limits: limits)
        let waiting = (0..<10).map { _ in Task { try await echo.wait() } }
        try await eventually { fixture.state.log.count == 10 }
        let error = await #expect(throws: RemoteError.self) { try await echo.echo("one more") }
        #expect(error?.kind == .overloaded)
        fixture.state.gate.open()
        for call in waiting { try await call.value }
        #expect(try await echo.echo("room again") == "room again")
    }

    @Test func refusesCallsBeyondTheBytesInFlight() async throws {
        let fixture = try Fixture()
        var limits = Limits()
        limits.bytesInFlight = 1 << 20
        let echo = try await fixture.echo(limits: limits, thread: "main")
        let waiting = Task { try await echo.wait() }
        try await eventually { fixture.state.log == ["wait"] }
        // They queue behind the one that waits, and hold their messages.
        let large = String(repeating: "x", count: 300_000)
        let refused = Lines()
        let queued = (0..<6).map { _ in
            Task {
                do {
                    _ = try await echo.echo(large)
                } catch let error as RemoteError where error.kind == .overloaded {
                    refused.add(error.description)
                }
            }
        }
        // Three fit; the one that goes beyond is refused, and those after it.
        try await eventually { refused.all.count == 3 }
        fixture.state.gate.open()
        try await waiting.value
        for call in queued { try await call.value }
        #expect(refused.all.count == 3)
        #expect(try await echo.echo(large) == large)
    }

    @Test func boundsTheAnswersThatAPeerDoesNotLetGo() async throws {
        let fixture = try Fixture()
        var limits = Limits()
        limits.bytesInFlight = 1 << 20
        let peer = try await RawPeer(fixture, limits: limits)
        peer.send(RawMessages.bootstrap + RawMessages.makeEcho)
        // Each is read, but none is finished with.
        for question in 2..<20 {
            peer.send(RawMessages.produce(400_000, question: UInt32(question)))
            _ = try await peer.drain()
        }
        #expect(fixture.state.log == ["produce", "produce", "produce"])
        peer.close()
    }

    @Test func boundsTheAnswersThatAPeerDoesNotRead() async throws {
        let fixture = try Fixture()
        var limits = Limits()
        limits.bytesInFlight = 1 << 20
        let peer = try await RawPeer(fixture, limits: limits)
        peer.send(RawMessages.bootstrap + RawMessages.makeEcho)
        for question in 2..<20 { peer.send(RawMessages.produce(400_000, question: UInt32(question))) }
        try await eventually { !fixture.state.log.isEmpty }
        try await Task.sleep(for: .milliseconds(100))
        #expect(fixture.state.log.count <= 4)
        peer.close()
        await peer.server.waitUntilClosed()
    }

    @Test func boundsTheObjectsThatAPeerHolds() async throws {
        let fixture = try Fixture()
        var limits = Limits()
        limits.objects = 10
        let echo = try await fixture.echo(limits: limits)
        var held: [EchoClient] = []
        let error = await #expect(throws: RemoteError.self) {
            for _ in 0..<20 { if let object = try await echo.spawn() { held.append(object) } }
        }
        #expect(error?.message == "Too many objects are held by the peer.")
        held = []
        try await eventually { (try? await echo.spawn()) != nil }
    }

    @Test func endsAConnectionThatHoldsTooMuch() async throws {
        // Calls on an object that is promised wait where they cannot be refused: here by sending calls on the
        // result of a call that never ends.
        let fixture = try Fixture()
        var limits = Limits()
        limits.callsInFlight = 4
        let peer = try await RawPeer(fixture, limits: limits)
        peer.send(RawMessages.bootstrap + RawMessages.makeEcho + RawMessages.wait)
        for question in 3..<100 { peer.send(RawMessages.callOnPromise(UInt32(question))) }
        let reason = await peer.server.waitUntilClosed()
        #expect(reason?.kind == .overloaded)
        peer.close()
    }
}
