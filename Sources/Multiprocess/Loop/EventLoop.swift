import CMultiprocess
import Glibc
import Synchronization

/// The thread that all IPC happens on, as an executor of Swift tasks.
///
/// Messages are read, decoded and answered on this thread; a task that prefers this executor runs there too, so
/// that a short call never leaves it. Code that may block must not run here: a slow method holds up every
/// connection of the loop.
///
/// A loop's thread runs until ``stop()``; a program needs one loop.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// Shown in log lines: the program's name.
    public let name: String
    let logger: IPCLogger
    let unlogged: Set<UInt64>
    /// The native loop. Used on the thread, except to wake it.
    let native: OpaquePointer
    private let mailbox = Mutex(Mailbox())
    private let thread = Atomic<UInt>(0)
    private let requestNumber = Atomic<Int>(0)

    // On the loop's thread only.
    private var localJobs: [UnownedJob] = []
    private var isDraining = false
    private var releases: [Release] = []
    /// What is to be closed before the loop stops.
    private var open: [ObjectIdentifier: () -> Void] = [:]
    private lazy var blocking = BlockingExecutor(name: "b-ipc-blocking")
    let watchdog: Watchdog?
    private var logPrefix = ""

    private static let threadName = "b-capnp-loop"

    /// Starts a loop on a thread of its own.
    ///
    /// - Parameter unlogged: the ids of interfaces whose calls are not logged one by one: that which carries the
    ///   log itself would have no end.
    public init(name: String, logger: IPCLogger = .silent, unlogged: Set<UInt64> = []) throws {
        self.name = name
        self.logger = logger
        self.unlogged = unlogged
        var callbacks = NativeCallbacks.table
        // The context is set below: the thread that uses it does not run yet.
        guard let native = mp_loop_new(&callbacks) else { throw RemoteError(mp_last_error()) }
        self.native = native
        #if DEBUG
            watchdog = Watchdog(logger: logger)
        #else
            watchdog = nil
        #endif
        try start()
    }

    deinit {
        // The thread holds the loop while it runs, so that it does not any more.
        mp_loop_free(native)
    }

    private func start() throws {
        let held = Unmanaged.passRetained(self)
        mp_loop_set_context(native, held.toOpaque())
        var id = pthread_t()
        let failure = pthread_create(
            &id, nil,
            { argument in
                let loop = Unmanaged<EventLoop>.fromOpaque(argument!).takeRetainedValue()
                loop.runThread()
                LoopThreads.willEnd(loop)
                return nil
            }, held.toOpaque())
        guard failure == 0 else {
            held.release()
            throw RemoteError(.failed, "Cannot start the IPC thread: \(String(cString: strerror(failure)))")
        }
        LoopThreads.add(id, of: self)
        // Set here too, so that a caller that looks before the thread has begun sees a loop that runs.
        thread.store(UInt(id), ordering: .releasing)
    }

    private func runThread() {
        thread.store(UInt(pthread_self()), ordering: .releasing)
        mp_name_thread(Self.threadName)
        logPrefix = "{\(name)-\(getpid())/\(Self.threadName)-\(mp_thread_id())} "
        if !mp_loop_run(native) {
            log(.error) { "The IPC thread has ended: \(RemoteError(mp_last_error()))" }
        }
        finishAfterStop()
    }

    // MARK: Where code runs

    /// Whether the caller runs on the loop's thread.
    public var isCurrent: Bool { UInt(pthread_self()) == thread.load(ordering: .relaxed) }

    var isPreferredByCurrentTask: Bool {
        withUnsafeCurrentTask { task in
            task?.unownedTaskExecutor == asUnownedTaskExecutor()
        }
    }

    /// Runs code on the loop's thread.
    public func run<Result>(_ body: () throws -> Result) async rethrows -> Result {
        try await withTaskExecutorPreference(self) { try body() }
    }

    /// Makes the loop run an action soon, in order with earlier ones. Any thread.
    ///
    /// When the loop has stopped, so that there is no order any more, the action runs at once.
    public func execute(_ action: @escaping @Sendable () -> Void) {
        var isStopped = false
        let mustWake = mailbox.withLock { mailbox in
            isStopped = mailbox.isStopped
            if isStopped { return false }
            mailbox.actions.append(action)
            return mailbox.announce()
        }
        if mustWake { mp_loop_wake(native) }
        if isStopped { action() }
    }

    /// Takes a job of a task that prefers this executor.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            localJobs.append(job)
            // Outside of a callback nothing would run it: `Task.immediate` on the thread before the loop runs.
            if !isDraining { mp_loop_wake(native) }
            return
        }
        var isStopped = false
        let mustWake = mailbox.withLock { mailbox in
            isStopped = mailbox.isStopped
            if isStopped { return false }
            mailbox.jobs.append(job)
            return mailbox.announce()
        }
        if mustWake { mp_loop_wake(native) }
        if isStopped { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
    }

    // MARK: Draining

    /// Runs one native callback, then everything that it made ready to run.
    func callback(_ body: () -> Void) {
        // A callback inside of a callback (a server freed while a call is refused) leaves it to the outer one.
        if isDraining { return body() }
        isDraining = true
        body()
        drain()
        isDraining = false
    }

    /// Takes over what other threads have posted.
    func takeMail() {
        let mail = mailbox.withLock { $0.take() }
        localJobs += mail.jobs
        releases += mail.releases
        for action in mail.actions { action() }
    }

    /// How many jobs run in a row before sockets are looked at again.
    private static let jobsPerTurn = 4096

    private func drain() {
        var budget = Self.jobsPerTurn
        while !localJobs.isEmpty {
            let jobs = localJobs
            localJobs.removeAll(keepingCapacity: true)
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            budget -= jobs.count
            if budget <= 0 {
                mp_loop_wake(native)
                break
            }
        }
        freeReleases()
    }

    private func freeReleases() {
        // Freeing may release further objects.
        while !releases.isEmpty {
            let batch = releases
            releases.removeAll(keepingCapacity: true)
            for release in batch { release.perform() }
        }
    }

    // MARK: Services for the library

    func release(_ capability: OpaquePointer) {
        post(.capability(capability))
    }

    func releaseCall(_ call: OpaquePointer) {
        post(.call(call))
    }

    private func post(_ release: Release) {
        if isCurrent {
            releases.append(release)
            if !isDraining { mp_loop_wake(native) }
            return
        }
        let mustWake = mailbox.withLock { mailbox in
            // There is no thread left to free it on.
            if mailbox.isStopped { return false }
            mailbox.releases.append(release)
            return mailbox.announce()
        }
        if mustWake { mp_loop_wake(native) }
    }

    func nextRequestNumber() -> Int {
        requestNumber.wrappingAdd(1, ordering: .relaxed).newValue
    }

    func blockingExecutor() -> BlockingExecutor { blocking }

    @inline(__always)
    func log(_ level: IPCLogger.Level, _ message: () -> String) {
        logger.log(level) { logPrefix + message() }
    }

    // MARK: Stopping

    /// Closes what is open and ends the loop's thread. Tasks that prefer the loop go on elsewhere, and find
    /// their connections closed.
    public func stop() {
        execute { [self] in
            for close in open.values { close() }
            mp_loop_stop(native)
        }
    }

    /// Like ``stop()``, and waits until the thread has ended. Not to be called on the thread.
    public func stopAndWait() {
        stop()
        LoopThreads.join(self)
    }

    /// Stops all loops of the process and waits for their threads: the last that a program does before `exit`.
    public static func stopAllAndWait() {
        for loop in LoopThreads.loops { loop.stopAndWait() }
    }

    /// Has something closed when the loop stops, until it closes itself.
    func willClose(_ object: AnyObject, _ close: @escaping () -> Void) {
        open[ObjectIdentifier(object)] = close
    }

    func hasClosed(_ object: AnyObject) {
        open[ObjectIdentifier(object)] = nil
    }

    private func finishAfterStop() {
        // Actions before anything else: they may be what tasks wait for.
        let rest = mailbox.withLock { $0.take(andStop: true) }
        thread.store(0, ordering: .releasing)
        for action in rest.actions { action() }
        watchdog?.stop()
        for job in localJobs + rest.jobs { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
        localJobs = []
    }
}
