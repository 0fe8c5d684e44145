import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// Loads the index and the coins, and makes them agree if the last run was cut off.
    func load() throws {
        announceConfiguration()
        if areFilesIndexed { try ChainError.naming("Error loading block database") { try loadIndex() } }
        guard tree.count == 0 || tree.find(consensus.genesisHash) != nil else {
            throw ChainError(
                "Incorrect or no genesis block found. Wrong datadir for network?", remedy: .incompatible)
        }
        guard !hasPruned || configuration.pruneTargetBytes != nil else {
            throw ChainError(
                "You need to rebuild the database using -reindex to go back to unpruned mode.  "
                    + "This will redownload the entire blockchain", remedy: .reindex)
        }
        if areFilesIndexed { try storeGenesis() }
        guard try !databases.coins.needsUpgrade() else {
            throw ChainError(
                "Unsupported chainstate database format found. Please restart with "
                    + "-reindex-chainstate. This will rebuild the chainstate database.",
                remedy: .incompatible)
        }
        try replayInterruptedFlush(of: try databases.coins, coins)
        try loadBackground()
        if !coins.bestBlock.isZero { try loadTip() }
        for node in tree.all {
            let entry = tree[node]
            if entry.status.isValid(.transactions) && (entry.hasAllTransactions || entry.parent == nil) {
                addCandidate(node)
            }
        }
        try checkWitnessData()
    }

    private func announceConfiguration() {
        Log.info("Script verification uses \(configuration.scriptThreads) additional threads")
        let assumed = configuration.assumeValid
        Log.info(
            assumed.isZero
                ? "Validating signatures for all blocks."
                : "Assuming ancestors of block \(assumed) have valid signatures.")
        Log.info("Setting nMinimumChainWork=\(configuration.minimumChainWork.hex)")
        if configuration.minimumChainWork < consensus.minimumChainWork {
            Log.warning(
                "nMinimumChainWork set below default value of \(consensus.minimumChainWork.hex)")
        }
        if configuration.pruneTargetBytes == ChainConfiguration.pruneManually {
            Log.info(
                "Block pruning enabled. Use RPC call pruneblockchain(height) to manually prune "
                    + "block and undo files.")
        } else if let target = configuration.pruneTargetBytes {
            Log.info("Prune configured to target \(target >> 20) MiB on disk for block and undo files.")
        }
    }

    // MARK: Index

    private func loadIndex() throws {
        try loadRecords()
        files.snapshotHeight = snapshotAtStart.flatMap { tree.find($0.base) }.map { tree[$0].height }
        let infos = try databases.index.fileInfos()
        files.restore(infos: infos)
        Log.info("Loading block index db: last block file = \(files.lastFile)")
        Log.info("Loading block index db: last block file info: \(files.infos[files.lastFile])")
        try checkFilesExist()
        hasPruned = try databases.index.flag(BlockIndexStore.prunedFlag) ?? false
        if hasPruned {
            Log.info("Loading block index db: Block files have previously been pruned")
            // What was to be removed when the last run ended.
            files.unlink(files.infos.indices.filter { files.infos[$0].size == 0 && $0 < files.lastFile })
        }
        if try databases.index.isReindexing() { areFilesIndexed = false }
    }

    /// Reads all records and puts them into the tree, parents first.
    private func loadRecords() throws {
        var records: [(hash: BlockHash, record: BlockIndexRecord)] = []
        try databases.index.forEachRecord { hash, record in
            try checkInterrupted()
            let actual = record.header.hash
            guard actual == hash,
                ProofOfWork.isSatisfied(
                    hash: actual, bits: record.header.bits, limit: consensus.proofOfWorkLimit)
            else { throw damagedIndex("the record of block \(hash) is not that of its header") }
            records.append((hash, record))
        }
        records.sort { $0.record.height < $1.record.height }
        tree.reserveCapacity(records.count + 1024)
        for (hash, record) in records {
            let parent = tree.find(record.header.previousBlock)
            guard record.height == (parent.map { tree[$0].height + 1 } ?? 0),
                parent != nil || record.header.previousBlock.isZero
            else {
                throw damagedIndex(
                    "block index is non-contiguous, index of height \(record.height - 1) missing")
            }
            load(record, hash: hash, parent: parent)
        }
    }

    private func load(_ record: BlockIndexRecord, hash: BlockHash, parent: BlockNode?) {
        let node = tree.insert(record.header, hash: hash, status: record.status)
        tree[node].transactionCount = record.transactionCount
        tree[node].file = record.file
        tree[node].dataOffset = record.dataOffset
        tree[node].undoOffset = record.undoOffset
        if hash == snapshotAtStart?.base, let known = assumption(for: hash) {
            // The blocks before it need not be here.
            tree[node].chainTransactionCount = known.transactionCount
        } else if record.transactionCount > 0 {
            let before = parent.map { tree[$0].chainTransactionCount }
            if before ?? 1 > 0 {
                tree[node].chainTransactionCount = (before ?? 0) + UInt64(record.transactionCount)
            } else if record.status.contains(.hasData) {
                addUnlinked(node)
            }
        }
        let isParentFailed = parent.map { tree[$0].status.contains(.failed) } ?? false
        if record.status.contains(.failedAncestor) || (isParentFailed && !record.status.contains(.failed)) {
            update(node) {
                $0.status.remove(.failedAncestor)
                $0.status.insert(.failed)
            }
        }
        if tree[node].status.contains(.failed) {
            if bestInvalid.map({ tree[node].chainWork > tree[$0].chainWork }) ?? true { bestInvalid = node }
        } else if tree[node].status.validity >= .tree {
            if bestHeader.map({ tree[node].chainWork > tree[$0].chainWork }) ?? true { bestHeader = node }
        }
    }

    private func checkFilesExist() throws {
        Log.info("Checking all blk files are present...")
        var needed: Set<Int> = []
        for node in tree.all where tree[node].status.contains(.hasData) { needed.insert(tree[node].file) }
        for file in needed.sorted() {
            let path = blockFiles.blocks.path(of: file)
            guard Directory.exists(path) else {
                throw ChainError(
                    "Error loading block database: \(path) is missing. Put it back, or have the index made again from "
                        + "the files that there are",
                    remedy: .reindex)
            }
        }
    }

    private func damagedIndex(_ reason: String) -> ChainError {
        ChainError(
            "Error loading block database: \(reason) in \(configuration.dataDirectory)/blocks/index",
            remedy: .reindex)
    }

    // MARK: Tip

    private func loadTip() throws {
        guard let node = tree.find(coins.bestBlock) else {
            Log.error("The coins are those of block \(coins.bestBlock), which is not in the block index")
            throw ChainError("Error initializing block database", remedy: .reindex)
        }
        active.setTip(node, in: tree)
        // Before the restart this chain won all ties, so it shall do so after it.
        for height in 0...active.height {
            if let block = active[height] { tree[block].sequence = BlockEntry.sequenceOfLoadedChain }
        }
        updateInitialDownload()
        let entry = tree[node]
        Log.info(
            "Loaded best chain: hashBestChain=\(entry.hash) height=\(entry.height) "
                + "date=\(ISO8601.dateTime(Int64(entry.header.time))) "
                + "progress=\(verificationProgress(at: node).fixed(6))")
        events.send(.tipChanged(snapshot(node), isInitialDownload: isInitialDownload))
        checkUnusualForks()
    }

    /// Blocks that were stored by a version that did not know witnesses cannot be validated.
    private func checkWitnessData() throws {
        var height = active.height
        while height >= 0, isDeploymentActive(.segwit, atHeight: height), let node = active[height] {
            guard tree[node].status.contains(.hasWitness) else {
                throw ChainError(
                    "Witness data for blocks after height \(consensus.activationHeights.segwit) "
                        + "requires validation. Please restart with -reindex.", remedy: .reindex)
            }
            height -= 1
        }
    }
}
