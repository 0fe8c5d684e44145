import BitcoinSupport

/// What has been started and must be stopped: the last that started stops first, and each stop has its time.
struct ShutdownList {
    private struct Entry {
        let name: String
        let limit: Duration
        let stop: @Sendable () async -> Void
    }

    private var entries: [Entry] = []

    /// Notes how to stop a part that has just started.
    ///
    /// - Parameters:
    ///   - name: the part, for the log.
    ///   - limit: for how long the others wait for it.
    mutating func onStop(
        _ name: String, within limit: Duration = .seconds(30), _ stop: @escaping @Sendable () async -> Void
    ) {
        entries.append(Entry(name: name, limit: limit, stop: stop))
    }

    /// Stops everything, in the reverse order of starting.
    mutating func stopAll() async {
        while let entry = entries.popLast() {
            let start = ContinuousClock.now
            if await Self.run(entry.stop, within: entry.limit) {
                Log.debug(.bench, "Stopped \(entry.name) in \(ContinuousClock.now - start)")
            } else {
                Log.warning("\(entry.name) did not stop within \(entry.limit)")
            }
        }
    }

    /// Whether the work was done in time. Work that was not goes on by itself: the process is about to end.
    private static func run(_ work: @escaping @Sendable () async -> Void, within limit: Duration) async
        -> Bool
    {
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        let worker = Task {
            await work()
            end.yield(true)
        }
        let timer = Task {
            try await Task.sleep(for: limit)
            worker.cancel()
            end.yield(false)
        }
        defer { timer.cancel() }
        return await ends.first { _ in true } ?? false
    }
}
