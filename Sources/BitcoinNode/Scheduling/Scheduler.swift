import BitcoinSupport
import Synchronization

/// Does things again and again, each after its time. For tests, time can be put forward.
final class Scheduler: Sendable {
    private struct State {
        /// By how much the scheduler's time is ahead of the clock's.
        var lead = Duration.zero
        var sleepers: [Int: Task<Void, Never>] = [:]
        var jobs: [Task<Void, Never>] = []
        var lastNumber = 0
    }

    private let state = Mutex(State())

    private var now: ContinuousClock.Instant { ContinuousClock.now + state.withLock { $0.lead } }

    /// Tells the log that things are done from now on.
    func start() { Log.info("scheduler thread start") }

    /// Does something each time that an interval has passed, for the first time after the first.
    func every(_ interval: Duration, _ action: @escaping @Sendable () async -> Void) {
        every({ interval }, action)
    }

    /// Does something each time that an interval has passed, which may be another each time.
    func every(
        _ interval: @escaping @Sendable () -> Duration, _ action: @escaping @Sendable () async -> Void
    ) {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let first = now + interval()
        let job = Task { [self] in
            var due = first
            while true {
                await sleep(until: due, number)
                guard !Task.isCancelled else { return }
                await action()
                due = now + interval()
            }
        }
        state.withLock { $0.jobs.append(job) }
    }

    /// Puts time forward: what would be done meanwhile is done now, each once.
    func advance(by duration: Duration) {
        let sleepers = state.withLock { state in
            state.lead += duration
            return Array(state.sleepers.values)
        }
        for sleeper in sleepers { sleeper.cancel() }
    }

    /// Ends everything, once what is being done is done.
    func stop() async {
        let jobs = state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in jobs { job.cancel() }
        for job in jobs { await job.value }
        Log.info("scheduler thread exit")
    }

    /// Sleeps until the scheduler's time has come, or until the job is ended.
    private func sleep(until due: ContinuousClock.Instant, _ number: Int) async {
        while !Task.isCancelled {
            let lead = state.withLock { $0.lead }
            let rest = due - (ContinuousClock.now + lead)
            guard rest > .zero else { return }
            let sleeper = Task<Void, Never> { try? await Task.sleep(for: rest) }
            // Time may have been put forward just now, by somebody who could not know of this sleeper.
            let isCurrent = state.withLock { state in
                state.sleepers[number] = sleeper
                return state.lead == lead
            }
            if !isCurrent { sleeper.cancel() }
            await withTaskCancellationHandler {
                await sleeper.value
            } onCancel: {
                sleeper.cancel()
            }
            state.withLock { _ = $0.sleepers.removeValue(forKey: number) }
        }
    }
}
