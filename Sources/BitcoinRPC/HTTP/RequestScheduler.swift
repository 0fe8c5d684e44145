import Synchronization

/// Bounds how many requests are worked on at once and how many may wait for that.
final class RequestScheduler: Sendable {
    /// What became of a request that was handed in.
    enum Admission {
        case admitted
        case queueIsFull
    }

    private struct State {
        var running = 0
        var waiting: [@Sendable () async -> Void] = []
    }

    private let concurrency: Int
    private let depth: Int
    private let state = Mutex(State())

    init(concurrency: Int, depth: Int) {
        self.concurrency = max(concurrency, 1)
        self.depth = max(depth, 1)
    }

    /// Starts the work, now or when its turn comes.
    func submit(_ work: @escaping @Sendable () async -> Void) -> Admission {
        let startsNow: Bool? = state.withLock { state in
            if state.running < concurrency {
                state.running += 1
                return true
            }
            guard state.waiting.count < depth else { return nil }
            state.waiting.append(work)
            return false
        }
        switch startsNow {
        case true?: Task { await self.run(work) }
        case false?: break
        case nil: return .queueIsFull
        }
        return .admitted
    }

    /// Does one piece of work after the other until none waits.
    private func run(_ first: @escaping @Sendable () async -> Void) async {
        var next: (@Sendable () async -> Void)? = first
        while let work = next {
            await work()
            next = state.withLock { state in
                if !state.waiting.isEmpty { return state.waiting.removeFirst() }
                state.running -= 1
                return nil
            }
        }
    }

    /// Whether no work is under way.
    var isIdle: Bool {
        state.withLock { $0.running == 0 }
    }
}
