import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// Unrequested blocks further ahead of the tip than this are not kept, and pruning keeps as many
    /// behind it.
    static let minimumBlocksToKeep = 288

    /// Takes in a block from a peer or a user: checks it, stores it, and brings the chain forward
    /// with it. Returns whether it was new.
    func process(_ block: Block, force: Bool, hasEnoughWork: Bool) throws -> Bool {
        let isNew: Bool
        do {
            // A block that fails this check is not marked as bad, so that a mutation of a good block
            // can never keep that one away.
            try BlockChecks.check(block, parameters: consensus)
            isNew = try accept(block, isRequested: force, hasEnoughWork: hasEnoughWork).isNew
        } catch let rejection as BlockRejection {
            events.send(.blockChecked(block.hash, rejection))
            Log.error("ProcessNewBlock: AcceptBlock FAILED (\(rejection))")
            throw rejection
        }
        announceBestHeader()
        return isNew
    }

    /// Checks a block as far as it can be without its ancestors' outputs and stores it, unless there is a
    /// reason not to. `position` says where it stands if it is in a block file already.
    @discardableResult
    func accept(
        _ block: Block, isRequested: Bool, at position: FlatFilePosition? = nil, hasEnoughWork: Bool = true
    ) throws -> (node: BlockNode, isNew: Bool) {
        let node = try accept(header: block.header, hash: block.hash, hasEnoughWork: hasEnoughWork)
        let entry = tree[node]
        if entry.status.contains(.hasData) { return (node, false) }
        if !isRequested {
            // Already had, and pruned; or on a chain that is behind, or too far ahead, or not worth it.
            if entry.transactionCount != 0 || entry.chainWork < tipWork
                || entry.height > active.height + Self.minimumBlocksToKeep
                || entry.chainWork < configuration.minimumChainWork
            {
                return (node, false)
            }
        }
        do {
            try BlockChecks.check(block, parameters: consensus)
            try BlockChecks.checkContext(
                block, after: entry.parent.map(tree.cursor), parameters: consensus)
        } catch {
            markInvalid(node, rejection: error)
            Log.error("AcceptBlock: \(error)")
            throw error
        }
        if !isInitialDownload && entry.parent == tip {
            events.send(.blockReceived(snapshot(node), block))
        }
        let stored: FlatFilePosition
        if let position {
            files.register(
                blockSize: block.totalSize, height: entry.height, time: block.header.time, at: position)
            stored = position
        } else {
            stored = try files.append(
                block: block.serialized, height: entry.height, time: block.header.time)
        }
        noteData(of: node, transactionCount: block.transactions.count, at: stored)
        if files.hasTakenSpace && configuration.pruneTargetBytes != nil { isPruningDue = true }
        files.hasTakenSpace = false
        return (node, true)
    }

    /// Notes that a block is on disk, and links those that only waited for it.
    private func noteData(of node: BlockNode, transactionCount: Int, at position: FlatFilePosition) {
        let hasWitness = isDeploymentActive(.segwit, atHeight: tree[node].height)
        let isBase = loadedSnapshot?.base == node
        update(node) { entry in
            entry.transactionCount = UInt32(transactionCount)
            // What is known of a snapshot's block does not depend on those before it.
            if !isBase { entry.chainTransactionCount = 0 }
            entry.file = position.file
            entry.dataOffset = UInt32(position.offset)
            entry.undoOffset = 0
            entry.status.insert(.hasData)
            if hasWitness { entry.status.insert(.hasWitness) }
            _ = entry.status.raise(to: .transactions)
        }
        guard let parent = tree[node].parent else { return link(node) }
        if tree[parent].hasAllTransactions {
            link(node)
        } else if tree[parent].status.isValid(.tree) {
            addUnlinked(node)
        }
    }

    /// Makes a block, all of whose ancestors were seen, and the blocks that waited for it, candidates.
    private func link(_ first: BlockNode) {
        var queue = [first]
        var position = 0
        while position < queue.count {
            let node = queue[position]
            position += 1
            let before = tree[node].parent.map { tree[$0].chainTransactionCount } ?? 0
            // The order among candidates depends on the sequence.
            candidates.remove(node, in: tree)
            tree[node].chainTransactionCount = before + UInt64(tree[node].transactionCount)
            tree[node].sequence = nextSequence
            nextSequence += 1
            addCandidate(node)
            queue += unlinked.removeValue(forKey: node) ?? []
        }
    }

    func addUnlinked(_ node: BlockNode) {
        guard let parent = tree[node].parent else { return }
        if unlinked[parent]?.contains(node) == true { return }
        unlinked[parent, default: []].append(node)
    }

    /// Makes a block a candidate for the tip unless it is worse than the tip.
    func addCandidate(_ node: BlockNode) {
        if let tip, Candidates.isWorse(node, than: tip, in: tree) { return }
        candidates.insert(node, in: tree)
    }

    /// Writes the first block, unless it is there.
    func storeGenesis() throws {
        let genesis = configuration.parameters.genesis
        if tree.find(genesis.hash) != nil { return }
        let position = try files.append(
            block: genesis.serialized, height: 0, time: genesis.header.time)
        let node = addToTree(genesis.header, hash: genesis.hash)
        noteData(of: node, transactionCount: genesis.transactions.count, at: position)
    }

    /// Reads a block that the index says is on disk, and checks that it is the one.
    func read(_ node: BlockNode) throws -> Block {
        guard let position = tree[node].dataPosition else {
            throw ChainError("Block not available: \(tree[node].hash)")
        }
        return try blockFiles.block(at: position, hash: tree[node].hash)
    }
}

extension BlockFiles {
    /// Reads a block and checks that it is the one that was asked for.
    func block(at position: FlatFilePosition, hash: BlockHash) throws -> Block {
        let bytes = try readBlock(at: position)
        var reader = ByteReader(bytes)
        let path = blocks.path(of: position.file)
        guard let block = try? reader.read(Block.self) else {
            throw StorageError.damaged(
                path: path, position: position.offset, reason: "the block cannot be read")
        }
        guard block.hash == hash else {
            throw StorageError.damaged(
                path: path, position: position.offset,
                reason: "GetHash() doesn't match index (\(block.hash) != \(hash))")
        }
        return block
    }
}
