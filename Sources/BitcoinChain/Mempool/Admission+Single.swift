import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

extension Admission {
    /// Takes in one transaction. Throws the rejection if it is refused.
    mutating func admit(_ transaction: Transaction) throws -> MempoolAcceptance {
        let candidate = try preCheck(transaction)
        if !candidate.conflicts.isEmpty { try checkReplacement(candidate) }
        guard change.keepsLimits(of: state.mempool) else {
            throw TransactionRejection(.mempoolPolicy, "too-large-cluster")
        }
        if !candidate.conflicts.isEmpty { try checkAncestors(candidate) }
        if let maximum = terms.maximumRate, candidate.rate > maximum {
            throw TransactionRejection(.mempoolPolicy, "max feerate exceeded")
        }
        if !terms.bypassesLimits && policy.requiresStandard {
            let mempool = state.mempool
            let problem = EphemeralDust.checkSpends([transaction], policy) { mempool[$0]?.transaction }
            if let problem { throw problem.rejection }
        }
        try checkScripts(candidate)

        var acceptance = MempoolAcceptance(.accepted)
        acceptance.virtualSize = candidate.entry.virtualSize
        acceptance.fee = candidate.entry.fee
        acceptance.effectiveRate = candidate.rate
        acceptance.effectiveTransactions = [transaction.wtxid]
        guard !terms.isTest else { return acceptance }
        acceptance.replaced = carryOut(
            fee: candidate.entry.modifiedFee, virtualSize: candidate.entry.virtualSize)
        if !terms.isInPackage && !terms.bypassesLimits {
            state.limitMempool()
            guard state.mempool.contains(transaction.txid) else {
                throw TransactionRejection(.reconsiderable, "mempool full")
            }
        }
        announce([candidate])
        return acceptance
    }

    /// The rules of replacement, by their numbers in upstream's documents.
    private mutating func checkReplacement(_ candidate: Candidate) throws(TransactionRejection) {
        let txid = candidate.transaction.txid
        let suffix = candidate.evictsSibling ? " (including sibling eviction)" : ""
        do {
            try change.remove(conflicts: candidate.conflicts, from: state.mempool)
        } catch {
            throw TransactionRejection(
                .mempoolPolicy, "too many potential replacements\(suffix)",
                debug: ReplacementRules.description(of: error, by: txid))
        }
        let problem = ReplacementRules.paymentProblem(
            replacing: change.removedFees, with: candidate.entry.modifiedFee,
            virtualSize: candidate.entry.virtualSize, at: policy.incrementalRate, by: txid)
        if let problem {
            throw TransactionRejection(.reconsiderable, "insufficient fee\(suffix)", debug: problem)
        }
        guard change.keepsLimits(of: state.mempool) else {
            throw TransactionRejection(.mempoolPolicy, "too-large-cluster")
        }
        guard change.improvesDiagram(of: state.mempool) else {
            throw TransactionRejection(
                .reconsiderable, "replacement-failed",
                debug: "insufficient feerate: does not improve feerate diagram")
        }
    }

    /// A transaction cannot spend what it replaces.
    private func checkAncestors(_ candidate: Candidate) throws(TransactionRejection) {
        let txid = candidate.transaction.txid
        for parent in Set(candidate.transaction.inputs.map(\.previousOutput.txid)).sorted() {
            guard state.mempool.contains(parent) else { continue }
            let ancestors = [parent] + state.mempool.ancestors(of: parent).map(\.transaction.txid)
            guard let bad = ancestors.first(where: candidate.conflicts.contains) else { continue }
            throw TransactionRejection(
                .consensus, "bad-txns-spends-conflicting-tx",
                debug: "\(txid) spends conflicting transaction \(bad)")
        }
    }

    /// Makes the change happen. Returns what was replaced. `fee` and `virtualSize` are those of what is new.
    mutating func carryOut(fee: Amount, virtualSize: Int) -> [Transaction] {
        let added = change.additions
        let removed = change.apply(to: &state.mempool)
        for removal in removed {
            Log.debug(.mempool) { Self.describe(removal.entry, replacedBy: added, fee, virtualSize) }
            state.events.send(.transactionRemoved(removal))
        }
        if !removed.isEmpty {
            let fees = removed.reduce(Amount.zero) { $0 + $1.entry.modifiedFee }
            let size = removed.reduce(0) { $0 + $1.entry.virtualSize }
            let description = added.count == 1 ? "1 new transaction" : "\(added.count) new one(s)"
            Log.debug(.mempool) {
                "replaced \(removed.count) mempool transactions with \(description) for "
                    + "\((fee - fees).satoshis) additional fees, \(virtualSize - size) delta bytes"
            }
        }
        change = MempoolChange()
        return removed.map(\.entry.transaction)
    }

    private static func describe(
        _ entry: MempoolEntry, replacedBy added: [MempoolEntry], _ fee: Amount, _ virtualSize: Int
    ) -> String {
        let old = entry.transaction
        let start =
            "replacing mempool tx \(old.txid) (wtxid=\(old.wtxid), fees=\(entry.fee.satoshis), "
            + "vsize=\(entry.virtualSize)). "
        if added.count == 1, let new = added.first?.transaction {
            return start
                + "New tx \(new.txid) (wtxid=\(new.wtxid), fees=\(fee.satoshis), vsize=\(virtualSize))"
        }
        return start
            + "New package \(PackageChecks.hash(added.map(\.transaction))) with \(added.count) txs, "
            + "fees=\(fee.satoshis), vsize=\(virtualSize)"
    }

    /// Tells of transactions that are now in the mempool.
    func announce(_ candidates: [Candidate]) {
        let isCurrent = state.isCurrentForFeeEstimation
        for candidate in candidates {
            guard let entry = state.mempool[candidate.transaction.txid] else { continue }
            let hasParents = candidate.transaction.inputs.contains {
                state.mempool.contains($0.previousOutput.txid)
            }
            state.events.send(
                .transactionAdded(
                    AddedTransaction(
                        entry: entry, sequence: state.mempool.takeSequence(),
                        isResurrected: terms.bypassesLimits, isInPackage: terms.isInPackage,
                        isChainCurrent: isCurrent, hasNoParents: !hasParents)))
        }
    }
}
