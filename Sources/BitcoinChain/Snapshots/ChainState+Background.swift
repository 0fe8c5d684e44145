import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// After so many validated blocks behind a snapshot there is a line in the log.
    private static let backgroundLogInterval = 2000
    /// How many blocks are validated before others get their turn.
    private static let backgroundStepLength = 16

    /// Validates the next blocks behind the snapshot, as far as they are on disk. Returns whether there may be more to
    /// do.
    func validateBackground() throws -> Bool {
        guard let background else { return false }
        for _ in 0..<Self.backgroundStepLength {
            switch background.nextStep(in: tree) {
            case .leave(let node): try leave(node, of: background)
            case .join(let node): try join(node, to: background)
            case nil:
                try flush(.periodic)
                return false
            }
        }
        try flush(.periodic)
        return true
    }

    private func leave(_ node: BlockNode, of background: BackgroundChain) throws {
        try takeBack(node, from: background.coins)
        try flush(.ifNeeded)
        background.active.setTip(tree[node].parent, in: tree)
    }

    private func join(_ node: BlockNode, to background: BackgroundChain) throws {
        let block = try read(node)
        do {
            try connect(block, node: node, isFromDisk: true, to: background.coins)
        } catch let rejection as BlockRejection {
            events.send(.blockChecked(block.hash, rejection))
            Log.error("ConnectTip: ConnectBlock \(block.hash) failed, \(rejection)")
            throw rejectSnapshot()
        }
        events.send(.blockChecked(block.hash, nil))
        try flush(.ifNeeded)
        background.active.setTip(node, in: tree)
        if tree[node].height % Self.backgroundLogInterval == 0 {
            logTip(node, of: background.coins, prefix: "[background validation] ")
        }
        events.send(.validatedTipChanged(snapshot(node)))
    }

    /// The last block of which all ancestors are validated, too: that of the best chain, or, behind a snapshot, of the
    /// chain that catches up with it.
    var validatedChain: ActiveChain { background?.active ?? active }

    /// The coins database of the validated chain.
    var validatedDatabase: CoinsDatabase {
        get throws { try background?.database ?? databases.coins }
    }

    /// What peers are still to be asked for behind a snapshot.
    var history: ChainView.History? {
        guard let background, !background.hasReachedTarget,
            let start = background.active.fork(with: background.target, in: tree)
        else { return nil }
        return ChainView.History(after: start, upTo: background.target)
    }

    // MARK: Loading

    /// What the parameters of the network say of a snapshot.
    func assumption(for base: BlockHash) -> ChainParameters.AssumeUTXO? {
        configuration.parameters.assumeUTXO.first { $0.blockHash == base }
    }

    /// Makes the coins of a snapshot those of the best chain. They and all that they refer to are on disk.
    func activate(_ database: CoinsDatabase, base: BlockNode, transactionCount: UInt64) throws {
        let coins = try CoinsCache(database: database)
        var walk = base
        while let parent = tree[walk].parent {
            // Otherwise they would be missed at the next start.
            if isDeploymentActive(.segwit, atHeight: tree[walk].height) {
                update(walk) { $0.status.insert(.hasWitness) }
            }
            dirtyBlocks.insert(walk)
            walk = parent
        }
        candidates.remove(base, in: tree)
        update(base) { $0.chainTransactionCount = transactionCount }
        // The index has to know the block before the folder counts, and coins of the old chain must not be lost.
        try flush(.sync)
        try SnapshotFolder(dataDirectory: configuration.dataDirectory).setBase(tree[base].hash)

        background = BackgroundChain(
            active: active, database: try databases.coins, coins: self.coins, target: base)
        loadedSnapshot = LoadedSnapshot(base: base)
        try replaceCoins(coins, database)
        active.setTip(base, in: tree)
        files.snapshotHeight = tree[base].height
        candidates.removeAll()
        addMissingCandidates()
        Log.info("[snapshot] successfully activated snapshot \(tree[base].hash)")
        events.send(.tipChanged(snapshot(base), isInitialDownload: isInitialDownload))
    }

    /// Takes up the chain behind a snapshot where the last run left it.
    func loadBackground() throws {
        guard let opened = snapshotAtStart else { return }
        snapshotAtStart = nil
        guard let base = tree.find(opened.base) else {
            Log.error(
                "The coins of the snapshot are those of block \(opened.base), which is not in the block index"
            )
            throw ChainError("Error initializing block database", remedy: .reindex)
        }
        try replayInterruptedFlush(of: opened.database, opened.coins)
        var validated = ActiveChain()
        if !opened.coins.bestBlock.isZero {
            guard let tip = tree.find(opened.coins.bestBlock) else {
                throw ChainError("Error initializing block database", remedy: .reindex)
            }
            validated.setTip(tip, in: tree)
        }
        background = BackgroundChain(
            active: validated, database: opened.database, coins: opened.coins, target: base)
        loadedSnapshot = LoadedSnapshot(base: base)
    }

    // MARK: Comparing

    /// Whether the coins behind the snapshot can be compared with it, and nobody does so yet. They are on disk then.
    func beginComparison() throws -> CoinsDatabase? {
        guard let background, background.hasReachedTarget, !background.isBeingCompared else { return nil }
        background.isBeingCompared = true
        try flush(.sync)
        Log.info(
            "[snapshot] computing UTXO stats for background chainstate to validate snapshot - this could take a few "
                + "minutes")
        return background.database
    }

    /// Ends the validation with the hash of the coins at the snapshot's block.
    func endComparison(_ hash: Hash256) throws {
        guard let background, let base = loadedSnapshot?.base else { return }
        background.isBeingCompared = false
        guard let expected = assumption(for: tree[base].hash)?.serializedHash, expected == hash else {
            let expected = assumption(for: tree[base].hash).map { "\($0.serializedHash)" } ?? "none"
            Log.warning("[snapshot] hash mismatch: actual=\(hash), expected=\(expected)")
            throw rejectSnapshot()
        }
        Log.info("[snapshot] snapshot beginning at \(tree[base].hash) has been fully validated")
        loadedSnapshot?.isValidated = true
        // What it had is not needed any more; its folder goes at the next start.
        background.coins.close()
        self.background = nil
        Log.info("[snapshot] allocating all cache to the snapshot chainstate")
        for node in deferredCandidates { addCandidate(node) }
        deferredCandidates = []
        // Everything up to the tip counts as validated at once.
        if let tip { events.send(.validatedTipChanged(snapshot(tip))) }
    }

    /// Puts the folder of a snapshot aside that turned out to be wrong. Returns what the user has to be told.
    private func rejectSnapshot() -> ChainError {
        let height = background?.active.height ?? 0
        var text =
            "Bitcoin Core failed to validate the -assumeutxo snapshot state. This indicates a hardware problem, or a bug "
            + "in the software, or a bad software modification that allowed an invalid snapshot to be loaded. As a result "
            + "of this, the node will shut down and stop using any state that was built on the snapshot, resetting the "
            + "chain height from \(active.height) to \(height). On the next restart, the node will resume syncing from "
            + "\(height) without using any snapshot data. Please report this incident, including how you obtained the "
            + "snapshot. The invalid snapshot chainstate will be left on disk in case it is helpful in diagnosing the "
            + "issue that caused this error."
        Log.error("[snapshot] !!! \(text)")
        Log.error("[snapshot] deleting snapshot, reverting to validated chain, and stopping node")
        do {
            try SnapshotFolder(dataDirectory: configuration.dataDirectory).invalidate()
        } catch {
            text += "\n\(error)"
        }
        return ChainError(text)
    }

    /// Puts the coins that were validated in the place of those that validated them, at a start.
    func adoptValidatedSnapshot() throws {
        guard loadedSnapshot?.isValidated == true else { return }
        Log.info("[snapshot] cleaning up unneeded background chainstate, then reinitializing")
        try flush(.sync)
        let folder = SnapshotFolder(dataDirectory: configuration.dataDirectory)
        try moveCoins(to: folder.validatedPath) { try folder.replaceValidated() }
        loadedSnapshot = nil
        files.snapshotHeight = nil
    }
}
