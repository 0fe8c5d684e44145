import BitcoinConsensus
import BitcoinPrimitives

/// When a transaction may take the place of others that spend the same.
public enum ReplacementRules {
    /// Rules 3 and 4: a replacement pays at least what it replaces pays, and for its own relay on top. Returns what is
    /// wrong.
    public static func paymentProblem(
        replacing originalFees: Amount, with fees: Amount, virtualSize: Int, at rate: FeeRate, by txid: Txid
    ) -> String? {
        guard fees >= originalFees else {
            return "rejecting replacement \(txid), less fees than conflicting txs; "
                + "\(fees.trimmedDescription) < \(originalFees.trimmedDescription)"
        }
        let additional = fees - originalFees
        let needed = rate.fee(forVirtualSize: Int32(clamping: virtualSize))
        guard additional >= needed else {
            return "rejecting replacement \(txid), not enough additional fees to relay; "
                + "\(additional.trimmedDescription) < \(needed.trimmedDescription)"
        }
        return nil
    }

    /// Rule 5 in words.
    public static func description(of problem: TooManyReplacements, by txid: Txid) -> String {
        "rejecting replacement \(txid); too many conflicting clusters (\(problem.clusterCount) > "
            + "\(PolicyLimits.maximumReplacedClusters))"
    }
}

extension Transaction {
    /// Whether an input says that the transaction may be replaced (BIP125). Today any may.
    public var signalsReplaceability: Bool { inputs.contains { $0.sequence <= 0xffff_fffd } }
}

extension Mempool {
    /// Whether a transaction or one that it descends from signals by BIP125.
    public func signalsReplaceability(_ entry: MempoolEntry) -> Bool {
        entry.transaction.signalsReplaceability
            || ancestors(of: entry.transaction.txid).contains { $0.transaction.signalsReplaceability }
    }
}
