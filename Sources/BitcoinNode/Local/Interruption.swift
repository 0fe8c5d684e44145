import Synchronization

/// Ends those waits of one client that are under way when it says so; if none is, the next one, since calls that come
/// shortly one after the other may overtake each other.
final class Interruption: Sendable {
    private struct State {
        var waits: [UInt64: @Sendable () -> Void] = [:]
        var interrupted: Set<UInt64> = []
        var isPending = false
        var nextNumber: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Does what may take several waits, all of which are ended by the same interruption. Returns nil if there was one.
    func guarding<Result>(
        _ body: (Wait) async throws -> Result?
    ) async rethrows -> Result? {
        let wait = Wait(interruption: self, number: begin())
        defer { end(wait.number) }
        return try await body(wait)
    }

    /// Ends the waits that are under way.
    func interrupt() {
        let waits = state.withLock { state in
            state.isPending = state.waits.isEmpty
            state.interrupted.formUnion(state.waits.keys)
            return Array(state.waits.values)
        }
        for wake in waits { wake() }
    }

    private func begin() -> UInt64 {
        state.withLock { state in
            state.nextNumber += 1
            state.waits[state.nextNumber] = {}
            if state.isPending { state.interrupted.insert(state.nextNumber) }
            state.isPending = false
            return state.nextNumber
        }
    }

    private func end(_ number: UInt64) {
        state.withLock { state in
            state.waits[number] = nil
            state.interrupted.remove(number)
        }
    }

    /// A call of the client that waits.
    struct Wait: Sendable {
        fileprivate let interruption: Interruption
        fileprivate let number: UInt64

        /// Whether the client does not want the answer any more.
        var isInterrupted: Bool {
            interruption.state.withLock { $0.interrupted.contains(number) }
        }

        /// Sets what is to be done when the client interrupts. It may be done at once, and more than once.
        func onInterrupt(_ wake: @escaping @Sendable () -> Void) {
            let isInterrupted = interruption.state.withLock { state in
                if state.waits[number] != nil { state.waits[number] = wake }
                return state.interrupted.contains(number)
            }
            if isInterrupted { wake() }
        }
    }
}
