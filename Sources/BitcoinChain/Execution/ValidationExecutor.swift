import BitcoinSupport
import Glibc
import Synchronization

/// The one thread that the chain state belongs to. Everything that reads or changes the chain runs
/// here, in the order it was asked for; blocking on the disk is fine, nothing else waits for it.
public final class ValidationExecutor: SerialExecutor, @unchecked Sendable {
    // The queue is only touched with the lock held, which makes the class safe to share.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let wakeup: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [UnownedJob] = []
    /// The thread, as soon as it runs.
    private let thread = Atomic<UInt>(0)

    /// Starts the thread, with a name that debuggers and `top` show.
    public init(name: String = "validation") {
        lock = .allocate(capacity: 1)
        wakeup = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(wakeup, nil)
        // The thread holds the executor, and lives as long as the process: an actor may be
        // scheduled on it at any time.
        WorkerThread.start(name: name) { self.run() }
    }

    /// Queues a job of the actor.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(lock)
        jobs.append(job)
        pthread_cond_signal(wakeup)
        pthread_mutex_unlock(lock)
    }

    /// Ends the program if it runs on another thread than this executor's.
    public func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the chain's thread")
    }

    /// Whether this is the executor's thread.
    public func isIsolatingCurrentContext() -> Bool? {
        thread.load(ordering: .relaxed) == UInt(pthread_self())
    }

    private func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        while true {
            pthread_mutex_lock(lock)
            while jobs.isEmpty { pthread_cond_wait(wakeup, lock) }
            let batch = jobs
            jobs.removeAll(keepingCapacity: true)
            pthread_mutex_unlock(lock)
            for job in batch {
                job.runSynchronously(on: asUnownedSerialExecutor())
            }
        }
    }
}

/// Plain threads, for work that blocks or computes for long.
enum WorkerThread {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts a detached thread. Script evaluation nests little, but checks of whole blocks want
    /// more than the 64 KiB that some C libraries give, so the stack is set.
    static func start(name: String, _ run: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 8 << 20)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                ThreadName.set(body.name)
                body.run()
                return nil
            }, body.toOpaque())
        precondition(code == 0, "the operating system gives no thread for \(name)")
    }
}
