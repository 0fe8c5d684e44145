import CSupport
import Glibc
import Synchronization

/// Turns signals into calls: SIGINT and SIGTERM ask for the end, SIGHUP reopens the log, SIGPIPE is ignored.
///
/// Handlers may do almost nothing, so they only write a byte into a pipe that a thread reads.
public enum SignalHandlers {
    private static let pipeEnd = Atomic<Int32>(-1)
    private static let shutdown: UInt8 = 1
    private static let hangUp: UInt8 = 2

    /// Installs the handlers. Later calls do nothing.
    public static func install() {
        var ends: [Int32] = [-1, -1]
        guard pipeEnd.load(ordering: .acquiring) < 0, support_pipe(&ends) == 0 else { return }
        let readEnd = ends[0]
        pipeEnd.store(ends[1], ordering: .releasing)
        startThread(named: "signals") { read(from: readEnd) }
        signal(SIGPIPE, SIG_IGN)
        handle(SIGINT) { _ in SignalHandlers.post(SignalHandlers.shutdown) }
        handle(SIGTERM) { _ in SignalHandlers.post(SignalHandlers.shutdown) }
        handle(SIGHUP) { _ in SignalHandlers.post(SignalHandlers.hangUp) }
    }

    private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        sigemptyset(&action.sa_mask)
        action.sa_flags = SA_RESTART
        sigaction(number, &action, nil)
    }

    /// Runs in the handler: one system call, and `errno` as it was.
    private static func post(_ message: UInt8) {
        let code = errno
        var message = message
        _ = write(pipeEnd.load(ordering: .relaxed), &message, 1)
        errno = code
    }

    private static func read(from descriptor: Int32) {
        var message: UInt8 = 0
        while true {
            let count = Glibc.read(descriptor, &message, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return }
            switch message {
            case shutdown: ShutdownSignal.process.request()
            case hangUp: Log.logger.requestReopen()
            default: break
            }
        }
    }
}

/// Runs a function on a thread of its own, which nobody waits for.
public func startThread(named name: String, _ body: @escaping @Sendable () -> Void) {
    final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
    let start = Unmanaged.passRetained(Start(name: name, body: body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
            ThreadName.set(start.name)
            start.body()
            return nil
        }, start.toOpaque())
    guard code == 0 else {
        start.release()
        fatalError("cannot start thread \(name): \(SystemError.text(code))")
    }
    pthread_detach(thread)
}
