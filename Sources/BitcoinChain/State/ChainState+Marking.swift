import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// Marks a block as bad, unless its data may just not be what its header commits to.
    func markInvalid(_ node: BlockNode, rejection: BlockRejection) {
        guard rejection.kind != .mutated else { return }
        candidates.remove(node, in: tree)
        update(node) { $0.status.insert(.failed) }
        noteInvalidChain(node)
    }

    /// Marks all descendants of a bad block, and tells of it.
    func noteInvalidChain(_ node: BlockNode) {
        if bestInvalid.map({ tree[node].chainWork > tree[$0].chainWork }) ?? true { bestInvalid = node }
        for other in tree.all where other > node && tree.isAncestor(node, of: other) {
            if !tree[other].status.contains(.failed) {
                candidates.remove(other, in: tree)
                update(other) { $0.status.insert(.failed) }
            }
        }
        if let bestHeader, tree.isAncestor(node, of: bestHeader) { recalculateBestHeader() }

        let entry = tree[node]
        Log.info(
            "InvalidChainFound: invalid block=\(entry.hash) height=\(entry.height) "
                + "log2_work=\(entry.chainWork.log2.fixed(6)) "
                + "date=\(ISO8601.dateTime(Int64(entry.header.time)))")
        guard let tip else { return }
        let best = tree[tip]
        Log.info(
            "InvalidChainFound: current best=\(best.hash) height=\(best.height) "
                + "log2_work=\(best.chainWork.log2.fixed(6)) "
                + "date=\(ISO8601.dateTime(Int64(best.header.time)))")
        checkUnusualForks()
    }

    /// Warns if there is a bad chain of much more work than the tip's.
    func checkUnusualForks() {
        guard let bestInvalid, let tip else { return warnings.clear(.largeWorkInvalidChain) }
        let sixBlocks = ProofOfWork.work(bits: tree[tip].header.bits) * 6
        guard tree[bestInvalid].chainWork > tree[tip].chainWork + sixBlocks else {
            return warnings.clear(.largeWorkInvalidChain)
        }
        let text =
            "Found invalid chain more than 6 blocks longer than our best chain. This could be due to database "
            + "corruption or consensus incompatibility with peers."
        Log.warning(text)
        warnings.set(.largeWorkInvalidChain, "Warning: \(text)")
    }

    func recalculateBestHeader() {
        bestHeader = tip
        for node in tree.all where !tree[node].status.contains(.failed) {
            if bestHeader.map({ tree[$0].chainWork < tree[node].chainWork }) ?? true { bestHeader = node }
        }
    }

    // MARK: By order of the user

    /// When more blocks than this are invalidated, the transactions of the others do not come back into the mempool.
    private static let maximumResurrectedBlocks = 10

    /// Marks a block as bad, whatever the rules say, and leaves it.
    func invalidate(_ node: BlockNode) throws {
        let wasActive = isActive(node)
        var count = 0
        while isActive(node), let disconnected = tip {
            try disconnectTip()
            count += 1
            try updateMempoolAfterReorganisation(resurrects: count <= Self.maximumResurrectedBlocks)
            candidates.remove(disconnected, in: tree)
            update(disconnected) { $0.status.insert(.failed) }
            if let tip { candidates.insert(tip, in: tree) }
        }
        candidates.remove(node, in: tree)
        update(node) { $0.status.insert(.failed) }
        noteInvalidChain(node)
        addMissingCandidates()
        if wasActive, let tip {
            events.send(.tipChanged(snapshot(tip), isInitialDownload: isInitialDownload))
        }
    }

    /// Blocks can only be left that are on disk. That they are not is no failure of this computer: they were pruned, or
    /// are behind a snapshot.
    func requireBlocks(downTo node: BlockNode) throws {
        guard isActive(node) else { return }
        for height in tree[node].height...active.height {
            guard let block = active[height], tree[block].status.isSuperset(of: [.hasData, .hasUndo]) else {
                throw ChainError("Block \(tree[node].hash) cannot be left: blocks after it are not on disk")
            }
        }
    }

    /// Takes back what is known against a block, its ancestors and its descendants.
    func reconsider(_ node: BlockNode) {
        for other in tree.all where tree[other].status.contains(.failed) {
            guard tree.isAncestor(node, of: other) || tree.isAncestor(other, of: node) else { continue }
            update(other) { $0.status.remove(.failed) }
            if other == bestInvalid { bestInvalid = nil }
        }
        addMissingCandidates()
        recalculateBestHeader()
    }

    /// Prefers a block to others of the same work, as if it had been received before them.
    func makePrecious(_ node: BlockNode) {
        guard let tip, tree[node].chainWork >= tree[tip].chainWork else { return }
        if tree[tip].chainWork > lastPreciousWork { nextPreciousSequence = -1 }
        lastPreciousWork = tree[tip].chainWork
        candidates.remove(node, in: tree)
        tree[node].sequence = nextPreciousSequence
        if nextPreciousSequence > .min { nextPreciousSequence -= 1 }
        if tree[node].status.isValid(.transactions) && tree[node].hasAllTransactions {
            candidates.insert(node, in: tree)
            candidates.removeWorse(than: tip, in: tree)
        }
    }

    /// Makes candidates of all blocks that are none and should be.
    func addMissingCandidates() {
        for node in tree.all {
            let entry = tree[node]
            if entry.status.isValid(.transactions) && entry.hasAllTransactions { addCandidate(node) }
        }
    }
}
