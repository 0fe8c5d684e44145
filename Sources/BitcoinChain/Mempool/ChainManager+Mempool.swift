import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

/// What became of a transaction that a user of this node sends.
public enum TransactionSubmission: Sendable {
    /// It is in the mempool now.
    case accepted
    /// It was in the mempool before, perhaps with other witnesses.
    case known
    /// Outputs of it are in the set of coins.
    case confirmed
    /// It pays more than its sender wants.
    case feeTooHigh
    /// The mempool refuses it.
    case refused(TransactionRejection)
}

extension ChainManager {
    /// Takes a transaction into the mempool, of a peer for instance.
    ///
    /// - Parameter isTest: only says what would happen.
    public func submit(_ transaction: Transaction, isTest: Bool = false) throws -> MempoolAcceptance {
        try guarded {
            let result = try state.admit(
                transaction, Admission.Terms(time: NodeClock.now, isTest: isTest))
            try state.checkMempool()
            try state.flush(.periodic)
            return result
        }
    }

    /// Says what would become of transactions that are judged together, without replacing anything.
    public func test(package: [Transaction]) throws -> PackageAcceptance {
        try guarded {
            let result = try state.test(package: package)
            try state.flush(.periodic)
            return result
        }
    }

    /// Takes in a child with some of its parents, or a single transaction.
    public func submit(package: [Transaction], maximumRate: FeeRate? = nil) throws -> PackageAcceptance {
        try guarded {
            let result = try state.admit(package: package, maximumRate: maximumRate)
            try state.flush(.periodic)
            return result
        }
    }

    /// Takes in a transaction of a user and, unless it is to be kept secret, has it sent to all peers.
    ///
    /// - Parameters:
    ///   - maximumFee: it must not pay more; zero for no limit.
    ///   - announces: whether peers are told, also if it was in the mempool before.
    public func broadcast(
        _ transaction: Transaction, maximumFee: Amount, announces: Bool = true
    ) throws -> TransactionSubmission {
        try guarded {
            for index in transaction.outputs.indices
            where try state.coins.contains(OutPoint(txid: transaction.txid, index: UInt32(index))) {
                return .confirmed
            }
            var outcome = TransactionSubmission.known
            if !state.mempool.contains(transaction.txid) {
                if maximumFee > .zero {
                    let trial = try state.admit(
                        transaction, Admission.Terms(time: NodeClock.now, isTest: true))
                    try state.checkMempool()
                    if let rejection = trial.rejection { return .refused(rejection) }
                    if let fee = trial.fee, fee > maximumFee { return .feeTooHigh }
                }
                let result = try state.admit(transaction, Admission.Terms(time: NodeClock.now))
                try state.checkMempool()
                if let rejection = result.rejection { return .refused(rejection) }
                if announces { state.mempool.addUnbroadcast(transaction.txid) }
                outcome = .accepted
            }
            try state.flush(.periodic)
            if announces, let entry = state.mempool[transaction.txid] {
                events.send(.announcementRequested(entry.transaction))
            }
            return outcome
        }
    }

    /// The mempool as it is now: a value, which does not change any more.
    public var mempool: Mempool { state.mempool }

    /// A transaction of the mempool.
    public func mempoolEntry(_ txid: Txid) -> MempoolEntry? { state.mempool[txid] }

    /// A transaction of the mempool.
    public func mempoolEntry(_ wtxid: Wtxid) -> MempoolEntry? { state.mempool[wtxid] }

    /// The lowest fee rate that the mempool takes now.
    public var minimumMempoolRate: FeeRate {
        max(state.mempool.minimumRate(now: NodeClock.now), state.mempool.policy.minimumRelayRate)
    }

    /// The rate that newcomers have to exceed because the mempool is full; zero if it is not.
    public var evictionFeeRate: FeeRate { state.mempool.minimumRate(now: NodeClock.now) }

    /// Adds to what a transaction counts for when blocks are made.
    public func prioritise(_ txid: Txid, by delta: Amount) {
        let total = state.mempool.prioritise(txid, by: delta)
        let place = state.mempool.contains(txid) ? "in mempool" : "not in mempool"
        Log.info(
            total == .zero
                ? "PrioritiseTransaction: \(txid) (\(place)) delta cleared"
                : "PrioritiseTransaction: \(txid) (\(place)) fee += \(delta.trimmedDescription), "
                    + "new delta=\(total.trimmedDescription)")
        events.send(.transactionPrioritised(txid))
    }

    /// Notes that a peer has a transaction of a user of this node.
    public func noteBroadcast(_ txid: Txid) {
        if state.mempool.removeUnbroadcast(txid) {
            Log.debug(.mempool, "Removed \(txid) from set of unbroadcast txns")
        }
    }
}
