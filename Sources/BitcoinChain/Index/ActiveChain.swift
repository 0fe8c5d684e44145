/// The best chain, from the genesis block to the tip, by height.
public struct ActiveChain: Sendable {
    private var nodes: [BlockNode] = []

    /// A chain without any block.
    public init() {}

    /// The last block.
    public var tip: BlockNode? { nodes.last }

    /// The height of the tip; -1 without any block.
    public var height: Int { nodes.count - 1 }

    /// The block at a height, if the chain is that long.
    public subscript(height: Int) -> BlockNode? {
        nodes.indices.contains(height) ? nodes[height] : nil
    }

    /// Whether a block is in the chain.
    public func contains(_ node: BlockNode, in tree: BlockTree) -> Bool {
        self[tree[node].height] == node
    }

    /// The block after one that is in the chain.
    public func next(after node: BlockNode, in tree: BlockTree) -> BlockNode? {
        contains(node, in: tree) ? self[tree[node].height + 1] : nil
    }

    /// The last block of the chain that a block descends from, or is.
    public func fork(with node: BlockNode, in tree: BlockTree) -> BlockNode? {
        var walk: BlockNode? = tree[node].height > height ? tree.ancestor(of: node, atHeight: height) : node
        while let current = walk, !contains(current, in: tree) { walk = tree[current].parent }
        return walk
    }

    /// Makes a block the tip, and its ancestors the chain.
    public mutating func setTip(_ node: BlockNode?, in tree: BlockTree) {
        guard let node else {
            nodes = []
            return
        }
        let height = tree[node].height
        if nodes.count > height + 1 { nodes.removeLast(nodes.count - height - 1) }
        while nodes.count < height + 1 { nodes.append(node) }
        var walk: BlockNode? = node
        nodes[height] = node
        walk = tree[node].parent
        while let current = walk, nodes[tree[current].height] != current {
            nodes[tree[current].height] = current
            walk = tree[current].parent
        }
    }
}
