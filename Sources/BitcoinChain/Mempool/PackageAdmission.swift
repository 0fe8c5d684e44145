import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives

/// Takes in a child with some of its parents, or a single transaction: each by itself if it can, and those that
/// cannot pay for themselves together.
struct PackageAdmission {
    let state: ChainState
    let time: Int64
    let maximumRate: FeeRate?
    private(set) var readCoins: [OutPoint] = []

    init(_ state: ChainState, time: Int64, maximumRate: FeeRate?) {
        self.state = state
        self.time = time
        self.maximumRate = maximumRate
    }

    mutating func admit(_ package: [Transaction]) throws -> PackageAcceptance {
        if let problem = PackageChecks.problem(with: package) {
            return PackageAcceptance(problem: .init(.policy, problem))
        }
        guard package.count == 1 || PackageChecks.isChildWithParents(package) else {
            return PackageAcceptance(problem: .init(.policy, "package-not-child-with-parents"))
        }
        var known: [Wtxid: MempoolAcceptance] = [:]
        var failed: [Wtxid: MempoolAcceptance] = [:]
        var together: [Transaction] = []
        var isHopeless = false
        for transaction in package {
            if let result = knownResult(transaction) {
                known[transaction.wtxid] = result
                continue
            }
            let result = try admitAlone(transaction)
            if result.isAccepted {
                known[transaction.wtxid] = result
                continue
            }
            failed[transaction.wtxid] = result
            // Only what a package can mend is tried again.
            let kind = result.rejection?.kind
            if package.count > 1, kind == .reconsiderable || kind == .missingInputs {
                together.append(transaction)
            } else {
                isHopeless = true
            }
        }
        var outcome = PackageAcceptance(problem: isHopeless ? .transactionFailed : nil)
        if !isHopeless && !together.isEmpty { outcome = try admitTogether(together) }
        state.limitMempool()
        return settle(package, outcome, known: known, failed: failed)
    }

    private func knownResult(_ transaction: Transaction) -> MempoolAcceptance? {
        guard let entry = state.mempool[transaction.txid] else { return nil }
        guard entry.transaction.wtxid == transaction.wtxid else {
            return MempoolAcceptance(.knownWithOtherWitness(entry.transaction.wtxid))
        }
        var result = MempoolAcceptance(.known)
        result.virtualSize = entry.virtualSize
        result.fee = entry.fee
        return result
    }

    private mutating func admitAlone(_ transaction: Transaction) throws -> MempoolAcceptance {
        var admission = Admission(
            state, Admission.Terms(time: time, isInPackage: true, maximumRate: maximumRate))
        defer { readCoins += admission.readCoins }
        do {
            return try admission.admit(transaction)
        } catch let rejection as TransactionRejection {
            return MempoolAcceptance(.refused(rejection))
        }
    }

    private mutating func admitTogether(_ transactions: [Transaction]) throws -> PackageAcceptance {
        guard transactions.count > 1 else {
            let result = try admitAlone(transactions[0])
            return PackageAcceptance(
                problem: result.isAccepted ? nil : .transactionFailed,
                results: [transactions[0].wtxid: result])
        }
        var admission = Admission(
            state,
            Admission.Terms(
                time: time, allowsSiblingEviction: false, isInPackage: true, usesPackageRate: true,
                maximumRate: maximumRate))
        defer { readCoins += admission.readCoins }
        return try admission.admit(together: transactions)
    }

    /// Puts the results together, of which some may have changed when room was made.
    private func settle(
        _ package: [Transaction], _ outcome: PackageAcceptance, known: [Wtxid: MempoolAcceptance],
        failed: [Wtxid: MempoolAcceptance]
    ) -> PackageAcceptance {
        var result = PackageAcceptance(problem: outcome.problem)
        for transaction in package {
            let wtxid = transaction.wtxid
            let candidate = outcome.results[wtxid] ?? known[wtxid]
            let shouldBeThere = outcome.results[wtxid]?.isAccepted ?? (known[wtxid] != nil)
            if shouldBeThere && !state.mempool.contains(transaction.txid) {
                result.problem = .transactionFailed
                result.results[wtxid] = MempoolAcceptance(
                    .refused(TransactionRejection(.mempoolPolicy, "mempool full")))
            } else {
                result.results[wtxid] = candidate ?? failed[wtxid]
            }
        }
        return result
    }
}
