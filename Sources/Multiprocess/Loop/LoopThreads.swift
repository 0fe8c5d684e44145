import Glibc
import Synchronization

/// The threads of event loops, so that a program can wait for them before it ends.
///
/// A thread that is still at work while `exit` destroys the globals of the native library uses what is gone.
enum LoopThreads {
    private struct Entry {
        let loop: EventLoop
        let thread: pthread_t
    }

    /// Threads that nobody waits for. Who takes one out has to join or detach it.
    private static let running = Mutex<[ObjectIdentifier: Entry]>([:])

    static func add(_ thread: pthread_t, of loop: EventLoop) {
        running.withLock { $0[ObjectIdentifier(loop)] = Entry(loop: loop, thread: thread) }
    }

    /// Called last on a loop's thread.
    static func willEnd(_ loop: EventLoop) {
        if let entry = take(loop) { pthread_detach(entry.thread) }
    }

    /// Waits for the thread of a loop that has been told to stop.
    static func join(_ loop: EventLoop) {
        if let entry = take(loop) { pthread_join(entry.thread, nil) }
    }

    /// The loops whose threads run.
    static var loops: [EventLoop] { running.withLock { $0.values.map(\.loop) } }

    private static func take(_ loop: EventLoop) -> Entry? {
        running.withLock { $0.removeValue(forKey: ObjectIdentifier(loop)) }
    }
}
