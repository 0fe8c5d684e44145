import BitcoinConsensus
import BitcoinPrimitives

/// Until when the relative locks of a transaction hold (BIP68), and for how long that can be relied on.
///
/// Coins of the mempool are taken to be made by the next block. Only locks of zero blocks let a transaction spend such a
/// coin; they hold longer than they would if the chain then becomes shorter, which upstream accepts, and so do we: both
/// drop such a transaction.
public struct LockPoints: Sendable, Hashable {
    /// The last height and the last time at which a lock holds.
    public let locks: SequenceLocks
    /// The highest of the blocks with coins that are spent. As long as it is in the best chain, so are all of them.
    public let basis: BlockHash

    /// What was found out about a transaction when `basis` was in the best chain.
    public init(_ locks: SequenceLocks, basis: BlockHash) {
        self.locks = locks
        self.basis = basis
    }
}
