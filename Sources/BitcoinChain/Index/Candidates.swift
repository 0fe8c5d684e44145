import DequeModule

/// The blocks that could become the tip: all their ancestors' data is there, nothing of it is
/// known to be bad, and none has less work than the tip. In order, the best one last.
///
/// Blocks are added at the end and removed at the beginning, nearly always.
struct Candidates {
    private var nodes: Deque<BlockNode> = []

    /// The best candidate.
    var best: BlockNode? { nodes.last }

    /// All of them, the best one last.
    var all: [BlockNode] { Array(nodes) }

    var isEmpty: Bool { nodes.isEmpty }

    func contains(_ node: BlockNode, in tree: BlockTree) -> Bool {
        let index = position(of: node, in: tree)
        return index < nodes.count && nodes[index] == node
    }

    mutating func insert(_ node: BlockNode, in tree: BlockTree) {
        let index = position(of: node, in: tree)
        if index < nodes.count && nodes[index] == node { return }
        nodes.insert(node, at: index)
    }

    /// To be called before anything changes that the order depends on.
    mutating func remove(_ node: BlockNode, in tree: BlockTree) {
        let index = position(of: node, in: tree)
        if index < nodes.count && nodes[index] == node { nodes.remove(at: index) }
    }

    /// Removes what is worse than the tip.
    mutating func removeWorse(than tip: BlockNode, in tree: BlockTree) {
        while let first = nodes.first, Self.isWorse(first, than: tip, in: tree) { nodes.removeFirst() }
    }

    mutating func removeAll() {
        nodes = []
    }

    private func position(of node: BlockNode, in tree: BlockTree) -> Int {
        if let last = nodes.last, Self.isWorse(last, than: node, in: tree) { return nodes.count }
        var low = 0
        var high = nodes.count
        while low < high {
            let middle = (low + high) / 2
            if Self.isWorse(nodes[middle], than: node, in: tree) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Less work; or as much, but connectable later; or, of those that were loaded, known later.
    static func isWorse(_ a: BlockNode, than b: BlockNode, in tree: BlockTree) -> Bool {
        let left = tree[a]
        let right = tree[b]
        if left.chainWork != right.chainWork { return left.chainWork < right.chainWork }
        if left.sequence != right.sequence { return left.sequence > right.sequence }
        return a > b
    }
}
