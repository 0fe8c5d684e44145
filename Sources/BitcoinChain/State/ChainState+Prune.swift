import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// Blocks this near below what an index still needs are kept, too.
    private static let pruneLockBuffer = 10

    /// Removes block files that are no longer needed: all of the best chain up to `height`, or, without it, as many
    /// as it takes to get below the target.
    func prune(upTo height: Int?) throws {
        isPruningDue = false
        guard let target = configuration.pruneTargetBytes, active.height >= 0 else { return }
        let ranges = prunableHeights(atMost: height)
        let files =
            height == nil
            ? filesToPrune(target: target, ranges)
            : self.files.infos.indices.filter { isPrunable($0, ranges) }
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
        try flushCoins()
        self.files.unlink(files)
        let last = ranges.map(\.upperBound).max() ?? 0
        if height == nil {
            Log.debug(.prune) { "Pruned \(files.count) blk/rev pairs up to height \(last)" }
        } else {
            Log.info("Prune (Manual): prune_height=\(last) removed \(files.count) blk/rev pairs")
        }
    }

    /// The heights of blocks that may be removed: not those near the tip, and not those that are still needed.
    private func prunableHeights(atMost height: Int?) -> [ClosedRange<Int>] {
        let limit = min(unlockedHeight, height ?? .max)
        var ranges: [ClosedRange<Int>] = []
        func add(from first: Int, tip: Int) {
            let last = min(limit, max(0, tip - Self.minimumBlocksToKeep))
            if first <= last { ranges.append(first...last) }
        }
        guard let loadedSnapshot, !loadedSnapshot.isValidated else {
            add(from: 0, tip: active.height)
            return ranges
        }
        // What comes before the snapshot's block is for the chain behind it, which needs it longer.
        // That one needs no more than the target asks for.
        if let background, height == nil { add(from: 0, tip: background.active.height) }
        add(from: tree[loadedSnapshot.base].height + 1, tip: active.height)
        return ranges
    }

    /// The last height that nobody needs any more.
    private var unlockedHeight: Int {
        var limit = active.height
        var limiting: String?
        for (name, height) in pruneLocks.sorted(by: { $0.key < $1.key }) {
            let last = height - Self.pruneLockBuffer - 1
            limit = max(1, min(limit, last))
            if limit == last { limiting = name }
        }
        if let limiting { Log.debug(.prune) { "\(limiting) limited pruning to height \(limit)" } }
        return limit
    }

    private func isPrunable(_ file: Int, _ ranges: [ClosedRange<Int>]) -> Bool {
        let info = files.infos[file]
        // All but the last, which blocks of this chain are appended to: those of a chain behind a snapshot go to another.
        guard info.size > 0, file < files.lastFile else { return false }
        return ranges.contains {
            Int(info.firstHeight) >= $0.lowerBound && Int(info.lastHeight) <= $0.upperBound
        }
    }

    private func filesToPrune(target: UInt64, _ ranges: [ClosedRange<Int>]) -> [Int] {
        guard target != ChainConfiguration.pruneManually,
            active.height > configuration.parameters.pruneAfterHeight
        else { return [] }
        // A chain behind a snapshot has half of it for itself.
        let target = max(background == nil ? target : target / 2, configuration.minimumPruneTargetBytes)
        // Room for one more chunk of each kind, and for what is still to come.
        var buffer = UInt64(files.files.blocks.chunkSize + files.files.undo.chunkSize)
        var usage = files.usage
        guard usage + buffer >= target else { return [] }
        if isInitialDownload, let bestHeader {
            let remaining = max(0, tree[bestHeader].height - active.height)
            buffer += UInt64(remaining) * 1_000_000
        }
        var result: [Int] = []
        for file in files.infos.indices where usage + buffer >= target {
            guard isPrunable(file, ranges) else { continue }
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
