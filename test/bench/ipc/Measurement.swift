import Multiprocess

/// Prints `NAME VALUE` lines, the same that the Cap'n Proto client prints.
struct Measurement: Sendable {
    let echo: CapabilityClient

    /// Asks the peer for its `Echo`, and measures that.
    static func run(over connection: Connection, thread: String?) async throws {
        let initial = try await connection.bootstrap()
        try await initial.construct(BenchInit.construct, thread: thread)
        guard let echo = try await initial.call(BenchInit.makeEcho, results: { try $0.capability(0) }) else {
            throw RemoteError(.failed, "The peer has no Echo.")
        }
        // The calls are made where the answers arrive, as in a server that calls another.
        try await withTaskExecutorPreference(connection.loop) { try await Measurement(echo: echo).run() }
    }

    private func run() async throws {
        try await latency()
        try await throughput()
        try await large()
    }

    private func echo(_ text: String) async throws -> String {
        try await echo.call(
            BenchEcho.echo, sizeHint: text.utf8.count, params: { try $0.setText(1, text) },
            results: { try $0.text(0) })
    }

    private func latency() async throws {
        var times = try await time(count: 10_000, text: "hello")
        times.sort()
        print("p50_us \(times[times.count / 2].microseconds)")
        print("p99_us \(times[times.count * 99 / 100].microseconds)")
    }

    private func throughput() async throws {
        let (inFlight, each) = (64, 400)
        let clock = ContinuousClock()
        let time = try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<inFlight {
                    group.addTask { for _ in 0..<each { _ = try await echo("hello") } }
                }
                try await group.waitForAll()
            }
        }
        print("calls_per_s \(Double(inFlight * each) / time.microseconds * 1e6)")
    }

    private func large() async throws {
        var times = try await time(count: 200, text: String(repeating: "x", count: 1 << 20))
        times.sort()
        print("mb_us \(times[times.count / 2].microseconds)")
    }

    private func time(count: Int, text: String) async throws -> [Duration] {
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<count {
            times.append(try await clock.measure { _ = try await echo(text) })
        }
        return times
    }
}

extension Duration {
    fileprivate var microseconds: Double {
        Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12
    }
}
