import Synchronization

/// The wish that the program ends: made once, by a signal, by the `stop` command or by a failure, and heard by
/// everyone who waits.
public final class ShutdownRequest: Sendable {
    private struct State {
        var isRequested = false
        var failed = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Nothing requested yet.
    public init() {}

    /// Asks the program to end. With `failed`, its exit code will say so.
    public func request(failed: Bool = false) {
        let waiters = state.withLock { state in
            state.isRequested = true
            state.failed = state.failed || failed
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Whether the program is to end.
    public var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Whether it is to end because something failed.
    public var failed: Bool { state.withLock { $0.failed } }

    /// Returns when the program is to end.
    public func wait() async {
        await withCheckedContinuation { continuation in
            let isRequested = state.withLock { state in
                if !state.isRequested { state.waiters.append(continuation) }
                return state.isRequested
            }
            if isRequested { continuation.resume() }
        }
    }
}
