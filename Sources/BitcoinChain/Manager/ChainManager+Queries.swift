import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage

extension ChainManager {
    /// The last block of the best chain.
    public var tip: BlockSnapshot? { state.tip.map(state.snapshot) }

    /// The last block up to which all are validated: the tip, or, behind a snapshot, an earlier one.
    public var validatedTip: BlockSnapshot? { state.validatedChain.tip.map(state.snapshot) }

    /// The height of the best chain; -1 without any block.
    public var height: Int { state.active.height }

    /// The header of most work that is not known to be bad.
    public var bestHeader: BlockSnapshot? { state.bestHeader.map(state.snapshot) }

    /// A block, whether in the best chain or not.
    public func block(_ hash: BlockHash) -> BlockSnapshot? {
        state.tree.find(hash).map(state.snapshot)
    }

    /// A block of the best chain.
    public func block(atHeight height: Int) -> BlockSnapshot? {
        state.active[height].map(state.snapshot)
    }

    /// Blocks of the best chain from a height on, in order; fewer than asked for at its end.
    public func blocks(from height: Int, count: Int) -> [BlockSnapshot] {
        let first = max(height, 0)
        let end = min(state.active.height, first + max(count, 0) - 1)
        guard first <= end else { return [] }
        return (first...end).compactMap { state.active[$0].map(state.snapshot) }
    }

    /// The ancestor of a block at a height.
    public func ancestor(of hash: BlockHash, atHeight height: Int) -> BlockSnapshot? {
        guard let node = state.tree.find(hash) else { return nil }
        return state.tree.ancestor(of: node, atHeight: height).map(state.snapshot)
    }

    /// The last block that two have in common.
    public func lastCommonAncestor(_ a: BlockHash, _ b: BlockHash) -> BlockSnapshot? {
        guard let left = state.tree.find(a), let right = state.tree.find(b) else { return nil }
        return state.tree.lastCommonAncestor(left, right).map(state.snapshot)
    }

    /// The last block of the best chain that a block descends from, or is.
    public func fork(of hash: BlockHash) -> BlockSnapshot? {
        guard let node = state.tree.find(hash) else { return nil }
        return state.active.fork(with: node, in: state.tree).map(state.snapshot)
    }

    /// The first hash of a locator that is in the best chain, or the first block.
    public func fork(of locator: [BlockHash]) -> BlockSnapshot? {
        for hash in locator {
            guard let node = state.tree.find(hash) else { continue }
            if state.isActive(node) { return state.snapshot(node) }
            // The other node is ahead of this one on the same chain.
            if let tip = state.tip, state.tree.isAncestor(tip, of: node) { return state.snapshot(tip) }
        }
        return state.active[0].map(state.snapshot)
    }

    /// A locator from a block, or from the tip.
    public func locator(from hash: BlockHash? = nil) -> [BlockHash] {
        let node = hash.map(state.tree.find) ?? state.tip
        return node.map(state.tree.locator) ?? []
    }

    /// The first block of the best chain whose time, or that of an earlier one, is at least `time`,
    /// from a height on.
    public func firstBlock(withTimeAtLeast time: UInt32, from height: Int = 0) -> BlockSnapshot? {
        var low = max(0, height)
        var high = state.active.height + 1
        while low < high {
            let middle = (low + high) / 2
            guard let node = state.active[middle] else { return nil }
            if state.tree[node].maximumTime < time { low = middle + 1 } else { high = middle }
        }
        return block(atHeight: low)
    }

    /// The ends of all branches.
    public func chainTips() -> [ChainTip] { state.chainTips() }

    /// The coin of an output in the best chain.
    public func coin(_ outPoint: OutPoint) throws -> Coin? { try state.coins.coin(outPoint) }

    /// Outputs of the mempool and those that no block of the best chain has spent, in the same order; nil for any other.
    public func outputs(_ outPoints: [OutPoint]) throws -> [TransactionOutput?] {
        try outPoints.map { try state.mempool.output($0) ?? state.coins.coin($0)?.output }
    }

    /// All transactions of the mempool, each with the outputs that it spends in the order of its inputs.
    public func mempoolWithSpentOutputs() throws -> [(transaction: Transaction, spent: [TransactionOutput])] {
        try state.mempool.all.map { entry in
            let spent = try entry.transaction.inputs.map { input in
                guard let output = try outputs([input.previousOutput])[0] else {
                    throw ChainError("The mempool spends \(input.previousOutput), which does not exist")
                }
                return output
            }
            return (entry.transaction, spent)
        }
    }

    /// The coin of an output in the best chain, and the tip of that chain.
    public func coinAndTip(_ outPoint: OutPoint) throws -> (coin: Coin, tip: BlockSnapshot)? {
        guard let tip, let coin = try state.coins.coin(outPoint) else { return nil }
        return (coin, tip)
    }

    /// The block of the best chain in which a transaction is, if any of its outputs is unspent.
    public func block(ofUnspentTransaction txid: Txid) throws -> BlockSnapshot? {
        // More outputs than that do not fit into a block.
        let limit = UInt32(ConsensusLimits.maximumBlockWeight / ConsensusLimits.witnessScaleFactor / 9)
        for index in 0..<limit {
            guard let coin = try state.coins.coin(OutPoint(txid: txid, index: index)) else { continue }
            return block(atHeight: Int(coin.height))
        }
        return nil
    }

    /// Whether the node has yet to catch up.
    public var isInitialBlockDownload: Bool { state.isInitialDownload }

    /// Whether blocks are being read from files.
    public var isImporting: Bool { state.isImporting || !state.areFilesIndexed }

    /// Which part of all transactions has been verified, about.
    public var verificationProgress: Double { state.verificationProgress(at: state.tip) }

    /// Which part of all transactions a block and those before it have, about; zero for an unknown one.
    public func verificationProgress(at hash: BlockHash) -> Double {
        state.verificationProgress(at: state.tree.find(hash))
    }

    /// The bytes that block and undo files take.
    public var sizeOnDisk: UInt64 { state.files.usage }

    /// Whether block files are removed when they are no longer needed.
    public nonisolated var isPruning: Bool { configuration.pruneTargetBytes != nil }

    /// Whether a block was on disk once and has been removed by pruning.
    public func isPruned(_ hash: BlockHash) -> Bool {
        state.tree.find(hash).map(state.isPruned) ?? false
    }

    /// The height of the last block up to the tip that is not on disk as a whole, itself and its undo record, because
    /// it has been removed or is behind a snapshot. Nil if there is none; the first block of all, which has no undo
    /// record, does not count.
    public var prunedHeight: Int? {
        guard state.hasPruned || state.loadedSnapshot != nil else { return nil }
        var height = state.active.height
        while height > 0, let node = state.active[height],
            state.tree[node].status.isSuperset(of: [.hasData, .hasUndo])
        {
            height -= 1
        }
        return height > 0 ? height : nil
    }

    /// The highest block of the active chain within these heights that is not on disk, if there is one.
    public func missingBlock(from start: Int, to end: Int) -> Int? {
        let last = min(end, state.active.height)
        guard max(start, 0) <= last else { return nil }
        return stride(from: last, through: max(start, 0), by: -1).first { height in
            state.active[height].map { !state.tree[$0].status.contains(.hasData) } ?? false
        }
    }

    /// Whether block files have been removed to save space.
    public var hasPruned: Bool { state.hasPruned }

    /// Whether the active chain began with a snapshot of coins.
    public var isFromSnapshot: Bool { state.loadedSnapshot != nil }

    /// Reads a block that is on disk; nil for one that is unknown or was pruned.
    public nonisolated func readBlock(_ hash: BlockHash) async throws -> Block? {
        guard let position = await block(hash)?.dataPosition else { return nil }
        return try blockFiles.block(at: position, hash: hash)
    }

    /// Reads the undo record of a block; nil for one that has none.
    public nonisolated func readUndo(_ hash: BlockHash) async throws -> BlockUndo? {
        guard let block = await block(hash), let position = block.undoPosition else { return nil }
        let bytes = try blockFiles.readUndo(at: position, previous: block.header.previousBlock)
        return try BlockUndo(serialized: bytes)
    }

    /// The state of a deployment at a block, by its place in the parameters.
    public func deploymentStatus(_ index: Int, at hash: BlockHash) -> DeploymentStatus? {
        guard let node = state.tree.find(hash) else { return nil }
        return state.versionBits.status(
            of: index, at: state.tree.cursor(node), parameters: state.consensus)
    }

    /// The target that a block after the tip would have to meet, in compact form.
    public func nextBits(time: UInt32) -> UInt32? {
        guard let tip = state.tip else { return nil }
        return ProofOfWork.nextBits(
            after: state.tree.cursor(tip), time: time, parameters: state.consensus)
    }

    /// The version that a block after the tip should have.
    public func nextVersion() -> Int32 {
        state.versionBits.nextVersion(
            after: state.tip.map(state.tree.cursor), parameters: state.consensus)
    }
}
