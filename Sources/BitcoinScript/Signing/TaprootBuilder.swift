import BitcoinCrypto
import BitcoinPrimitives

/// Puts a taproot output together from an internal key and a tree of scripts (BIP341).
///
/// Leaves are added in the order of a walk over the tree that goes deep first, each with its depth. At any time
/// there is at most one finished subtree for each level that still waits for its right neighbour, so building takes
/// room for the leaves and one path.
public struct TaprootBuilder: Sendable {
    /// A leaf with its depth.
    public struct DepthLeaf: Sendable, Hashable {
        /// How many levels it is below the root, at most 128.
        public let depth: Int
        /// The leaf.
        public let leaf: TaprootLeaf

        /// A leaf at a depth.
        public init(depth: Int, leaf: TaprootLeaf) {
            self.depth = depth
            self.leaf = leaf
        }
    }

    private struct Node: Sendable {
        var hash: Bytes32
        /// The leaves below, each with the hashes beside the way up to this node.
        var leaves: [(leaf: TaprootLeaf, path: [Bytes32])]
    }

    /// BIP341: no leaf lies deeper.
    public static let maximumDepth = 128

    private var branch: [Node?] = []
    private var isBroken = false
    private var finished: (internalKey: XOnlyPublicKey, output: XOnlyPublicKey, isOdd: Bool)?

    /// No leaves yet.
    public init() {}

    /// False if leaves came in an order that no walk over a tree has.
    public var isValid: Bool { !isBroken }

    /// True if there are no leaves, or if they make up a tree.
    public var isComplete: Bool { !isBroken && (branch.isEmpty || (branch.count == 1 && branch[0] != nil)) }

    /// True if there are scripts.
    public var hasScripts: Bool { !branch.isEmpty }

    /// Adds a leaf.
    public mutating func add(_ leaf: TaprootLeaf, depth: Int) {
        insert(Node(hash: leaf.hash, leaves: [(leaf, [])]), depth)
    }

    /// Adds a subtree of which only the hash is known.
    public mutating func add(omitted hash: Bytes32, depth: Int) {
        insert(Node(hash: hash, leaves: []), depth)
    }

    private mutating func insert(_ new: Node, _ depth: Int) {
        guard !isBroken, (0...Self.maximumDepth).contains(depth), depth + 1 >= branch.count else {
            isBroken = true
            return
        }
        var node = new
        var depth = depth
        while branch.count > depth, let left = branch[depth] {
            guard depth > 0 else {
                // The root has no neighbour.
                isBroken = true
                return
            }
            node = Self.combine(node, left)
            branch.removeLast()
            depth -= 1
        }
        while branch.count <= depth { branch.append(nil) }
        branch[depth] = node
    }

    private static func combine(_ a: Node, _ b: Node) -> Node {
        Node(
            hash: TaprootTree.branchHash(a.hash, b.hash),
            leaves: a.leaves.map { ($0.leaf, $0.path + [b.hash]) }
                + b.leaves.map { ($0.leaf, $0.path + [a.hash]) })
    }

    /// Sets the internal key; nil if the leaves are no tree, or if the key cannot be tweaked.
    ///
    /// - Returns: the output key.
    @discardableResult
    public mutating func finalize(internalKey: XOnlyPublicKey) -> XOnlyPublicKey? {
        guard isComplete,
            let output = internalKey.adding(
                tweak: TaprootTree.tweak(internalKey: internalKey.bytes, root: merkleRoot))
        else { return nil }
        finished = (internalKey, output.key, output.isOdd)
        return output.key
    }

    /// The root of the tree; nil without scripts.
    public var merkleRoot: Bytes32? { branch.first??.hash }

    /// The internal key, once it is set.
    public var internalKey: XOnlyPublicKey? { finished?.internalKey }

    /// The output key, once the internal key is set.
    public var output: XOnlyPublicKey? { finished?.output }

    /// The script that pays to the output, once the internal key is set.
    public var script: Script? { output.map { Destination.taproot($0.bytes).script } }

    /// What it takes to spend the output; nil before the internal key is set.
    public var spendData: TaprootSpendData? {
        guard let finished else { return nil }
        var data = TaprootSpendData()
        data.internalKey = finished.internalKey
        data.merkleRoot = merkleRoot
        for (leaf, path) in branch.first??.leaves ?? [] {
            let first = leaf.version | (finished.isOdd ? 1 : 0)
            let block = [first] + finished.internalKey.bytes.bytes + path.flatMap(\.bytes)
            data.controlBlocks[leaf, default: []].insert(block)
        }
        return data
    }

    /// The leaves with their depths, in the order of a walk over the tree (BIP371) from its other side: the leaf that
    /// was added last comes first, which is how upstream writes them.
    public var leaves: [DepthLeaf] {
        (branch.first??.leaves ?? []).map { DepthLeaf(depth: $0.path.count, leaf: $0.leaf) }
    }
}

extension TaprootBuilder: Equatable {
    /// The same leaves at the same depths.
    public static func == (a: Self, b: Self) -> Bool { a.leaves == b.leaves }
}
