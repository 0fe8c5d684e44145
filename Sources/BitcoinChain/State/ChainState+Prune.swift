import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// No less than this is kept of block and undo files: 550 MiB.
    static let minimumPruneTarget: UInt64 = 550 << 20
    /// Blocks this near below what an index still needs are kept, too.
    private static let pruneLockBuffer = 10

    /// Removes block files that are no longer needed: all up to `height`, or, without it, as many as
    /// it takes to get below the target.
    func prune(upTo height: Int?) throws {
        isPruningDue = false
        guard let target = configuration.pruneTargetBytes, active.height >= 0 else { return }
        let limit = lastPrunableHeight(atMost: height)
        let files =
            height == nil
            ? filesToPrune(target: target, limit: limit)
            : (0..<self.files.currentFile).filter { isPrunable($0, limit: limit) }
        guard !files.isEmpty else { return }
        if !hasPruned {
            try databases.index.setFlag(BlockIndexStore.prunedFlag, true)
            hasPruned = true
        }
        let pruned = Set(files)
        for node in tree.all where pruned.contains(tree[node].file) { forgetData(of: node) }
        for file in files { self.files.forget(file: file) }
        // The files go last: an index that points at nothing could not be loaded.
        try writeIndex()
        if !coins.bestBlock.isZero { try coins.flush(empty: false) }
        self.files.unlink(files)
        Log.debug(.prune) { "Pruned \(files.count) blk/rev pairs up to height \(limit)" }
    }

    private func lastPrunableHeight(atMost height: Int?) -> Int {
        var limit = active.height - Self.minimumBlocksToKeep
        var limiting: String?
        for (name, height) in pruneLocks.sorted(by: { $0.key < $1.key }) {
            let last = height - Self.pruneLockBuffer - 1
            limit = max(1, min(limit, last))
            if limit == last { limiting = name }
        }
        if let limiting { Log.debug(.prune) { "\(limiting) limited pruning to height \(limit)" } }
        return min(limit, height ?? limit)
    }

    private func isPrunable(_ file: Int, limit: Int) -> Bool {
        files.infos[file].size > 0 && Int(files.infos[file].lastHeight) <= limit
    }

    private func filesToPrune(target: UInt64, limit: Int) -> [Int] {
        guard target != ChainConfiguration.pruneManually,
            active.height > configuration.parameters.pruneAfterHeight
        else { return [] }
        let target = max(target, Self.minimumPruneTarget)
        // Room for one more chunk of each kind, and for what is still to come.
        var buffer = UInt64(files.files.blocks.chunkSize + files.files.undo.chunkSize)
        var usage = files.usage
        guard usage + buffer >= target else { return [] }
        if isInitialDownload, let bestHeader {
            let remaining = max(0, tree[bestHeader].height - active.height)
            buffer += UInt64(remaining) * 1_000_000
        }
        var result: [Int] = []
        for file in 0..<files.currentFile where usage + buffer >= target {
            guard isPrunable(file, limit: limit) else { continue }
            result.append(file)
            usage -= UInt64(files.infos[file].size) + UInt64(files.infos[file].undoSize)
        }
        return result
    }

    private func forgetData(of node: BlockNode) {
        guard tree[node].status.contains(.hasData) || tree[node].status.contains(.hasUndo) else { return }
        update(node) { entry in
            entry.status.subtract([.hasData, .hasUndo])
            entry.file = 0
            entry.dataOffset = 0
            entry.undoOffset = 0
        }
        if let parent = tree[node].parent {
            unlinked[parent]?.removeAll { $0 == node }
            if unlinked[parent]?.isEmpty == true { unlinked[parent] = nil }
        }
    }
}
