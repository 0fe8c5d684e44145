import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// Where a block stands, or would stand.
    struct Place {
        let hash: BlockHash
        let height: Int
        let parent: BlockNode
    }

    /// Applies a block to the coins and writes its undo record. Throws a rejection, and leaves the
    /// coins as they were, if the block is bad.
    func connect(_ block: Block, node: BlockNode, isFromDisk: Bool, to coins: CoinsCache) throws {
        if isFromDisk { try recheck(block) }
        let entry = tree[node]
        guard let parent = entry.parent else {
            // The output of the first block is no coin: nobody can ever spend it.
            coins.setBestBlock(block.hash)
            update(node) { _ = $0.status.raise(to: .scripts) }
            return
        }
        guard tree[parent].hash == coins.bestBlock else {
            throw ChainError("The coins are not those of block \(entry.header.previousBlock)")
        }
        let reason = scriptCheckReason(of: node)
        announce(reason, at: entry)
        try coins.transaction {
            let place = Place(hash: entry.hash, height: entry.height, parent: parent)
            let undo = try apply(block, at: place, to: coins, checkScripts: reason.needsChecks)
            try write(undo, of: node)
            coins.setBestBlock(block.hash)
        }
        if !tree[node].status.isValid(.scripts) { update(node) { _ = $0.status.raise(to: .scripts) } }
    }

    /// Checks whether a block could follow the tip, without keeping anything of it. For templates,
    /// whose proof of work is still to be found.
    func test(_ block: Block, checkProofOfWork: Bool, checkMerkleRoot: Bool) throws {
        guard let tip, block.header.previousBlock == tree[tip].hash else {
            throw BlockRejection(.consensus, "inconclusive-not-best-prevblk")
        }
        try BlockChecks.check(
            block, parameters: consensus, checkProofOfWork: checkProofOfWork,
            checkMerkleRoot: checkMerkleRoot)
        try HeaderChecks.checkContext(
            block.header, after: tree.cursor(tip), now: NodeClock.now, parameters: consensus)
        try BlockChecks.checkContext(block, after: tree.cursor(tip), parameters: consensus)
        let place = Place(hash: block.hash, height: tree[tip].height + 1, parent: tip)
        _ = try coins.trial {
            try apply(block, at: place, to: coins, checkScripts: true, keepSignatures: true)
        }
    }

    /// A block was checked before it was written; if it fails now, this computer has changed it.
    private func recheck(_ block: Block) throws {
        do {
            try BlockChecks.check(block, parameters: consensus)
        } catch {
            guard error.kind == .mutated else { throw error }
            throw ChainError(
                "Corrupt block found indicating potential hardware failure. (\(block.hash): \(error))",
                remedy: .reindex)
        }
    }

    // MARK: The rules about coins

    /// Spends what a block spends and adds what it makes, as long as no rule is broken. Returns the
    /// coins that were spent.
    func apply(
        _ block: Block, at place: Place, to coins: CoinsCache, checkScripts: Bool,
        keepSignatures: Bool = false
    ) throws -> BlockUndo {
        try checkRepeatedTransactions(block, at: place, in: coins)
        let flags = consensus.scriptFlags(height: place.height, hash: place.hash)
        let hasSequenceLocks = isDeploymentActive(.checkSequenceVerify, atHeight: place.height)
        var undo = BlockUndo()
        undo.transactions.reserveCapacity(max(0, block.transactions.count - 1))
        var fees = Amount.zero
        var cost = 0
        for (index, transaction) in block.transactions.enumerated() {
            var spent: [Coin] = []
            if index > 0 {
                spent = try spend(transaction, at: place, from: coins, fees: &fees)
                guard isFinal(transaction, spending: spent, at: place, hasSequenceLocks) else {
                    throw BlockRejection(
                        .consensus, "bad-txns-nonfinal",
                        debug: "contains a non-BIP68-final transaction \(transaction.txid)")
                }
            }
            cost += SignatureOperations.cost(
                of: transaction, spentOutputs: spent.map(\.output), flags: flags)
            guard cost <= ConsensusLimits.maximumBlockSignatureCost else {
                throw BlockRejection(.consensus, "bad-blk-sigops", debug: "too many sigops")
            }
            if index > 0 { undo.transactions.append(spent) }
            try coins.add(outputsOf: transaction, height: place.height, mayOverwrite: false)
        }
        try checkCoinbaseValue(block, at: place, fees: fees)
        if checkScripts {
            try self.checkScripts(
                of: block, spending: undo, flags: flags, keepSignatures: keepSignatures)
        }
        return undo
    }

    /// Takes the coins that a transaction spends out of the set.
    private func spend(
        _ transaction: Transaction, at place: Place, from coins: CoinsCache, fees: inout Amount
    ) throws -> [Coin] {
        var found: [Coin?] = []
        found.reserveCapacity(transaction.inputs.count)
        for input in transaction.inputs { found.append(try coins.spend(input.previousOutput)) }
        do {
            fees += try TransactionChecks.checkInputs(transaction, height: place.height, coins: found)
        } catch {
            throw BlockRejection(
                .consensus, error.reason,
                debug: "\(error.debug) in transaction \(transaction.txid)")
        }
        guard fees.isValid else {
            throw BlockRejection(
                .consensus, "bad-txns-accumulated-fee-outofrange",
                debug: "accumulated fee in the block out of range")
        }
        return found.compactMap(\.self)
    }

    /// BIP68: whether the relative lock times of a transaction are over.
    private func isFinal(
        _ transaction: Transaction, spending coins: [Coin], at place: Place, _ isEnforced: Bool
    ) -> Bool {
        guard isEnforced, transaction.hasRelativeLocks else { return true }
        let previous = tree.cursor(place.parent)
        return SequenceLocks(
            transaction, coinHeights: coins.map { Int($0.height) }, before: previous, isEnforced: true
        ).areSatisfied(after: previous)
    }

    /// BIP30: no transaction may make outputs anew that are not all spent yet. With BIP34 in force
    /// that cannot happen, and the expensive search is left out.
    private func checkRepeatedTransactions(
        _ block: Block, at place: Place, in coins: CoinsCache
    ) throws {
        let deploymentHeight = consensus.activationHeights.bip34
        let activation = tree.ancestor(of: place.parent, atHeight: deploymentHeight)
        let isImplied = activation.map { tree[$0].hash == consensus.bip34Hash } ?? false
        let isException = RepeatedCoinbases.isRepeat(place.hash, height: place.height)
        guard
            (!isImplied && !isException) || place.height >= RepeatedCoinbases.heightCommitmentLimit
        else { return }
        for transaction in block.transactions {
            for index in transaction.outputs.indices {
                let outPoint = OutPoint(txid: transaction.txid, index: UInt32(index))
                guard try !coins.contains(outPoint) else {
                    throw BlockRejection(
                        .consensus, "bad-txns-BIP30", debug: "tried to overwrite transaction")
                }
            }
        }
    }

    private func checkCoinbaseValue(_ block: Block, at place: Place, fees: Amount) throws {
        let limit = fees + consensus.subsidy(at: place.height)
        let value = block.transactions[0].outputs.reduce(Amount.zero) { $0 + $1.value }
        guard value <= limit else {
            throw BlockRejection(
                .consensus, "bad-cb-amount",
                debug: "coinbase pays too much (actual=\(value.satoshis) vs limit=\(limit.satoshis))")
        }
    }

    // MARK: Records

    private func write(_ undo: BlockUndo, of node: BlockNode) throws {
        let entry = tree[node]
        guard !entry.status.contains(.hasUndo) else { return }
        let offset = try files.append(
            undo: undo.serialized, file: entry.file, height: entry.height,
            previous: entry.header.previousBlock)
        if files.hasTakenSpace && configuration.pruneTargetBytes != nil { isPruningDue = true }
        files.hasTakenSpace = false
        update(node) {
            $0.undoOffset = UInt32(offset)
            $0.status.insert(.hasUndo)
        }
    }

    private func announce(_ reason: ScriptCheckReason, at entry: BlockEntry) {
        guard reason != lastScriptCheckReason else { return }
        lastScriptCheckReason = reason
        Log.info(
            reason.needsChecks
                ? "Enabling script verification at block #\(entry.height) (\(entry.hash)): \(reason)."
                : "Disabling script verification at block #\(entry.height) (\(entry.hash)).")
    }
}
