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

/// How far the blocks behind a snapshot are validated.
public struct BackgroundValidation: Sendable {
    /// The last one that is.
    public let tip: BlockSnapshot
    /// The snapshot's block.
    public let target: BlockSnapshot
    /// Which part of the transactions up to the snapshot's block that is.
    public let progress: Double
}

extension ChainManager {
    /// The states of the chain by their work, the active one last.
    public var chainStates: [ChainStateSummary] {
        var states: [ChainStateSummary] = []
        if let background = state.background {
            states.append(
                ChainStateSummary(
                    tip: background.active.tip.map(state.snapshot),
                    verificationProgress: state.verificationProgress(at: background.active.tip),
                    databaseCacheBytes: configuration.coinsDatabaseCacheBytes,
                    coinsCacheBytes: state.limit(of: background.coins), snapshotBase: nil, isValidated: true))
        }
        states.append(
            ChainStateSummary(
                tip: tip, verificationProgress: verificationProgress,
                databaseCacheBytes: configuration.coinsDatabaseCacheBytes,
                coinsCacheBytes: state.limit(of: state.coins),
                snapshotBase: state.loadedSnapshot.map { state.tree[$0.base].hash },
                isValidated: state.loadedSnapshot?.isValidated ?? true))
        return states
    }

    /// How far the blocks behind a snapshot are validated; nil if there is no snapshot, or all are.
    public var backgroundValidation: BackgroundValidation? {
        guard let background = state.background, let tip = background.active.tip else { return nil }
        return BackgroundValidation(
            tip: state.snapshot(tip), target: state.snapshot(background.target),
            progress: state.backgroundProgress(at: tip))
    }
}
