import BitcoinConsensus
import BitcoinPrimitives

/// The tree of headers and the best chain at one moment: what decisions about peers are made from.
///
/// Cheap to make and meant to be let go soon: while it is held, the next block makes a copy of the
/// list of the best chain.
public struct ChainView {
    /// All known headers.
    public let tree: BlockTree
    /// The best chain.
    public let active: ActiveChain
    /// The header of most work that is not known to be bad.
    public let bestHeader: BlockNode?
    /// `-minimumchainwork`: a chain with less is not worth having.
    public let minimumChainWork: UInt256
    /// Whether the node has yet to catch up.
    public let isInitialDownload: Bool
    /// Whether blocks are being read from files.
    public let isLoadingBlocks: Bool
    /// The blocks behind a snapshot that are still to be validated.
    public let history: History?

    /// Blocks behind a snapshot.
    public struct History {
        /// The last block that is validated and leads to the snapshot's.
        public let start: BlockNode
        /// The snapshot's block.
        public let target: BlockNode

        /// The blocks after one, up to another.
        public init(after start: BlockNode, upTo target: BlockNode) {
            self.start = start
            self.target = target
        }
    }

    /// A view of these parts.
    public init(
        tree: BlockTree, active: ActiveChain, bestHeader: BlockNode?, minimumChainWork: UInt256 = .zero,
        isInitialDownload: Bool = false, isLoadingBlocks: Bool = false, history: History? = nil
    ) {
        self.tree = tree
        self.active = active
        self.bestHeader = bestHeader
        self.minimumChainWork = minimumChainWork
        self.isInitialDownload = isInitialDownload
        self.isLoadingBlocks = isLoadingBlocks
        self.history = history
    }

    /// The last block of the best chain.
    public var tip: BlockNode? { active.tip }

    /// The work of the best chain; none without any block.
    public var tipWork: UInt256 { active.tip.map { tree[$0].chainWork } ?? .zero }

    /// The height of the best chain; -1 without any block.
    public var height: Int { active.height }

    /// What is known of a block.
    public subscript(node: BlockNode) -> BlockEntry { tree[node] }

    /// The block with a hash, if its header is known.
    public func find(_ hash: BlockHash) -> BlockNode? { tree.find(hash) }

    /// Whether a block is in the best chain.
    public func isActive(_ node: BlockNode) -> Bool { active.contains(node, in: tree) }

    /// The block after one of the best chain.
    public func next(after node: BlockNode) -> BlockNode? { active.next(after: node, in: tree) }

    /// The first hash of a locator that is in the best chain, or the first block.
    public func fork(of locator: [BlockHash]) -> BlockNode? {
        for hash in locator {
            guard let node = tree.find(hash) else { continue }
            if isActive(node) { return node }
            // The other node is ahead of this one on the same chain.
            if let tip, tree.isAncestor(tip, of: node) { return tip }
        }
        return active[0]
    }

    /// Whether a block is an ancestor of the best header, or in the best chain.
    public func isAncestorOfBest(_ node: BlockNode) -> Bool {
        if let bestHeader, tree.isAncestor(node, of: bestHeader) { return true }
        return isActive(node)
    }
}
