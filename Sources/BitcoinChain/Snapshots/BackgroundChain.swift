import BitcoinStorage

/// The chain of validated blocks while the best chain stands on a snapshot: it follows the same blocks from the first
/// one on, until it comes to the snapshot's block and its coins can be compared with those of the snapshot.
final class BackgroundChain {
    /// The validated blocks. The last one is the snapshot's block, or an ancestor of it.
    var active = ActiveChain()
    let database: CoinsDatabase
    /// The coins after the last validated block.
    let coins: CoinsCache
    /// The block of the snapshot.
    let target: BlockNode
    /// Whether the coins are just being hashed, to compare them.
    var isBeingCompared = false

    init(active: ActiveChain, database: CoinsDatabase, coins: CoinsCache, target: BlockNode) {
        self.active = active
        self.database = database
        self.coins = coins
        self.target = target
    }

    /// Whether all blocks up to that of the snapshot are validated.
    var hasReachedTarget: Bool { active.tip == target }

    /// A step towards the snapshot's block.
    enum Step {
        /// Takes the last block back, which does not lead there.
        case leave(BlockNode)
        /// Validates the next block.
        case join(BlockNode)
    }

    /// The next step, if the block that it leads to is on disk.
    func nextStep(in tree: BlockTree) -> Step? {
        guard !hasReachedTarget else { return nil }
        let fork = active.fork(with: target, in: tree)
        let height = fork.map { tree[$0].height + 1 } ?? 0
        guard let next = tree.ancestor(of: target, atHeight: height), tree[next].status.contains(.hasData)
        else { return nil }
        if let tip = active.tip, tip != fork { return .leave(tip) }
        return .join(next)
    }
}

/// The snapshot that the best chain stands on.
struct LoadedSnapshot {
    /// Its block.
    let base: BlockNode
    /// Whether all blocks up to it were validated, and led to the same coins.
    var isValidated = false
}
