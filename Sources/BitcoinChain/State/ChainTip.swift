import BitcoinPrimitives

/// The end of a branch of the tree of blocks, as `getchaintips` shows it.
public struct ChainTip: Sendable, Equatable {
    /// What is known of the branch.
    public enum Status: String, Sendable {
        /// The branch has a bad block.
        case invalid
        /// Some of its blocks are not here.
        case headersOnly = "headers-only"
        /// All of its blocks are here, but were never connected.
        case validHeaders = "valid-headers"
        /// It was connected once, or could be.
        case validFork = "valid-fork"
        /// It is the best chain.
        case active
        /// None of these.
        case unknown
    }

    /// The height of its last block.
    public let height: Int
    /// The hash of its last block.
    public let hash: BlockHash
    /// The number of blocks that are not in the best chain.
    public let branchLength: Int
    /// What is known of it.
    public let status: Status
}

extension ChainState {
    /// The ends of all branches, the highest first.
    func chainTips() -> [ChainTip] {
        var tips: Set<BlockNode> = []
        var parents: Set<BlockNode> = []
        for node in tree.all where !isActive(node) {
            tips.insert(node)
            if let parent = tree[node].parent { parents.insert(parent) }
        }
        tips.subtract(parents)
        if let tip { tips.insert(tip) }
        let sorted = tips.sorted {
            tree[$0].height == tree[$1].height ? $0 < $1 : tree[$0].height > tree[$1].height
        }
        return sorted.map { node in
            let entry = tree[node]
            let fork = active.fork(with: node, in: tree).map { tree[$0].height } ?? -1
            return ChainTip(
                height: entry.height, hash: entry.hash, branchLength: entry.height - fork,
                status: status(of: node))
        }
    }

    private func status(of node: BlockNode) -> ChainTip.Status {
        let entry = tree[node]
        if isActive(node) { return .active }
        if entry.status.contains(.failed) { return .invalid }
        if !entry.hasAllTransactions { return .headersOnly }
        if entry.status.isValid(.scripts) { return .validFork }
        if entry.status.isValid(.tree) { return .validHeaders }
        return .unknown
    }
}
