import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives

/// What of the mempool the next block can hold.
extension ChainState {
    /// Until when the relative locks of a transaction that spends these coins hold (BIP68). Nil if it has none.
    func lockPoints(
        of transaction: Transaction, _ coins: [Coin], after tip: BlockTree.Cursor
    ) -> LockPoints? {
        guard transaction.hasRelativeLocks else { return nil }
        // Those of the mempool are taken to be in the next block, too.
        let next = tip.height + 1
        let heights = coins.map { $0.height == PolicyLimits.mempoolHeight ? next : Int($0.height) }
        let highest = heights.lazy.filter { $0 != next }.max() ?? 0
        guard let basis = tree.ancestor(of: tip.node, atHeight: highest) else { return nil }
        return LockPoints(
            SequenceLocks(transaction, coinHeights: heights, before: tip, isEnforced: true),
            basis: tree[basis].hash)
    }

    /// Removes what the next block cannot hold any more, now that the chain is another one.
    func removeUnfit() throws {
        guard let tip, mempool.count > 0 else { return }
        let cursor = tree.cursor(tip)
        let current = mempool
        var updates: [(txid: Txid, points: LockPoints?)] = []
        let removed = try mempool.removeAll { entry in
            let transaction = entry.transaction
            guard transaction.isFinal(height: cursor.height + 1, time: cursor.medianTimePast) else {
                return true
            }
            if let known = entry.lockPoints {
                var points: LockPoints? = known
                if !(tree.find(known.basis).map(isActive) ?? false) {
                    guard let coins = try coins(of: transaction, current) else { return true }
                    points = lockPoints(of: transaction, coins, after: cursor)
                    updates.append((transaction.txid, points))
                }
                guard points?.locks.areSatisfied(after: cursor) ?? true else { return true }
            }
            guard entry.spendsCoinbase else { return false }
            guard let coins = try coins(of: transaction, current) else { return true }
            return coins.contains {
                $0.isCoinbase && cursor.height + 1 - Int($0.height) < ConsensusLimits.coinbaseMaturity
            }
        }
        for update in updates { mempool.setLockPoints(update.points, of: update.txid) }
        announce(removed)
    }

    /// The coins that a transaction of the mempool spends; nil if one is not there.
    private func coins(of transaction: Transaction, _ mempool: Mempool) throws -> [Coin]? {
        var found: [Coin] = []
        found.reserveCapacity(transaction.inputs.count)
        for outPoint in transaction.inputs.lazy.map(\.previousOutput) {
            if let output = mempool.output(outPoint) {
                found.append(Coin(output: output, height: PolicyLimits.mempoolHeight, isCoinbase: false))
            } else if let coin = try coins.coin(outPoint) {
                found.append(coin)
            } else {
                return nil
            }
        }
        return found
    }
}
