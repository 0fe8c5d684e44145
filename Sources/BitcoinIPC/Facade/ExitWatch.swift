import BitcoinInterfaces
import Glibc
import Synchronization

/// Waits for a child process, on a thread of its own, and reaps it.
final class ExitWatch: Sendable {
    let processIdentifier: Int32

    private struct State {
        var exit: ProcessExit?
        var waiters: [CheckedContinuation<ProcessExit, Never>] = []
    }

    private let state = Mutex(State())

    init(_ processIdentifier: Int32) {
        self.processIdentifier = processIdentifier
        let held = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<ExitWatch>.fromOpaque(argument).takeRetainedValue().watch()
                return nil
            }, held.toOpaque())
        if failure == 0 {
            pthread_detach(thread)
        } else {
            held.release()
            // Without a thread there is nobody to wait: the child is ended and waited for here.
            kill(processIdentifier, SIGKILL)
            watch()
        }
    }

    /// Returns when the process has ended and has been reaped.
    func wait() async -> ProcessExit {
        await withCheckedContinuation { continuation in
            let exit = state.withLock { state in
                if state.exit == nil { state.waiters.append(continuation) }
                return state.exit
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    /// Sends the process a signal, unless it has ended.
    func send(signal: Int32) {
        // The lock keeps the process from being reaped, and its number from being given to another.
        state.withLock { state in
            if state.exit == nil { _ = kill(processIdentifier, signal) }
        }
    }

    private func watch() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(processIdentifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let (exit, waiters) = state.withLock { state in
            var status: Int32 = 0
            while waitpid(processIdentifier, &status, 0) < 0, errno == EINTR {}
            let exit = ProcessExit(waitStatus: status)
            state.exit = exit
            defer { state.waiters = [] }
            return (exit, state.waiters)
        }
        for waiter in waiters { waiter.resume(returning: exit) }
    }
}

extension ProcessExit {
    /// Reads a status of `waitpid`: the lowest seven bits are the signal, the next byte is the exit code.
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .code(waitStatus >> 8 & 0xFF) : .signal(signal)
    }
}
