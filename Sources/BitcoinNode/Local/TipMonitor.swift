import BitcoinChain
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport
import Synchronization

/// Knows the tip of the chain and what the next block would pay, and wakes those who wait for something else. Waiting
/// costs no thread.
final class TipMonitor: Sendable {
    /// What somebody waits for: any one of these.
    struct Wish: Sendable {
        /// The tip is another block than this.
        var tipBesides: BlockHash
        /// The mempool has seen another number of changes than this.
        var mempoolChangeBesides: UInt64?
        /// The next block of this kind pays at least so much.
        var fees: (kind: BlockAssemblyOptions, minimum: Amount)?
        /// The clock of the node is past this time, in seconds since 1970. The passing of real time alone wakes nobody.
        var timeAfter: Int64?

        /// A wish for another tip.
        init(tipBesides known: BlockHash) { tipBesides = known }
    }

    /// How a wait ended.
    enum Outcome: Sendable {
        /// With what was waited for.
        case fulfilled(BlockRef)
        /// Time was over. The tip is still the same.
        case timeOut(BlockRef?)
        /// The node stops, the client interrupted or went away.
        case ended
    }

    private struct Waiter {
        let wish: Wish
        let continuation: CheckedContinuation<Outcome, Never>
        var timer: Task<Void, Never>?

        func end(with outcome: Outcome) {
            timer?.cancel()
            continuation.resume(returning: outcome)
        }
    }

    private struct State {
        var tip: BlockRef?
        var mempoolChange: UInt64 = 0
        var fees: [BlockAssemblyOptions: NextBlockFees] = [:]
        /// How many want to be told of the fees of each kind of block.
        var watched: [BlockAssemblyOptions: Int] = [:]
        var isClosed = false
        var waiters: [UInt64: Waiter] = [:]
        /// Waits whose clients have gone, the oldest first.
        var abandoned: [UInt64] = []
        var nextNumber: UInt64 = 0

        /// The tip, if a wish is fulfilled.
        func answer(to wish: Wish) -> BlockRef? {
            guard let tip else { return nil }
            if tip.hash != wish.tipBesides { return tip }
            if let known = wish.mempoolChangeBesides, known != mempoolChange { return tip }
            if let time = wish.timeAfter, NodeClock.now > time { return tip }
            if let (kind, minimum) = wish.fees, let known = fees[kind], known.moment.tip == tip.hash,
                known.fees >= minimum
            {
                return tip
            }
            return nil
        }
    }

    private let state = Mutex(State())

    /// So many waits may be left over from clients that have gone.
    private static let maximumAbandoned = 32

    /// The tip, or `nil` while there is none.
    var tip: BlockRef? { state.withLock { $0.tip } }

    // MARK: What happens

    /// Notes a new tip.
    func update(_ tip: BlockRef) {
        wake { $0.tip = tip }
    }

    /// Notes how many changes the mempool has seen.
    func update(mempoolChange: UInt64) {
        wake { $0.mempoolChange = mempoolChange }
    }

    /// Notes what the next block of some kind would pay.
    func update(_ fees: NextBlockFees, of kind: BlockAssemblyOptions) {
        wake { state in
            guard state.watched[kind] != nil else { return }
            // Of two calculations the later one may be the first to arrive.
            if let known = state.fees[kind], known.moment.mempoolChange > fees.moment.mempoolChange { return }
            state.fees[kind] = fees
        }
    }

    /// Notes that the clock of the node was set.
    func clockChanged() {
        wake { _ in }
    }

    /// Ends all waits, now and later.
    func close() {
        wake { $0.isClosed = true }
    }

    // MARK: Fees

    /// The kinds of blocks whose fees somebody waits for.
    var watchedKinds: [BlockAssemblyOptions] { state.withLock { Array($0.watched.keys) } }

    /// Asks to be told of the fees of a kind of block while `body` runs.
    func watching<Result>(
        _ kind: BlockAssemblyOptions, _ body: () async throws -> Result
    ) async rethrows -> Result {
        state.withLock { $0.watched[kind, default: 0] += 1 }
        defer {
            state.withLock { state in
                let left = state.watched[kind, default: 1] - 1
                state.watched[kind] = left > 0 ? left : nil
                if left <= 0 { state.fees[kind] = nil }
            }
        }
        return try await body()
    }

    // MARK: Waiting

    /// Waits until the tip is another block than `known`.
    ///
    /// Returns the tip at the end of the wait, which is `known` if the time was over; `nil` if the wait was ended
    /// by ``close()``, by an interruption or by the cancellation of the task.
    func wait(
        while known: BlockHash, timeout: Timeout, _ call: Interruption.Wait? = nil
    ) async -> BlockRef? {
        switch await wait(for: Wish(tipBesides: known), timeout, call) {
        case .fulfilled(let tip): tip
        case .timeOut(let tip): tip
        case .ended: nil
        }
    }

    /// Waits until a wish is fulfilled.
    func wait(for wish: Wish, _ timeout: Timeout, _ call: Interruption.Wait? = nil) async -> Outcome {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        call?.onInterrupt { [weak self] in self?.end(number, with: .ended) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome: Outcome? = state.withLock { state in
                    // An interruption that came before the waiter is known found nobody to wake.
                    if state.isClosed || Task.isCancelled || call?.isInterrupted == true { return .ended }
                    if let tip = state.answer(to: wish) { return .fulfilled(tip) }
                    state.waiters[number] = Waiter(wish: wish, continuation: continuation)
                    return nil
                }
                if let outcome {
                    continuation.resume(returning: outcome)
                } else {
                    startTimer(timeout, number)
                }
            }
        } onCancel: {
            abandon(number)
        }
    }

    /// The client of a wait has gone. As upstream has it, the wait ends when something happens; but many clients that come
    /// and go must not fill the memory until then.
    private func abandon(_ number: UInt64) {
        let oldest: UInt64? = state.withLock { state in
            state.abandoned.append(number)
            guard state.abandoned.count > Self.maximumAbandoned else { return nil }
            return state.abandoned.removeFirst()
        }
        if let oldest { end(oldest, with: .ended) }
    }

    private func startTimer(_ timeout: Timeout, _ number: UInt64) {
        guard case .after(let duration) = timeout else { return }
        let timer = Task { [weak self] in
            guard (try? await Task.sleep(for: duration)) != nil else { return }
            self?.end(number, with: .timeOut(self?.tip))
        }
        let isWaiting = state.withLock { state in
            state.waiters[number]?.timer = timer
            return state.waiters[number] != nil
        }
        if !isWaiting { timer.cancel() }
    }

    private func end(_ number: UInt64, with outcome: Outcome) {
        state.withLock { $0.waiters.removeValue(forKey: number) }?.end(with: outcome)
    }

    private func wake(_ change: (inout State) -> Void) {
        let woken = state.withLock { state in
            change(&state)
            var woken: [(Waiter, Outcome)] = []
            for number in state.abandoned {
                if let waiter = state.waiters.removeValue(forKey: number) { woken.append((waiter, .ended)) }
            }
            state.abandoned = []
            for (number, waiter) in state.waiters {
                let outcome: Outcome
                if state.isClosed {
                    outcome = .ended
                } else if let tip = state.answer(to: waiter.wish) {
                    outcome = .fulfilled(tip)
                } else {
                    continue
                }
                woken.append((waiter, outcome))
                state.waiters[number] = nil
            }
            return woken
        }
        for (waiter, outcome) in woken { waiter.end(with: outcome) }
    }
}
