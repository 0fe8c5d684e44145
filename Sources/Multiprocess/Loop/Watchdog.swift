import CMultiprocess
import Glibc
import Synchronization

/// Names methods that hold up the loop's thread. Debug builds have one.
final class Watchdog: Sendable {
    /// How long a method may run without suspending.
    static let patience = Duration.milliseconds(100)

    private struct State {
        var method: String?
        var begun = ContinuousClock.now
        var isReported = false
        var isStopped = false
    }

    private let state = Mutex(State())
    private let logger: IPCLogger

    init(logger: IPCLogger) {
        self.logger = logger
        var id = pthread_t()
        let held = Unmanaged.passRetained(self)
        let failure = pthread_create(
            &id, nil,
            { argument in
                Unmanaged<Watchdog>.fromOpaque(argument!).takeRetainedValue().watch()
                return nil
            }, held.toOpaque())
        // Without a thread there is no watchdog; nothing depends on it.
        if failure == 0 { pthread_detach(id) } else { held.release() }
    }

    /// A method starts on the loop's thread.
    func begin(_ method: String) {
        state.withLock { state in
            state.method = method
            state.begun = .now
            state.isReported = false
        }
    }

    /// The method has finished or suspended.
    func end() {
        state.withLock { $0.method = nil }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
    }

    private func watch() {
        mp_name_thread("b-ipc-watchdog")
        while let slow = look() {
            if let method = slow.method {
                logger.log(.warning) {
                    "\(method) has been holding up the IPC thread for over \(Self.patience)."
                }
            }
            usleep(50_000)
        }
    }

    /// Nil when stopped.
    private func look() -> (method: String?, Void)? {
        state.withLock { state in
            if state.isStopped { return nil }
            guard let method = state.method, !state.isReported, state.begun.duration(to: .now) > Self.patience
            else { return (nil, ()) }
            state.isReported = true
            return (method, ())
        }
    }
}
