import Multiprocess
import Testing

@Suite struct ThreadTests {
    @Test func runsCallsOnOneThreadInOrder() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo(thread: "main")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<5 {
                group.addTask { _ = try await echo.block("\(index)") }
            }
            try await group.waitForAll()
        }
        let log = fixture.state.log
        #expect(log.count == 10)
        for pair in stride(from: 0, to: 10, by: 2) {
            // Each ends before the next begins.
            #expect(log[pair].dropFirst(6) == log[pair + 1].dropFirst(4))
        }
    }

    @Test func queuesCallsBehindOneThatWaits() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo(thread: "main")
        async let waiting: Void = echo.wait()
        try await eventually { fixture.state.log == ["wait"] }
        async let first = echo.echo("first")
        async let second = echo.echo("second")
        try await eventually {
            fixture.log.all.count { $0.contains("IPC server post request") } >= 4
        }
        #expect(fixture.state.log == ["wait"])
        fixture.state.gate.open()
        try await waiting
        #expect(try await first + second == "firstsecond")
    }

    @Test func servesCallsWithoutAThreadSideBySide() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo()
        async let waiting: Void = echo.wait()
        try await eventually { fixture.state.log == ["wait"] }
        #expect(try await echo.echo("meanwhile") == "meanwhile")
        fixture.state.gate.open()
        try await waiting
    }

    @Test func runsManyQueuedCallsWithoutRecursion() async throws {
        let fixture = try Fixture()
        let echo = try await fixture.echo(thread: "main")
        async let waiting: Void = echo.wait()
        try await eventually { fixture.state.log == ["wait"] }
        async let answers = withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<3000 { group.addTask { try await echo.echo("\(index)") } }
            return try await group.reduce(into: 0) { count, _ in count += 1 }
        }
        try await eventually { fixture.log.all.count { $0.contains("post request") } > 3000 }
        fixture.state.gate.open()
        try await waiting
        #expect(try await answers == 3000)
    }

    @Test func boundsThreadsPerClient() async throws {
        let fixture = try Fixture()
        var limits = Limits()
        limits.threads = 3
        let (_, _, initial) = try await fixture.connect(limits: limits)
        let threadMap = try await initial.call(
            InitInterface.construct, params: { _ in }, results: { try $0.capability(0) })
        let map = try #require(threadMap)
        var threads: [CapabilityClient] = []
        for index in 0..<3 { threads.append(try #require(try await Self.makeThread(map, "\(index)"))) }
        let error = await #expect(throws: RemoteError.self) { try await Self.makeThread(map, "more") }
        #expect(error?.kind == .overloaded)
        threads = []
        // Those that are let go make room.
        try await eventually { (try? await Self.makeThread(map, "again")) != nil }
    }

    @Test func refusesAbsurdPools() async throws {
        let fixture = try Fixture()
        let (_, _, initial) = try await fixture.connect()
        let threadMap = try await initial.call(
            InitInterface.construct, params: { _ in }, results: { try $0.capability(0) })
        let map = try #require(threadMap)
        let makePool = MethodDescriptor(
            interfaceID: 0xee5e_3717_9ad9_dc9d, ordinal: 1, name: "ThreadMap.makePool",
            params: StructLayout(dataWords: 1, pointers: 0), results: StructLayout(dataWords: 0, pointers: 0))
        let error = await #expect(throws: RemoteError.self) {
            try await map.call(makePool, params: { $0.set(0, UInt32.max) })
        }
        #expect(error?.kind == .overloaded)
        try await map.call(makePool, params: { $0.set(0, UInt32(4)) })
        let second = await #expect(throws: RemoteError.self) {
            try await map.call(makePool, params: { $0.set(0, UInt32(4)) })
        }
        #expect(second?.message == "makePool called on connection with existing pool")
    }

    private static func makeThread(_ map: CapabilityClient, _ name: String) async throws -> CapabilityClient?
    {
        let makeThread = MethodDescriptor(
            interfaceID: 0xee5e_3717_9ad9_dc9d, ordinal: 0, name: "ThreadMap.makeThread",
            params: StructLayout(dataWords: 0, pointers: 1), results: StructLayout(dataWords: 0, pointers: 1))
        return try await map.call(
            makeThread, params: { try $0.setText(0, name) }, results: { try $0.capability(0) })
    }
}
