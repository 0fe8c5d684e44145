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
    public func coinsAndTip(_ outPoints: [OutPoint]) throws -> (coins: [Coin?], tip: BlockSnapshot)? {
        guard let tip else { return nil }
        return (try outPoints.map { try state.coins.coin($0) }, tip)
    }
}
