import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// Finishes a flush of the coins that was cut off. The database says from which block to which
    /// it went; each coin is as of either, and spending and adding again leads to the same end.
    func replayInterruptedFlush(of database: CoinsDatabase, _ coins: CoinsCache) throws {
        guard let flush = try database.interruptedFlush() else { return }
        Log.info("Replaying blocks")
        guard let target = tree.find(flush.target) else {
            throw unableToReplay("reorganization to unknown block requested")
        }
        var fork: BlockNode?
        if !flush.origin.isZero {
            guard let origin = tree.find(flush.origin) else {
                throw unableToReplay("reorganization from unknown block requested")
            }
            fork = tree.lastCommonAncestor(origin, target)
            try rollBack(from: origin, to: fork, coins)
        }
        let forkHeight = fork.map { tree[$0].height } ?? 0
        try rollForward(from: forkHeight, to: target, coins)
        coins.setBestBlock(flush.target)
        try coins.flush(empty: false)
    }

    private func rollBack(from origin: BlockNode, to fork: BlockNode?, _ coins: CoinsCache) throws {
        guard origin != fork, let fork else { return }
        Log.info(
            "Rolling back from \(tree[origin].hash) (\(tree[origin].height) to \(tree[fork].height))")
        var walk = origin
        while walk != fork, let parent = tree[walk].parent {
            try checkInterrupted()
            // Uncleanness is what is to be expected here.
            _ = try disconnect(read(walk), node: walk, from: coins)
            walk = parent
        }
        Log.info("Rolled back to \(tree[fork].hash)")
    }

    private func rollForward(from height: Int, to target: BlockNode, _ coins: CoinsCache) throws {
        let targetHeight = tree[target].height
        guard height < targetHeight else { return }
        Log.info("Rolling forward to \(tree[target].hash) (\(height) to \(targetHeight))")
        for height in (height + 1)...targetHeight {
            try checkInterrupted()
            guard let node = tree.ancestor(of: target, atHeight: height) else { continue }
            for transaction in try read(node).transactions {
                if !transaction.isCoinbase {
                    for input in transaction.inputs { _ = try coins.spend(input.previousOutput) }
                }
                try coins.add(outputsOf: transaction, height: height, mayOverwrite: true)
            }
        }
        Log.info("Rolled forward to \(tree[target].hash)")
    }

    private func unableToReplay(_ reason: String) -> ChainError {
        ChainError(
            "Unable to replay blocks (\(reason)). You will need to rebuild the database using "
                + "-reindex-chainstate.", remedy: .reindex)
    }
}
