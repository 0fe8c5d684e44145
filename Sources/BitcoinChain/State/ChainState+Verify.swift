import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// What `verifychain` and the check at start found.
public enum ChainVerification: Sendable, Equatable {
    /// All that was to be checked is right.
    case success
    /// Something is wrong, and was written to the log.
    case corrupted(reason: String)
    /// The check was cut off.
    case interrupted
    /// Blocks are missing, as they do on a pruned node; the others are right.
    case skippedMissingBlocks
    /// There was too little memory for the last levels; the others are right.
    case skippedLevels
}

extension ChainState {
    /// Checks the last blocks of the best chain. Level 0 reads them, 1 checks them, 2 reads their
    /// undo records, 3 takes them back from the coins, 4 connects them again. Nothing is changed.
    func verify(level: Int, depth: Int) throws -> ChainVerification {
        guard active.height > 0 else { return .success }
        let depth = depth <= 0 || depth > active.height ? active.height : depth
        let level = min(max(level, 0), 4)
        Log.info("Verifying last \(depth) blocks at level \(level)")
        Log.info("Verification progress: 0%")
        do {
            return try coins.trial {
                var check = Verification(state: self, level: level, depth: depth)
                return try check.run()
            }
        } catch is ChainInterrupted {
            return .interrupted
        }
    }
}

extension ChainState {
    /// Whether blocks of the best chain may be missing: pruned, or not yet received behind a snapshot.
    fileprivate var canLackBlocks: Bool { hasPruned || loadedSnapshot != nil }

    /// Whether all of a block is on disk that is needed to take it back. Blocks up to that of a snapshot can be here
    /// before they are validated, which is when they get their undo record.
    fileprivate func hasAllData(_ node: BlockNode) -> Bool {
        let status = tree[node].status
        guard status.contains(.hasData) else { return false }
        guard let loadedSnapshot, !loadedSnapshot.isValidated else { return true }
        return tree[node].height > tree[loadedSnapshot.base].height || status.contains(.hasUndo)
    }
}

/// One run of `verify`.
private struct Verification {
    let state: ChainState
    let level: Int
    let depth: Int
    private var reported = 0
    private var goodTransactions = 0
    private var failure: BlockNode?
    private var skippedLevels = false

    init(state: ChainState, level: Int, depth: Int) {
        self.state = state
        self.level = level
        self.depth = depth
    }

    mutating func run() throws -> ChainVerification {
        let top = state.active.height
        var isMissingBlocks = false
        var height = top
        while height > top - depth, height > 0, let node = state.active[height] {
            try state.checkInterrupted()
            report(Double(top - height) / Double(depth) * (level >= 4 ? 50 : 100))
            if state.canLackBlocks, !state.hasAllData(node) {
                Log.info(
                    "Block verification stopping at height \(height) (no data). This could be due to "
                        + "pruning or use of an assumeutxo snapshot.")
                isMissingBlocks = true
                break
            }
            if let reason = try goBack(node) { return .corrupted(reason: reason) }
            height -= 1
        }
        if let failure {
            return .corrupted(
                reason: logged(
                    "coin database inconsistencies found (last \(top - state.tree[failure].height + 1) blocks, "
                        + "\(goodTransactions) good transactions before that)"))
        }
        if skippedLevels {
            Log.warning(
                "Skipped verification of level >=3 (insufficient database cache size). Consider "
                    + "increasing -dbcache.")
        }
        if level >= 4 && !skippedLevels {
            if let reason = try goForward(from: height, to: top) { return .corrupted(reason: reason) }
        }
        Log.info("Verification: checked last \(top - height) blocks at level \(level)")
        if level >= 3 && !skippedLevels {
            Log.info(
                "Verification: no coin database inconsistencies (\(goodTransactions) transactions)")
        }
        return skippedLevels ? .skippedLevels : isMissingBlocks ? .skippedMissingBlocks : .success
    }

    private func logged(_ reason: String) -> String {
        Log.error("Verification error: \(reason)")
        return reason
    }

    /// Checks a block on the way back. Says what is wrong with it, if something is.
    private mutating func goBack(_ node: BlockNode) throws -> String? {
        let entry = state.tree[node]
        let block: Block
        do {
            block = try state.read(node)
            if level >= 1 { try BlockChecks.check(block, parameters: state.consensus) }
            if level >= 2 && entry.status.contains(.hasUndo) { _ = try state.readUndo(node) }
        } catch let rejection as BlockRejection {
            let path = state.blockFiles.blocks.path(of: entry.file)
            return logged("found bad block at \(entry.height), hash=\(entry.hash) (\(rejection)) in \(path)")
        } catch {
            return logged("ReadBlock failed at \(entry.height), hash=\(entry.hash): \(error)")
        }
        guard level >= 3 else { return nil }
        guard state.coins.memoryUsage <= state.configuration.coinsCacheBytes else {
            skippedLevels = true
            return nil
        }
        do {
            if try state.disconnect(block, node: node, from: state.coins) == .clean {
                goodTransactions += block.transactions.count
            } else {
                goodTransactions = 0
                failure = node
            }
        } catch {
            return logged(
                "irrecoverable inconsistency in block data at \(entry.height), hash=\(entry.hash): \(error)")
        }
        return nil
    }

    private mutating func goForward(from height: Int, to top: Int) throws -> String? {
        guard height < top else { return nil }
        for height in (height + 1)...top {
            try state.checkInterrupted()
            report(100 - Double(top - height) / Double(depth) * 50)
            guard let node = state.active[height] else { continue }
            let entry = state.tree[node]
            guard let parent = entry.parent else { continue }
            do {
                let place = ChainState.Place(hash: entry.hash, height: height, parent: parent)
                _ = try state.apply(state.read(node), at: place, to: state.coins, checkScripts: true)
                state.coins.setBestBlock(entry.hash)
            } catch {
                return logged("found unconnectable block at \(height), hash=\(entry.hash) (\(error))")
            }
        }
        return nil
    }

    private mutating func report(_ percent: Double) {
        let percent = max(1, min(99, Int(percent)))
        guard reported < percent / 10 else { return }
        Log.info("Verification progress: \(percent)%")
        reported = percent / 10
    }
}
