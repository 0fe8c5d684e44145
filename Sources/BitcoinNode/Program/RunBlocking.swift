import Dispatch
import Synchronization

/// Runs asynchronous work from a thread that is not asynchronous, which waits for it.
///
/// For the main thread of a program only: a thread of the executor that waited so could wait for itself.
func runBlocking(_ work: @escaping @Sendable () async -> Int32) -> Int32 {
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<Int32>(0)
    Task {
        let value = await work()
        result.withLock { $0 = value }
        done.signal()
    }
    done.wait()
    return result.withLock { $0 }
}
