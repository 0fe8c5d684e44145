import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

extension Admission {
    /// Judges several transactions together, and takes all of them or none.
    mutating func admit(together package: [Transaction]) throws -> PackageAcceptance {
        if let problem = PackageChecks.problem(with: package) {
            return PackageAcceptance(problem: .init(.policy, problem))
        }
        var candidates: [Candidate] = []
        for transaction in package {
            do {
                let candidate = try preCheck(transaction)
                if let maximum = terms.maximumRate, candidate.rate > maximum {
                    throw TransactionRejection(.mempoolPolicy, "max feerate exceeded")
                }
                candidates.append(candidate)
            } catch let rejection as TransactionRejection {
                return failure(of: transaction, rejection)
            }
            for (index, output) in transaction.outputs.enumerated() {
                packageOutputs[OutPoint(txid: transaction.txid, index: UInt32(index))] = output
            }
        }
        if let problem = restrictionProblem(candidates) { return PackageAcceptance(problem: problem) }

        let fee = candidates.reduce(Amount.zero) { $0 + $1.entry.modifiedFee }
        let virtualSize = candidates.reduce(0) { $0 + $1.entry.virtualSize }
        if terms.usesPackageRate, let last = package.last {
            do {
                try checkFee(fee, virtualSize: virtualSize)
            } catch {
                return failure(of: last, error)
            }
        }
        if candidates.contains(where: { !$0.conflicts.isEmpty }),
            let problem = replacementProblem(candidates, fee: fee, virtualSize: virtualSize)
        {
            return PackageAcceptance(problem: problem)
        }
        guard change.keepsLimits(of: state.mempool) else {
            return PackageAcceptance(problem: .init(.policy, "too-large-cluster"))
        }
        if policy.requiresStandard {
            let mempool = state.mempool
            if let (child, rejection) = EphemeralDust.checkSpends(
                package, policy, parent: { mempool[$0]?.transaction })
            {
                var result = failure(of: child, rejection)
                result.problem = .init(.transaction, "unspent-dust")
                return result
            }
        }
        return try finish(candidates, fee: fee, virtualSize: virtualSize)
    }

    private mutating func finish(
        _ candidates: [Candidate], fee: Amount, virtualSize: Int
    ) throws -> PackageAcceptance {
        let rate = FeeRate(fee: fee, virtualSize: Int32(clamping: virtualSize))
        let wtxids = candidates.map(\.transaction.wtxid)
        var results: [Wtxid: MempoolAcceptance] = [:]
        for candidate in candidates {
            do {
                try checkScripts(candidate)
            } catch let rejection as TransactionRejection {
                results[candidate.transaction.wtxid] = MempoolAcceptance(.refused(rejection))
                return PackageAcceptance(
                    problem: .transactionFailed,
                    results: terms.isTest ? results : results.filter { !$0.value.isAccepted })
            }
            var acceptance = MempoolAcceptance(.accepted)
            acceptance.virtualSize = candidate.entry.virtualSize
            acceptance.fee = candidate.entry.fee
            acceptance.effectiveRate = terms.usesPackageRate ? rate : candidate.rate
            acceptance.effectiveTransactions =
                terms.usesPackageRate ? wtxids : [candidate.transaction.wtxid]
            results[candidate.transaction.wtxid] = acceptance
        }
        if !terms.isTest {
            let replaced = carryOut(fee: fee, virtualSize: virtualSize)
            if let first = wtxids.first { results[first]?.replaced = replaced }
            announce(candidates)
        }
        return PackageAcceptance(problem: nil, results: results)
    }

    private func failure(of transaction: Transaction, _ rejection: TransactionRejection) -> PackageAcceptance
    {
        PackageAcceptance(
            problem: .transactionFailed,
            results: [transaction.wtxid: MempoolAcceptance(.refused(rejection))])
    }

    /// What is wrong by the rules for version 3 (BIP431).
    private func restrictionProblem(_ candidates: [Candidate]) -> PackageAcceptance.Problem? {
        let package = candidates.map(\.transaction)
        for candidate in candidates {
            let problem = TRUC.problem(
                with: candidate.transaction, virtualSize: candidate.entry.virtualSize, in: package,
                state.mempool)
            if let problem { return .init(.policy, "TRUC-violation", debug: problem) }
        }
        return nil
    }

    /// What is wrong with a package that replaces transactions: it is one parent and its child, without other unconfirmed
    /// parents, and the child pays for more than the replacement.
    private mutating func replacementProblem(
        _ candidates: [Candidate], fee: Amount, virtualSize: Int
    ) -> PackageAcceptance.Problem? {
        func problem(_ reason: String, _ debug: String = "") -> PackageAcceptance.Problem {
            .init(.policy, "package RBF failed: \(reason)", debug: debug)
        }
        guard candidates.count == 2, PackageChecks.isChildWithParents(candidates.map(\.transaction)) else {
            return problem("package must be 1-parent-1-child")
        }
        let spendsMempool = candidates.contains { candidate in
            candidate.transaction.inputs.contains { state.mempool.contains($0.previousOutput.txid) }
        }
        guard !spendsMempool else { return problem("new transaction cannot have mempool ancestors") }
        let parent = candidates[0]
        let child = candidates[1].transaction.txid
        do {
            try change.remove(
                conflicts: candidates[0].conflicts.union(candidates[1].conflicts), from: state.mempool)
        } catch {
            return problem(
                "too many potential replacements", ReplacementRules.description(of: error, by: child))
        }
        let payment = ReplacementRules.paymentProblem(
            replacing: change.removedFees, with: fee, virtualSize: virtualSize, at: policy.incrementalRate,
            by: child)
        if let payment { return problem("insufficient anti-DoS fees", payment) }
        let rate = FeeRate(fee: fee, virtualSize: Int32(clamping: virtualSize))
        guard rate > parent.rate else {
            return problem(
                "package feerate is less than or equal to parent feerate",
                "package feerate \(rate) <= parent feerate is \(parent.rate)")
        }
        guard change.keepsLimits(of: state.mempool) else { return .init(.policy, "too-large-cluster") }
        guard change.improvesDiagram(of: state.mempool) else {
            return problem("insufficient feerate: does not improve feerate diagram")
        }
        Log.debug(.txpackages) {
            let transactions = candidates.map(\.transaction)
            return
                "package RBF checks passed: parent \(transactions[0].txid) (wtxid=\(transactions[0].wtxid)), "
                + "child \(child) (wtxid=\(transactions[1].wtxid)), package hash "
                + "(\(PackageChecks.hash(transactions)))"
        }
        return nil
    }
}
