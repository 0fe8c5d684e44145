import DequeModule

/// One `Thread` of a client: runs that client's calls on it one at a time, in order.
///
/// No thread of this process stands behind it, unless a method that may block asks for one. While a method
/// waits for a call of its own, the gate is open, so that calls nested in that one can run. Lives on the loop's
/// thread.
final class ThreadGate: @unchecked Sendable {
    private enum Waiter {
        case call(CallContext)
        case continuation(UnsafeContinuation<Void, Never>)
    }

    let name: String
    private var isBusy = false
    private var isHandingOver = false
    private var waiters = Deque<Waiter>()
    private lazy var blocking = BlockingExecutor(name: name)

    init(name: String) {
        self.name = name
    }

    /// Runs the call now, or when those before it are done.
    func enter(_ call: CallContext) {
        waiters.append(.call(call))
        handOver()
    }

    /// Opens the gate: the call that ran is done, or waits for something.
    func release() {
        isBusy = false
        handOver()
    }

    /// Goes on with a call that opened the gate to wait. It goes before calls that have not begun.
    func acquire() async {
        if !isBusy && !isHandingOver {
            isBusy = true
            return
        }
        await withUnsafeContinuation { waiters.prepend(.continuation($0)) }
    }

    /// The thread for methods that block.
    func executor() -> BlockingExecutor { blocking }

    /// A loop, not a recursion: a call that ends at once comes back here by `release`.
    private func handOver() {
        if isHandingOver { return }
        isHandingOver = true
        while !isBusy, let next = waiters.popFirst() {
            switch next {
            case .call(let call):
                if call.isCancelled { continue }
                isBusy = true
                call.run()
            case .continuation(let continuation):
                isBusy = true
                continuation.resume()
            }
        }
        isHandingOver = false
    }
}
