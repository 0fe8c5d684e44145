import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage

/// All known headers as a tree, the genesis block its root.
///
/// The entries lie in one array, parents before children, and refer to each other by number:
/// walking back touches no reference counts, and each entry knows an ancestor further back, so
/// that finding one at a given height takes logarithmic time. Belongs to the chain's executor.
public final class BlockTree {
    private var entries: [BlockEntry] = []
    private var nodes: [BlockHash: BlockNode] = [:]

    /// A tree without any block.
    public init() {}

    /// The number of known headers.
    public var count: Int { entries.count }

    /// All blocks, each after its parent.
    public var all: some RandomAccessCollection<BlockNode> {
        entries.indices.lazy.map { BlockNode($0) }
    }

    /// The block with a hash, if its header is known.
    public func find(_ hash: BlockHash) -> BlockNode? { nodes[hash] }

    /// What is known of a block.
    public subscript(_ node: BlockNode) -> BlockEntry {
        _read { yield entries[Int(node.index)] }
        _modify { yield &entries[Int(node.index)] }
    }

    /// Makes room for many headers at once.
    public func reserveCapacity(_ count: Int) {
        entries.reserveCapacity(count)
        nodes.reserveCapacity(count)
    }

    /// Adds a header, whose parent must be known unless it is a root. One that is known already is
    /// left as it is.
    @discardableResult
    public func insert(_ header: BlockHeader, hash: BlockHash, status: BlockStatus) -> BlockNode {
        if let known = nodes[hash] { return known }
        let parent = nodes[header.previousBlock]
        let height = parent.map { self[$0].height + 1 } ?? 0
        let work = ProofOfWork.work(bits: header.bits)
        let entry = BlockEntry(
            hash: hash, header: header, parent: parent,
            skip: parent.flatMap { ancestor(of: $0, atHeight: Self.skipHeight(height)) },
            height: height,
            chainWork: parent.map { self[$0].chainWork + work } ?? work,
            maximumTime: max(header.time, parent.map { self[$0].maximumTime } ?? 0),
            status: status)
        let node = BlockNode(entries.count)
        entries.append(entry)
        nodes[hash] = node
        return node
    }

    /// Removes all blocks.
    public func removeAll() {
        entries = []
        nodes = [:]
    }

    // MARK: Ancestors

    /// The ancestor of a block at a height, which may be its own; nil for heights above it.
    public func ancestor(of node: BlockNode, atHeight height: Int) -> BlockNode? {
        var walk = node
        var walkHeight = self[node].height
        guard height >= 0, height <= walkHeight else { return nil }
        while walkHeight > height {
            let skipHeight = Self.skipHeight(walkHeight)
            let skipBefore = Self.skipHeight(walkHeight - 1)
            // Jump, unless one step back there is a better jump.
            let parentJumpsBetter = skipBefore < skipHeight - 2 && skipBefore >= height
            if let skip = self[walk].skip,
                skipHeight == height || (skipHeight > height && !parentJumpsBetter)
            {
                walk = skip
                walkHeight = skipHeight
            } else {
                guard let parent = self[walk].parent else { return nil }
                walk = parent
                walkHeight -= 1
            }
        }
        return walk
    }

    /// Whether `ancestor` is `node` or one of its ancestors.
    public func isAncestor(_ ancestor: BlockNode, of node: BlockNode) -> Bool {
        self.ancestor(of: node, atHeight: self[ancestor].height) == ancestor
    }

    /// The last block that two blocks have in common; nil if they have different roots.
    public func lastCommonAncestor(_ a: BlockNode, _ b: BlockNode) -> BlockNode? {
        let height = min(self[a].height, self[b].height)
        var left = ancestor(of: a, atHeight: height)
        var right = ancestor(of: b, atHeight: height)
        while let l = left, let r = right, l != r {
            if let leftSkip = self[l].skip, let rightSkip = self[r].skip, leftSkip != rightSkip {
                left = leftSkip
                right = rightSkip
            } else {
                left = self[l].parent
                right = self[r].parent
            }
        }
        return left == right ? left : nil
    }

    /// Hashes from a block back to the root, ever further apart, by which another node finds the
    /// last block that it has in common.
    public func locator(from node: BlockNode) -> [BlockHash] {
        var hashes: [BlockHash] = []
        var step = 1
        var walk = node
        while true {
            hashes.append(self[walk].hash)
            let height = self[walk].height
            guard height > 0, let next = ancestor(of: walk, atHeight: max(height - step, 0)) else {
                return hashes
            }
            walk = next
            if hashes.count > 10 { step *= 2 }
        }
    }

    /// The height of the ancestor that a block of a height knows besides its parent. Found by
    /// trials; in 2^18 blocks no lookup takes more than 110 steps.
    static func skipHeight(_ height: Int) -> Int {
        if height < 2 { return 0 }
        func withoutLowestBit(_ value: Int) -> Int { value & (value - 1) }
        return height & 1 == 1
            ? withoutLowestBit(withoutLowestBit(height - 1)) + 1 : withoutLowestBit(height)
    }
}

extension BlockTree {
    /// A block as the rules look at it.
    public struct Cursor: ChainEntry {
        let tree: BlockTree
        let node: BlockNode

        /// The number of blocks before this one.
        public var height: Int { tree[node].height }
        /// The header's version.
        public var version: Int32 { tree[node].header.version }
        /// The header's time.
        public var time: UInt32 { tree[node].header.time }
        /// The header's target.
        public var bits: UInt32 { tree[node].header.bits }
        /// The block before this one.
        public var parent: Cursor? { tree[node].parent.map { Cursor(tree: tree, node: $0) } }

        /// The block at a height on the way back to the genesis block.
        public func ancestor(at height: Int) -> Cursor? {
            tree.ancestor(of: node, atHeight: height).map { Cursor(tree: tree, node: $0) }
        }

        /// The same block of the same tree.
        public static func == (a: Self, b: Self) -> Bool { a.node == b.node && a.tree === b.tree }

        /// Feeds the block's number.
        public func hash(into hasher: inout Hasher) { hasher.combine(node) }
    }

    /// A block as the rules look at it.
    public func cursor(_ node: BlockNode) -> Cursor { Cursor(tree: self, node: node) }

    /// The median time of a block and the ten before it: what a child's time has to exceed.
    public func medianTimePast(of node: BlockNode) -> Int64 { cursor(node).medianTimePast }
}
