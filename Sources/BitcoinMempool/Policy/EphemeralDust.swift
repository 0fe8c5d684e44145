import BitcoinConsensus
import BitcoinPrimitives

/// Dust is allowed in a transaction that pays nothing, if its child spends it: it never gets into the set of coins.
public enum EphemeralDust {
    /// A transaction with dust gives no reason to mine it alone.
    public static func check(
        _ transaction: Transaction, fee: Amount, modifiedFee: Amount, _ policy: MempoolPolicy
    ) throws(TransactionRejection) {
        guard fee != .zero || modifiedFee != .zero,
            !Dust.outputs(of: transaction, at: policy.dustRate).isEmpty
        else { return }
        throw TransactionRejection(.notStandard, "dust", debug: "tx with dust output must be 0-fee")
    }

    /// Transactions spend all the dust of those that they descend from directly. `parent` gives a transaction of the
    /// mempool. Throws the rejection together with the transaction that it concerns.
    public static func checkSpends(
        _ package: [Transaction], _ policy: MempoolPolicy, parent: (Txid) -> Transaction?
    ) -> (transaction: Transaction, rejection: TransactionRejection)? {
        var inPackage: [Txid: Transaction] = [:]
        for transaction in package { inPackage[transaction.txid] = transaction }
        for transaction in package {
            let parents = Set(transaction.inputs.map(\.previousOutput.txid))
            let spent = Set(transaction.inputs.map(\.previousOutput))
            for txid in parents {
                guard let found = inPackage[txid] ?? parent(txid) else { continue }
                let dust = Dust.outputs(of: found, at: policy.dustRate)
                if dust.allSatisfy({ spent.contains(OutPoint(txid: txid, index: UInt32($0))) }) { continue }
                return (
                    transaction,
                    TransactionRejection(
                        .mempoolPolicy, "missing-ephemeral-spends",
                        debug: "tx \(transaction.txid) (wtxid=\(transaction.wtxid)) did not spend parent's "
                            + "ephemeral dust")
                )
            }
        }
        return nil
    }
}
