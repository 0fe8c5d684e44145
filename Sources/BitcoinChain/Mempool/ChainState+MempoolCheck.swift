import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// `-checkmempool`: once in so many times makes sure that the mempool agrees with itself and with the coins. Throws
    /// what is wrong, after which the node has to stop, as nothing can be trusted any more.
    func checkMempool() throws {
        let interval = mempool.policy.checkInterval
        guard interval > 0, Int.random(in: 0..<interval) == 0, let tip else { return }
        Log.debug(.mempool) {
            let inputs = mempool.all.reduce(0) { $0 + $1.transaction.inputs.count }
            return "Checking mempool with \(mempool.count) transactions and \(inputs) inputs"
        }
        let problem = try mempool.problem ?? problemWithCoins(height: tree[tip].height + 1)
        if let problem { throw ChainError("The mempool is inconsistent: \(problem)") }
    }

    /// Each transaction spends coins of the chain, or outputs of those that are mined before it, and has the fee that is
    /// left.
    private func problemWithCoins(height: Int) throws -> String? {
        var mined: Set<Txid> = []
        mined.reserveCapacity(mempool.count)
        for entry in mempool.inMiningOrder {
            let transaction = entry.transaction
            var spent: [Coin?] = []
            for outPoint in transaction.inputs.lazy.map(\.previousOutput) {
                if mined.contains(outPoint.txid), let output = mempool.output(outPoint) {
                    spent.append(Coin(output: output, height: PolicyLimits.mempoolHeight, isCoinbase: false))
                } else {
                    spent.append(try coins.coin(outPoint))
                }
            }
            do throws(TransactionRejection) {
                let fee = try TransactionChecks.checkInputs(transaction, height: height, coins: spent)
                guard fee == entry.fee else { return "\(transaction.txid) pays another fee than it should" }
            } catch {
                return "\(transaction.txid) cannot be mined: \(error)"
            }
            mined.insert(transaction.txid)
        }
        return nil
    }
}
