import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// Brings the chain a step towards the best candidate: at least until it is better than it was.
    /// Returns whether there is more to do. `block` is one that has just arrived, which need not be
    /// read again.
    func activateStep(_ block: Block? = nil) throws -> Bool {
        let start = tip
        var changed = false
        repeat {
            guard let best = findBestCandidate(), best != tip else { break }
            try step(towards: best, block: block?.hash == tree[best].hash ? block : nil)
            changed = true
        } while isWorseThan(start)
        guard changed, let newTip = tip else { return false }

        // A step that led to a bad block and back is no news.
        let fork = start.flatMap { active.fork(with: $0, in: tree) }
        if fork != newTip {
            events.send(.tipChanged(snapshot(newTip), isInitialDownload: isInitialDownload))
            // Who listens stops the node; what is under way must not lead further.
            let last = configuration.stopAtHeight
            if last > 0, tree[newTip].height >= last { isInterrupted.set() }
        }
        checkUnusualForks()
        try flush(.periodic)
        return findBestCandidate().map { $0 != tip } ?? false
    }

    /// Whether the tip is worse than the one before, at which no step may end.
    private func isWorseThan(_ start: BlockNode?) -> Bool {
        guard let tip, let start else { return false }
        return Candidates.isWorse(tip, than: start, in: tree)
    }

    /// Brings the chain as far as it goes.
    func activateBestChain(_ block: Block? = nil) throws {
        while try activateStep(block) { try checkInterrupted() }
    }

    /// The candidate of most work whose blocks are all there and not known to be bad. Those for
    /// which that is not so are removed on the way.
    private func findBestCandidate() -> BlockNode? {
        while let candidate = candidates.best {
            if leavesSnapshot(candidate) {
                Log.warning(
                    "A chain of more work, of block \(tree[candidate].hash), leaves this one below its snapshot. It can "
                        + "be followed once all blocks up to the snapshot are validated.")
                deferredCandidates.insert(candidate)
                candidates.remove(candidate, in: tree)
                continue
            }
            guard let obstacle = firstObstacle(of: candidate) else { return candidate }
            let isFailed = tree[obstacle].status.contains(.failed)
            if isFailed && bestInvalid.map({ tree[candidate].chainWork > tree[$0].chainWork }) ?? true {
                bestInvalid = candidate
            }
            var walk = candidate
            while walk != obstacle {
                // What misses data comes back when the data does.
                if !isFailed { addUnlinked(walk) }
                candidates.remove(walk, in: tree)
                guard let parent = tree[walk].parent else { break }
                walk = parent
            }
            candidates.remove(obstacle, in: tree)
        }
        return nil
    }

    /// Whether the way to a candidate goes back behind a snapshot. What its blocks spent is not known before they are
    /// validated, so they cannot be taken back.
    private func leavesSnapshot(_ candidate: BlockNode) -> Bool {
        guard let loadedSnapshot, !loadedSnapshot.isValidated else { return false }
        return !tree.isAncestor(loadedSnapshot.base, of: candidate)
    }

    /// The first block on the way from a candidate to the active chain that is bad or missing.
    private func firstObstacle(of candidate: BlockNode) -> BlockNode? {
        var walk: BlockNode? = candidate
        while let node = walk, !isActive(node) {
            let status = tree[node].status
            if status.contains(.failed) || !status.contains(.hasData) { return node }
            walk = tree[node].parent
        }
        return nil
    }

    /// Leaves the blocks that are not on the way to the target, and connects blocks until the chain
    /// is better than it was, or a block turns out to be bad.
    private func step(towards target: BlockNode, block: Block?) throws {
        let oldWork = tip.map { tree[$0].chainWork }
        let fork = active.fork(with: target, in: tree)
        let isReorganisation = tip != fork
        while let current = tip, current != fork { try disconnectTip() }

        // Told of after the mempool has taken back what of the old blocks is not in them.
        var connected: [BlockSnapshot] = []
        defer { for block in connected { events.send(.blockConnected(block)) } }
        var height = fork.map { tree[$0].height } ?? -1
        let targetHeight = tree[target].height
        while height < targetHeight {
            height += 1
            guard let next = tree.ancestor(of: target, atHeight: height) else { break }
            do {
                connected.append(try connectTip(next, block: next == target ? block : nil))
            } catch let rejection as BlockRejection {
                markInvalid(next, rejection: rejection)
                if rejection.kind != .mutated { noteInvalidChain(target) }
                // What was taken back comes again when the old chain is connected anew.
                if isReorganisation { try updateMempoolAfterReorganisation(resurrects: false) }
                return
            }
            if let tip { candidates.removeWorse(than: tip, in: tree) }
            guard let oldWork, tipWork <= oldWork else { break }
        }
        if isReorganisation { try updateMempoolAfterReorganisation(resurrects: true) }
        try checkMempool()
    }

    /// Makes a block the tip, and gives what is to be told of it. Throws a rejection, and changes nothing, if it is bad.
    private func connectTip(_ node: BlockNode, block known: Block?) throws -> BlockSnapshot {
        let block = try known ?? readForConnecting(node)
        do {
            try connect(block, node: node, isFromDisk: known == nil, to: coins)
        } catch let rejection as BlockRejection {
            events.send(.blockChecked(block.hash, rejection))
            Log.info("Block validation error: \(rejection)")
            Log.error("ConnectTip: ConnectBlock \(block.hash) failed, \(rejection)")
            throw rejection
        }
        events.send(.blockChecked(block.hash, nil))
        try flush(.ifNeeded)
        active.setTip(node, in: tree)
        removeFromMempool(block, height: tree[node].height)
        updateInitialDownload()
        logTip()
        return snapshot(node)
    }

    private func readForConnecting(_ node: BlockNode) throws -> Block {
        do {
            return try read(node)
        } catch {
            Log.error("\(error)")
            throw ChainError("Failed to read block.", remedy: .reindex)
        }
    }

    /// Takes the tip back.
    func disconnectTip() throws {
        guard let node = tip, let parent = tree[node].parent else {
            throw ChainError("The first block cannot be disconnected")
        }
        let block = try takeBack(node, from: coins)
        // An index that is past the new tip has to come back, too.
        for (name, height) in pruneLocks where height > tree[node].height - 1 {
            let kept = tree[node].height - 1
            pruneLocks[name] = kept
            Log.debug(.prune) { "\(name) prune lock moved back to \(kept)" }
        }
        try flush(.ifNeeded)
        active.setTip(parent, in: tree)
        for transaction in resurrection.add(block) {
            announce(mempool.removeRecursively(transaction, .reorganisation))
        }
        logTip()
        events.send(.blockDisconnected(snapshot(node)))
    }

    /// Whether the node has caught up. Once it has, it stays so.
    func updateInitialDownload() {
        guard isInitialDownload, !isImporting, areFilesIndexed, let tip else { return }
        let entry = tree[tip]
        guard entry.chainWork >= configuration.minimumChainWork,
            Int64(entry.header.time) >= NodeClock.now - configuration.maximumTipAge
        else { return }
        Log.info("Leaving InitialBlockDownload (latching to false)")
        isInitialDownload = false
    }
}
