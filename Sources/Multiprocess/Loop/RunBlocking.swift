import Glibc

extension EventLoop {
    /// Runs an async operation and blocks the calling thread until it is done.
    ///
    /// For the few callers that cannot wait otherwise. On the loop's thread nothing could ever complete, so that
    /// calling it there is a programmer's mistake and traps.
    public func blocking<Result: Sendable>(
        _ operation: @escaping @Sendable () async throws -> Result
    ) throws -> Result {
        precondition(!isCurrent, "a blocking call on the IPC thread would wait forever")
        let outcome = Outcome<Result>()
        Task(executorPreference: self) {
            do {
                outcome.set(.success(try await operation()))
            } catch {
                outcome.set(.failure(error))
            }
        }
        return try outcome.wait().get()
    }
}

/// A result that one thread waits for and another sets once.
private final class Outcome<Value: Sendable>: @unchecked Sendable {
    private var semaphore = sem_t()
    // Written before the semaphore is posted, read after it was waited for.
    private var value: Result<Value, any Error>?

    init() { sem_init(&semaphore, 0, 0) }

    deinit { sem_destroy(&semaphore) }

    func set(_ value: Result<Value, any Error>) {
        self.value = value
        sem_post(&semaphore)
    }

    func wait() -> Result<Value, any Error> {
        while sem_wait(&semaphore) != 0 {}
        return value ?? .failure(CancellationError())
    }
}
