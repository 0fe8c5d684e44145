import BitcoinChain
import BitcoinPrimitives

/// Whether an outbound peer's chain keeps up with the best chain. One that does not, and does not answer
/// when it is asked once more, makes room for another.
public struct ChainSyncTimeout: Sendable {
    /// For how many seconds a peer may be behind before it is asked.
    public static let patience: Int64 = 20 * 60
    /// How many seconds it has for the answer.
    public static let responseTime: Int64 = 2 * 60

    /// What is to be done about the peer.
    public enum Action: Sendable, Hashable {
        /// Nothing.
        case none
        /// Ask for the headers up to the parent of this block and on.
        case requestHeaders(benchmark: BlockNode)
        /// Its time is over.
        case disconnect
    }

    private var deadline: Int64 = 0
    private var benchmark: BlockNode?
    private var hasAsked = false
    /// Whether the peer is kept in any case.
    public var isProtected = false

    /// No deadline.
    public init() {}

    /// Looks at the peer's best known block. `now` is in seconds since 1970.
    public mutating func check(best: BlockNode?, in view: ChainView, now: Int64) -> Action {
        guard !isProtected, let tip = view.tip else { return .none }
        let work = best.map { view[$0].chainWork }
        if let work, work >= view.tipWork {
            (deadline, benchmark, hasAsked) = (0, nil, false)
        } else if deadline == 0 || isAtLeast(work, benchmark, view) {
            // Behind, and this is news; or it has reached what the tip was when the clock was set.
            (deadline, benchmark, hasAsked) = (now + Self.patience, tip, false)
        } else if now > deadline {
            guard !hasAsked, let benchmark else { return .disconnect }
            hasAsked = true
            deadline = now + Self.responseTime
            return .requestHeaders(benchmark: benchmark)
        }
        return .none
    }

    private func isAtLeast(_ work: UInt256?, _ node: BlockNode?, _ view: ChainView) -> Bool {
        guard let work, let node else { return false }
        return work >= view[node].chainWork
    }
}
