import BitcoinPrimitives
import BitcoinStorage

/// The way from one block to another: back to the last one that both descend from, and forward again.
public struct ChainPath: Sendable {
    /// The blocks to leave, the last one first.
    public var left: [BlockSnapshot] = []
    /// The blocks to join after that, in their order.
    public var joined: [BlockSnapshot] = []

    /// Whether there is nowhere to go.
    public var isEmpty: Bool { left.isEmpty && joined.isEmpty }
}

extension ChainManager {
    /// The first steps of the way from a block, nil for none, to another; both must be known.
    ///
    /// - Parameters:
    ///   - limit: how many steps are returned at most in each direction.
    ///   - index: an index that stands at `start` and goes this way; pruning keeps what it needs.
    public func path(
        from start: BlockHash?, to target: BlockHash, limit: Int, for index: String? = nil
    ) -> ChainPath {
        let startNode = start.flatMap(state.tree.find)
        if let index { state.pruneLocks[index] = startNode.map { state.tree[$0].height } ?? 0 }
        var path = ChainPath()
        guard let targetNode = state.tree.find(target) else { return path }
        var height = 0
        if let startNode {
            guard let fork = state.tree.lastCommonAncestor(startNode, targetNode) else { return path }
            var walk = startNode
            while walk != fork {
                guard path.left.count < limit, let parent = state.tree[walk].parent else { return path }
                path.left.append(state.snapshot(walk))
                walk = parent
            }
            height = state.tree[fork].height + 1
        }
        let last = min(state.tree[targetNode].height, height + limit - 1)
        while height <= last, let node = state.tree.ancestor(of: targetNode, atHeight: height) {
            path.joined.append(state.snapshot(node))
            height += 1
        }
        return path
    }

    /// Whether a block is another one or comes after it, in whatever chain.
    func descends(_ block: BlockHash, from ancestor: BlockHash) -> Bool {
        guard let block = state.tree.find(block), let ancestor = state.tree.find(ancestor) else {
            return false
        }
        return state.tree.isAncestor(ancestor, of: block)
    }

    /// A locator of a block, if the coins on disk are those of this block or of one after it: what refers to a
    /// block must not be on disk before the chain is.
    public func locatorIfFlushed(_ hash: BlockHash) throws -> [BlockHash]? {
        guard let node = state.tree.find(hash),
            let flushed = try state.validatedDatabase.bestBlock().flatMap(state.tree.find),
            state.tree.isAncestor(node, of: flushed)
        else { return nil }
        return state.tree.locator(from: node)
    }

    /// Whether all blocks from one that is in the best chain, or from where it left it, up to the tip are on disk,
    /// with their undo records if those are asked for.
    public func hasBlocks(from hash: BlockHash?, withUndo: Bool) -> Bool {
        let chain = state.validatedChain
        let fork = hash.flatMap(state.tree.find).flatMap { chain.fork(with: $0, in: state.tree) }
        var height = fork.map { state.tree[$0].height } ?? 0
        while let node = chain[height] {
            let status = state.tree[node].status
            // The first block spends nothing and has no undo record.
            guard status.contains(.hasData), !withUndo || height == 0 || status.contains(.hasUndo) else {
                return false
            }
            height += 1
        }
        return true
    }

    /// The hashes of a block and those before it, from a height on.
    public func hashes(from height: Int, to last: BlockHash) -> [BlockHash] {
        guard let node = state.tree.find(last), height >= 0 else { return [] }
        var hashes: [BlockHash] = []
        var walk: BlockNode? = node
        while let current = walk, state.tree[current].height >= height {
            hashes.append(state.tree[current].hash)
            walk = state.tree[current].parent
        }
        return hashes.reversed()
    }
}
