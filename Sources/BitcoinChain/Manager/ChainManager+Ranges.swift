import BitcoinPrimitives
import BitcoinStorage

// Answers that are only right if nothing changes between their parts.
extension ChainManager {
    /// A block of the best chain and those after it, at most `limit` together; none where it is not in the best chain.
    public func activeBlocks(from hash: BlockHash, limit: Int) -> [BlockSnapshot] {
        guard let first = state.tree.find(hash), state.isActive(first) else { return [] }
        let start = state.tree[first].height
        let end = min(state.active.height, start + max(0, limit) - 1)
        guard start <= end else { return [] }
        return (start...end).compactMap { state.active[$0].map(state.snapshot) }
    }

    /// The coins of outputs, nil for those that are spent or unknown, and the block after which that is so.
    ///
    /// - Parameter includesMempool: outputs that the mempool spends are spent, and those that it makes are there.
    public func coinsAndTip(
        _ outPoints: [OutPoint], includesMempool: Bool
    ) throws -> (coins: [Coin?], tip: BlockSnapshot)? {
        guard let tip else { return nil }
        let coins = try outPoints.map { outPoint in
            guard includesMempool else { return try state.coins.coin(outPoint) }
            guard state.mempool.spender(of: outPoint) == nil else { return nil }
            guard state.mempool.contains(outPoint.txid) else { return try state.coins.coin(outPoint) }
            return state.mempool.output(outPoint).map {
                Coin(output: $0, height: Self.mempoolHeight, isCoinbase: false)
            }
        }
        return (coins, tip)
    }

    /// The height that is told of what is in no block yet.
    private static let mempoolHeight: UInt32 = 0x7FFF_FFFF
}
