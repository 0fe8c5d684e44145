import BitcoinCrypto
import BitcoinPrimitives

extension TaprootSpendData {
    /// The tree that this data is of, as leaves with their depths in the order of a walk over it; nil if `output`
    /// is not made of it, or if a part of the tree is not known.
    public func leaves(of output: XOnlyPublicKey) -> [TaprootBuilder.DepthLeaf]? {
        guard let internalKey,
            internalKey.adding(tweak: TaprootTree.tweak(internalKey: internalKey.bytes, root: merkleRoot))?
                .key
                == output
        else { return nil }
        guard let merkleRoot else { return [] }
        var tree = InferredTree(root: merkleRoot)
        for (leaf, blocks) in controlBlocks.sorted(by: { $0.key < $1.key }) {
            for block in blocks.sorted(by: { $0.lexicographicallyPrecedes($1) })
            where Self.leads(block, from: leaf, to: merkleRoot) {
                guard tree.insert(leaf, controlBlock: block) else { return nil }
            }
        }
        return tree.leaves()
    }

    /// Whether a control block is well-formed and leads from the leaf to the root.
    private static func leads(_ block: [UInt8], from leaf: TaprootLeaf, to root: Bytes32) -> Bool {
        leaf.version & 1 == 0
            && (ScriptLimits.controlBase...ScriptLimits.controlMaximum).contains(block.count)
            && (block.count - ScriptLimits.controlBase) % ScriptLimits.controlNode == 0
            && block[0] & ScriptLimits.leafMask == leaf.version
            && TaprootTree.root(controlBlock: block.span.bytes, leafHash: leaf.hash) == root
    }
}

/// A tree that grows with the paths to its leaves. Nodes are numbers, so that depth costs no recursion.
private struct InferredTree {
    private struct Node {
        var hash: Bytes32?
        var children: (left: Int, right: Int)?
        var leaf: TaprootLeaf?
    }

    private var nodes: [Node]

    init(root: Bytes32) { nodes = [Node(hash: root)] }

    /// Adds the path of a control block that leads to the root; false if it contradicts what is there.
    mutating func insert(_ leaf: TaprootLeaf, controlBlock: [UInt8]) -> Bool {
        var current = 0
        let end = controlBlock.count
        for start in stride(from: end - 32, through: ScriptLimits.controlBase, by: -32) {
            let partner = Bytes32(unchecked: controlBlock.span.bytes, at: start)
            guard nodes[current].leaf == nil else { return false }
            guard let next = descend(from: current, beside: partner) else { return false }
            current = next
        }
        guard nodes[current].children == nil else { return false }
        nodes[current].leaf = leaf
        nodes[current].hash = leaf.hash
        return true
    }

    /// The child whose neighbour has this hash.
    private mutating func descend(from node: Int, beside partner: Bytes32) -> Int? {
        guard let children = nodes[node].children else {
            nodes[node].children = (nodes.count, nodes.count + 1)
            nodes.append(Node())
            nodes.append(Node(hash: partner))
            return nodes.count - 2
        }
        for (side, other) in [(children.left, children.right), (children.right, children.left)] {
            if nodes[side].hash == partner || (nodes[side].hash == nil && nodes[other].hash != partner) {
                nodes[side].hash = partner
                return other
            }
        }
        return nil
    }

    /// The leaves, left ones first; nil if a subtree is not known.
    ///
    /// Two equal subtrees beside each other have the same paths, and so only one of them was filled: it is walked
    /// for both.
    func leaves() -> [TaprootBuilder.DepthLeaf]? {
        var result: [TaprootBuilder.DepthLeaf] = []
        var pending = [(node: 0, depth: 0)]
        while let (index, depth) = pending.popLast() {
            let node = nodes[index]
            if let leaf = node.leaf {
                result.append(.init(depth: depth, leaf: leaf))
            } else if let (left, right) = node.children {
                let isTwin =
                    isUnknown(right)
                    && nodes[right].hash.map { hash in
                        TaprootTree.branchHash(hash, hash) == node.hash
                    } == true
                pending.append((isTwin ? left : right, depth + 1))
                pending.append((left, depth + 1))
            } else {
                return nil
            }
            // Twins within twins: the number of leaves grows with the depth of the tree, not with what was given.
            guard result.count + pending.count <= Self.maximumLeaves else { return nil }
        }
        return result
    }

    /// More than any transaction could ever spend from.
    private static let maximumLeaves = 100_000

    private func isUnknown(_ node: Int) -> Bool { nodes[node].leaf == nil && nodes[node].children == nil }
}
