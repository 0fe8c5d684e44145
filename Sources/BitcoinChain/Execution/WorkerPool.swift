import Glibc

/// Threads that check the scripts of a block side by side. The caller works along, so a pool of
/// none at all simply does everything on the caller's thread.
public final class WorkerPool: @unchecked Sendable {
    // All state is only touched with the lock held, except for the items of a running round,
    // which are handed out by index under the lock.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let wakeup: UnsafeMutablePointer<pthread_cond_t>
    private let finished: UnsafeMutablePointer<pthread_cond_t>
    private var round: Round?
    private var isClosed = false

    /// The number of threads besides the caller.
    public let threadCount: Int

    private final class Round {
        let count: Int
        let chunk: Int
        /// Works through a range and returns the first index that failed.
        let body: @Sendable (Range<Int>) -> Int?
        var next = 0
        var running = 0
        var firstFailure: Int?

        init(count: Int, chunk: Int, body: @escaping @Sendable (Range<Int>) -> Int?) {
            self.count = count
            self.chunk = chunk
            self.body = body
        }

        /// Items still to hand out; after a failure only those before it matter.
        var limit: Int { min(count, firstFailure ?? count) }
    }

    /// Starts the threads.
    public init(threadCount: Int, name: String = "scriptch") {
        self.threadCount = max(0, threadCount)
        lock = .allocate(capacity: 1)
        wakeup = .allocate(capacity: 1)
        finished = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(wakeup, nil)
        pthread_cond_init(finished, nil)
        for index in 0..<self.threadCount {
            WorkerThread.start(name: "\(name).\(index)") { self.serve() }
        }
    }

    /// Lets the threads end.
    public func close() {
        pthread_mutex_lock(lock)
        isClosed = true
        pthread_cond_broadcast(wakeup)
        pthread_mutex_unlock(lock)
    }

    /// Runs `body` for 0..<count on all threads, and returns the lowest index for which it was
    /// false, or nil. Which thread finds what does not change the answer. Every thread works on a
    /// copy of `context` of its own.
    public func firstFailure<Context: Sendable>(
        count: Int, context: Context, _ body: @escaping @Sendable (inout Context, Int) -> Bool
    ) -> Int? {
        firstFailure(count: count) { range in
            var context = context
            return range.first { !body(&context, $0) }
        }
    }

    private func firstFailure(count: Int, _ body: @escaping @Sendable (Range<Int>) -> Int?) -> Int? {
        guard count > 0 else { return nil }
        guard threadCount > 0 else { return body(0..<count) }
        let chunk = max(1, min(128, count / (2 * (threadCount + 1))))
        let round = Round(count: count, chunk: chunk, body: body)
        pthread_mutex_lock(lock)
        self.round = round
        pthread_cond_broadcast(wakeup)
        work(round)
        while round.running > 0 { pthread_cond_wait(finished, lock) }
        self.round = nil
        let failure = round.firstFailure
        pthread_mutex_unlock(lock)
        return failure
    }

    private func serve() {
        pthread_mutex_lock(lock)
        while !isClosed {
            if let round, round.next < round.limit {
                work(round)
            } else {
                pthread_cond_wait(wakeup, lock)
            }
        }
        pthread_mutex_unlock(lock)
    }

    /// Takes chunks until none is left. The lock is held on entry and on return, not meanwhile.
    private func work(_ round: Round) {
        round.running += 1
        while round.next < round.limit {
            let range = round.next..<min(round.next + round.chunk, round.count)
            round.next = range.upperBound
            pthread_mutex_unlock(lock)
            let failure = round.body(range)
            pthread_mutex_lock(lock)
            if let failure { round.firstFailure = min(failure, round.firstFailure ?? failure) }
        }
        round.running -= 1
        if round.running == 0 { pthread_cond_broadcast(finished) }
    }
}
