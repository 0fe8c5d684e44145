import Glibc
import Synchronization

/// The wish that the process ends, which can come from a signal handler, an RPC command, another process, or
/// a fault, and comes through exactly once.
public final class ShutdownSignal: Sendable {
    /// The one of this process, which SIGINT and SIGTERM request.
    public static let process = ShutdownSignal()

    private struct State {
        var isRequested = false
        var hasFailed = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    init() {}

    /// Whether anyone has asked for the end.
    public var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Whether the process ends because something failed, which its exit code is to say.
    public var hasFailed: Bool { state.withLock { $0.hasFailed } }

    /// Asks for the end. Not for signal handlers.
    public func request(failed: Bool = false) {
        let waiters = state.withLock { state in
            state.isRequested = true
            if failed { state.hasFailed = true }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when someone asks for the end, at once if that has happened already.
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
