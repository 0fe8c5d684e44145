import CMultiprocess
import Glibc
import Synchronization

/// A thread for methods that may block, as an executor of Swift tasks.
///
/// The thread starts with the first job and ends when the executor is freed.
final class BlockingExecutor: TaskExecutor, Sendable {
    private let queue: JobQueue

    init(name: String) {
        queue = JobQueue(name: name)
    }

    deinit {
        queue.close()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), on: asUnownedTaskExecutor())
    }
}

/// What a blocking executor and its thread share; the thread does not hold the executor.
private final class JobQueue: @unchecked Sendable {
    private let name: String
    private var mutex = pthread_mutex_t()
    private var condition = pthread_cond_t()
    // Guarded by the mutex.
    private var jobs: [(UnownedJob, UnownedTaskExecutor)] = []
    private var hasThread = false
    private var isClosed = false

    init(name: String) {
        self.name = name
        pthread_mutex_init(&mutex, nil)
        pthread_cond_init(&condition, nil)
    }

    deinit {
        pthread_cond_destroy(&condition)
        pthread_mutex_destroy(&mutex)
    }

    func append(_ job: UnownedJob, on executor: UnownedTaskExecutor) {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        jobs.append((job, executor))
        if !hasThread { hasThread = startThread() }
        if hasThread {
            pthread_cond_signal(&condition)
        } else {
            // No thread to be had: the job must still run, if not in its own place.
            jobs.removeLast()
            globalConcurrentExecutor.enqueue(ExecutorJob(job))
        }
    }

    func close() {
        pthread_mutex_lock(&mutex)
        isClosed = true
        pthread_cond_signal(&condition)
        pthread_mutex_unlock(&mutex)
    }

    private func startThread() -> Bool {
        var id = pthread_t()
        let held = Unmanaged.passRetained(self)
        let failure = pthread_create(
            &id, nil,
            { argument in
                Unmanaged<JobQueue>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, held.toOpaque())
        if failure != 0 {
            held.release()
            return false
        }
        pthread_detach(id)
        return true
    }

    private func run() {
        mp_name_thread(name)
        while let (job, executor) = next() {
            job.runSynchronously(on: executor)
        }
    }

    private func next() -> (UnownedJob, UnownedTaskExecutor)? {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        while jobs.isEmpty {
            if isClosed { return nil }
            pthread_cond_wait(&condition, &mutex)
        }
        return jobs.removeFirst()
    }
}
