/// What to do with a transaction of a wallet.
public enum TransactionBroadcast: Sendable, Hashable, CaseIterable {
    /// Add it to the mempool and send it to every peer that takes transactions.
    case mempoolAndBroadcastToAll
    /// Add it to the mempool and tell nobody.
    case mempoolWithoutBroadcast
    /// Leave the mempool out and send it over a few connections of its own through a network that hides the sender.
    case privateBroadcast
}

/// What became of a transaction that was to be broadcast.
public struct BroadcastVerdict: Sendable, Hashable {
    /// Whether the node took it over.
    public var accepted: Bool

    /// Why not; empty when accepted.
    public var reason: String

    /// Creates a verdict.
    public init(accepted: Bool, reason: String = "") {
        self.accepted = accepted
        self.reason = reason
    }
}
