import BitcoinPrimitives
import BitcoinStorage

/// All known headers as a tree, the genesis block its root.
///
/// The entries lie in one array, parents before children, and refer to each other by number:
/// walking back touches no reference counts, and each entry knows an ancestor further back, so
/// that finding one at a given height takes logarithmic time.
public struct BlockTree: Sendable {
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
    public mutating func reserveCapacity(_ count: Int) {
        entries.reserveCapacity(count)
        nodes.reserveCapacity(count)
    }

    /// Adds a header, whose parent must be known unless it is a root. One that is known already is
    /// left as it is.
    @discardableResult
    public mutating func insert(_ header: BlockHeader, hash: BlockHash, status: BlockStatus) -> BlockNode {
        if let known = nodes[hash] { return known }
        let parent = nodes[header.previousBlock]
        let height = parent.map { self[$0].height + 1 } ?? 0
        let work = BlockWork.work(of: header.bits)
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
    public mutating func removeAll() {
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

    /// The median time of a block and the ten before it: what a child's time has to exceed.
    public func medianTimePast(of node: BlockNode) -> UInt32 {
        var times: [UInt32] = []
        times.reserveCapacity(Self.medianTimeSpan)
        var walk: BlockNode? = node
        while let current = walk, times.count < Self.medianTimeSpan {
            times.append(self[current].header.time)
            walk = self[current].parent
        }
        times.sort()
        return times[times.count / 2]
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

    private static let medianTimeSpan = 11

    /// The height of the ancestor that a block of a height knows besides its parent. Found by
    /// trials; in 2^18 blocks no lookup takes more than 110 steps.
    static func skipHeight(_ height: Int) -> Int {
        if height < 2 { return 0 }
        func withoutLowestBit(_ value: Int) -> Int { value & (value - 1) }
        return height & 1 == 1
            ? withoutLowestBit(withoutLowestBit(height - 1)) + 1 : withoutLowestBit(height)
    }
}

/// The work that a target stands for.
public enum BlockWork {
    /// The expected number of hashes for a block of a compact target; zero if the target is none.
    public static func work(of bits: UInt32) -> UInt256 {
        let decoded = CompactTarget(bits).decoded
        guard !decoded.isNegative, !decoded.overflows, !decoded.target.isZero else { return .zero }
        // 2^256 / (target + 1), which is (2^256 - target - 1) / (target + 1) + 1, but in 256 bits.
        return ~decoded.target / (decoded.target + .one) + .one
    }
}
