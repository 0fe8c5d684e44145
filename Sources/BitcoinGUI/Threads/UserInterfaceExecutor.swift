import Dispatch
import Glibc
import Synchronization

/// Runs the work of the user interface, one thing after the other.
public final class UserInterfaceExecutor: SerialExecutor {
    private struct State {
        var waiting: [UnownedJob] = []
        var isScheduled = false
        /// Asks the event loop to call ``runWaiting()``.
        var wake: (@Sendable () -> Void)?
        /// The thread of the event loop, or the one that runs work now.
        var thread: pthread_t?
    }

    private let state = Mutex(State())
    private let fallback = DispatchQueue(label: "user-interface")

    init() {}

    /// Lets an event loop run the work from now on. To be called on its thread, before there is any work.
    ///
    /// - Parameter wake: has ``runWaiting()`` called on the event loop soon; it is called from any thread.
    public func attach(_ wake: @escaping @Sendable () -> Void) {
        let isWaiting = state.withLock { state in
            state.wake = wake
            state.thread = pthread_self()
            state.isScheduled = !state.waiting.isEmpty
            return state.isScheduled
        }
        if isWaiting { wake() }
    }

    /// Has work done, after what is waiting already.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wake: (@Sendable () -> Void)? = state.withLock { state in
            state.waiting.append(job)
            guard !state.isScheduled else { return nil }
            state.isScheduled = true
            return state.wake ?? { [self] in fallback.async { self.runOnQueue() } }
        }
        wake?()
    }

    /// Runs what is waiting. For the event loop.
    public func runWaiting() {
        let jobs = state.withLock { state in
            state.isScheduled = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    private func runOnQueue() {
        state.withLock { $0.thread = pthread_self() }
        runWaiting()
        state.withLock { state in
            if state.wake == nil { state.thread = nil }
        }
    }

    /// Stops the program unless it is called where the work runs.
    public func checkIsolated() {
        let isHere = state.withLock { state in
            state.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false
        }
        precondition(isHere, "Only the user interface may do this")
    }
}
