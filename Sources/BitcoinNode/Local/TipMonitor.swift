import BitcoinInterfaces
import BitcoinPrimitives
import Synchronization

/// Knows the tip of the chain, and wakes those who wait for another one. Waiting costs no thread.
final class TipMonitor: Sendable {
    private struct Waiter {
        let known: BlockHash
        let continuation: CheckedContinuation<BlockRef?, Never>
    }

    private struct State {
        var tip: BlockRef?
        var isClosed = false
        var waiters: [UInt64: Waiter] = [:]
        var nextNumber: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The tip, or `nil` while there is none.
    var tip: BlockRef? { state.withLock { $0.tip } }

    /// Notes a new tip.
    func update(_ tip: BlockRef) {
        wake { state in
            state.tip = tip
            return state.waiters.keys.filter { state.waiters[$0]?.known != tip.hash }
        }
    }

    /// Ends all waits, now and later.
    func close() {
        wake { state in
            state.isClosed = true
            return Array(state.waiters.keys)
        }
    }

    /// Waits until the tip is another block than `known`.
    ///
    /// Returns the tip at the end of the wait, which is `known` if the time was over; `nil` if the wait was ended
    /// by ``close()``, by `interruption` or by the cancellation of the task.
    func wait(
        while known: BlockHash, timeout: Timeout, interruption: Interruption
    ) async -> BlockRef? {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        interruption.add(number) { [weak self] in self?.end(number, with: nil) }
        defer { interruption.remove(number) }
        let timer = startTimer(timeout, number)
        defer { timer?.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enum Outcome {
                    case wait
                    case answer(BlockRef?)
                }
                let outcome: Outcome = state.withLock { state in
                    // An interruption that came before the waiter is known found nobody to wake.
                    if state.isClosed || Task.isCancelled || !interruption.isUnderWay(number) {
                        return .answer(nil)
                    }
                    if let tip = state.tip, tip.hash != known { return .answer(tip) }
                    state.waiters[number] = Waiter(known: known, continuation: continuation)
                    return .wait
                }
                if case .answer(let tip) = outcome { continuation.resume(returning: tip) }
            }
        } onCancel: {
            end(number, with: nil)
        }
    }

    private func startTimer(_ timeout: Timeout, _ number: UInt64) -> Task<Void, Never>? {
        guard case .after(let duration) = timeout else { return nil }
        return Task { [weak self] in
            guard (try? await Task.sleep(for: duration)) != nil else { return }
            self?.end(number, with: self?.tip)
        }
    }

    private func end(_ number: UInt64, with tip: BlockRef?) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
        waiter?.continuation.resume(returning: tip)
    }

    private func wake(_ change: (inout State) -> [UInt64]) {
        let (waiters, tip) = state.withLock { state in
            let numbers = change(&state)
            let waiters = numbers.compactMap { state.waiters.removeValue(forKey: $0) }
            return (waiters, state.isClosed ? nil : state.tip)
        }
        for waiter in waiters { waiter.continuation.resume(returning: tip) }
    }
}

/// Ends those waits of one client that are under way when it says so. Waits that begin afterwards are not concerned.
final class Interruption: Sendable {
    private struct State {
        var waits: [UInt64: @Sendable () -> Void] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    /// How often waits have been ended. Who waits in several steps sees by it what came between two of them.
    var count: Int { state.withLock { $0.count } }

    /// Ends the waits that are under way.
    func interrupt() {
        let waits = state.withLock { state in
            defer { state.waits = [:] }
            state.count += 1
            return Array(state.waits.values)
        }
        for end in waits { end() }
    }

    /// Whether a wait that was added has not been interrupted since.
    fileprivate func isUnderWay(_ number: UInt64) -> Bool {
        state.withLock { $0.waits[number] != nil }
    }

    fileprivate func add(_ number: UInt64, end: @escaping @Sendable () -> Void) {
        state.withLock { $0.waits[number] = end }
    }

    fileprivate func remove(_ number: UInt64) {
        state.withLock { _ = $0.waits.removeValue(forKey: number) }
    }
}
