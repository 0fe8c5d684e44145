import BitcoinPrimitives

/// News of the chain and the mempool, in the order in which they happened.
///
/// The next call comes when this one has returned: that is the backpressure.
public protocol ChainNotifications: Sendable {
    /// A block became the tip. Its predecessor is the block that was connected before it, or the one where a
    /// reorganisation, or the catching up, set in.
    func blockConnected(_ block: BlockInfo) async throws

    /// Many blocks became part of the chain, one after the other: what a receiver is told instead of the same number of
    /// calls of ``blockConnected(_:)`` while it catches up.
    func blocksConnected(_ run: BlockRun) async throws

    /// The tip was taken back.
    func blockDisconnected(_ block: BlockInfo) async throws

    /// Connecting and disconnecting has come to rest at this tip.
    func updatedBlockTip(_ tip: BlockRef) async throws

    /// The chain up to this locator is safe on the node's disk: what a wallet stores as its best block should not be
    /// ahead of it.
    func chainStateFlushed(_ locator: BlockLocator) async throws

    /// A transaction entered the mempool.
    func transactionAddedToMempool(_ transaction: Transaction) async throws

    /// A transaction left the mempool for another reason than its confirmation.
    func transactionRemovedFromMempool(
        _ transaction: Transaction, reason: MempoolRemovalReason
    ) async throws

    /// What was told of the mempool before holds no longer: the receiver was so slow that news of it were lost. What is in it
    /// now is told next.
    func mempoolReset() async throws
}

/// Why a transaction left the mempool.
public enum MempoolRemovalReason: Sendable, Hashable, CaseIterable {
    /// It was there for too long.
    case expiry
    /// The mempool was full and it paid least.
    case sizeLimit
    /// A reorganisation made it invalid.
    case reorganization
    /// It was confirmed in a block.
    case block
    /// A transaction in a block spent the same coin.
    case conflict
    /// A transaction that pays more took its place.
    case replaced
}
