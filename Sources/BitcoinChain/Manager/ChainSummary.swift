/// What users want to see of a chain at a glance, all of one moment.
public struct ChainSummary: Sendable {
    /// The last block of the best chain.
    public let tip: BlockSnapshot?
    /// The header of most work that is not known to be bad.
    public let bestHeader: BlockSnapshot?
    /// Which part of all transactions has been verified, from 0 to 1.
    public let verificationProgress: Double
    /// Whether the chain has far to go.
    public let isInitialBlockDownload: Bool
    /// How many transactions are in the mempool.
    public let mempoolCount: Int
    /// The memory that the mempool takes, in bytes.
    public let mempoolUsage: Int
    /// The memory that it may take, in bytes.
    public let mempoolLimit: Int
}

extension ChainManager {
    /// What users want to see at a glance.
    ///
    /// The mempool stays here: a copy of it held elsewhere would have the whole copied with the next change.
    public var summary: ChainSummary {
        ChainSummary(
            tip: tip, bestHeader: bestHeader, verificationProgress: verificationProgress,
            isInitialBlockDownload: isInitialBlockDownload, mempoolCount: mempool.count,
            mempoolUsage: mempool.memoryUsage, mempoolLimit: mempool.policy.maximumBytes)
    }
}
