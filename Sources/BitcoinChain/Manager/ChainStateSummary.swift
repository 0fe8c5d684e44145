import BitcoinPrimitives

/// What is told of a state of the chain. There are two while the blocks behind a snapshot are validated.
public struct ChainStateSummary: Sendable {
    /// The last block of its chain.
    public let tip: BlockSnapshot?
    /// Which part of all transactions it has verified, about.
    public let verificationProgress: Double
    /// The memory for the coins database.
    public let databaseCacheBytes: Int
    /// The memory for coins.
    public let coinsCacheBytes: Int
    /// The block of the snapshot that it was made from, if it was.
    public let snapshotBase: BlockHash?
    /// Whether all its blocks were validated, and not only those after a snapshot.
    public let isValidated: Bool
}

extension ChainManager {
    /// The states of the chain by their work, the active one last.
    public var chainStates: [ChainStateSummary] {
        [
            ChainStateSummary(
                tip: tip, verificationProgress: verificationProgress,
                databaseCacheBytes: configuration.coinsDatabaseCacheBytes,
                coinsCacheBytes: configuration.coinsCacheBytes, snapshotBase: nil, isValidated: true)
        ]
    }
}
