import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// What happens to the chain and the memory pool, as a wallet takes it in.
///
/// The next news comes when the last has been written: what a wallet was told it still knows when it is killed.
extension Wallet: ChainNotifications {
    /// Blocks up to so long before the first key may still concern it, in seconds: clocks differ.
    static let timeWindow: Int64 = 2 * 60 * 60
    /// Without anything of interest the place in the chain is written this often, in blocks.
    private static let writingInterval: Int32 = 144
    /// After so many blocks whoever waits for this wallet gets a turn.
    static let breathingInterval = 32
    /// So many blocks stand one by one in a locator.
    private static let recentBlockCount = 12

    func blockConnected(_ block: BlockInfo) async throws {
        try requireIntact()
        let place = BlockRef(hash: block.hash, height: block.height)
        let concerned = try follow(place, maximumTime: block.maximumTimeSeconds, block.data)
        // Also of blocks that are older than all keys: a node that prunes does not have them any more at the next start.
        if !concerned, block.height % Self.writingInterval == 0 { try writeBestBlock() }
    }

    func blocksConnected(_ run: BlockRun) async throws {
        var progress = catchingUp ?? CatchingUp(from: run.firstHeight)
        var height = run.firstHeight
        for start in stride(from: 0, to: run.blocks.count, by: Self.breathingInterval) {
            let end = min(start + Self.breathingInterval, run.blocks.count)
            try follow(run.blocks[start..<end], from: height)
            height += Int32(end - start)
            await Task.yield()
        }
        try writeBestBlock()
        if let percent = progress.advance(to: height - 1, of: run.tipHeight) {
            log("Catching up with the chain: at block \(height - 1) of \(run.tipHeight)")
            observers.tell(.scanProgressed(percent))
        }
        catchingUp = progress
    }

    /// Takes in blocks, all or none.
    private func follow(_ blocks: ArraySlice<ChainBlock>, from height: Int32) throws {
        let decoded = try blocks.map { try mayConcern($0.maximumTimeSeconds) ? $0.decoded() : nil }
        try change {
            for (offset, (block, data)) in zip(blocks, decoded).enumerated() {
                try follow(
                    BlockRef(hash: block.hash, height: height + Int32(offset)),
                    maximumTime: block.maximumTimeSeconds, data)
            }
        }
    }

    private func mayConcern(_ maximumTime: UInt32) -> Bool {
        Int64(maximumTime) >= (birthTime ?? .max) - 2 * Self.timeWindow
    }

    /// Takes in a block that follows on the last. Says whether it concerns the wallet; then the place is written, too.
    @discardableResult
    private func follow(_ place: BlockRef, maximumTime: UInt32, _ block: Block?) throws -> Bool {
        ledger.tip = place
        recentBlocks.insert(place.hash, at: 0)
        if recentBlocks.count > Self.recentBlockCount { recentBlocks.removeLast() }
        guard mayConcern(maximumTime) else { return false }
        guard let block else {
            log(
                "Block \(place.height) is not on the node's disk any more: what it has for this wallet is not known"
            )
            return false
        }
        return try connect(block, at: place, maximumTime: maximumTime, isOld: false)
    }

    /// Takes in the transactions of a block, all or none. Says whether any concerns the wallet.
    ///
    /// - Parameter isOld: whether the block is looked at later than it came.
    func connect(_ block: Block, at place: BlockRef, maximumTime: UInt32, isOld: Bool) throws -> Bool {
        func concerns(_ transaction: Transaction) -> Bool {
            self.concerns(transaction) || (!isOld && isRival(transaction))
        }
        guard let first = block.transactions.firstIndex(where: concerns) else { return false }
        let time: Int64 = isOld ? Int64(maximumTime) : Int64(block.header.time)
        try change {
            for index in first..<block.transactions.count {
                let transaction = block.transactions[index]
                // What comes before it in the block can make a transaction the wallet's.
                guard index == first || concerns(transaction) else { continue }
                ledger.markConflicts(with: transaction, in: place)
                _ = try sync(
                    transaction, state: .confirmed(place, index: Int32(clamping: index)),
                    blockTime: (time, isOld))
                if !isOld { ledger.noteOutOfMempool(transaction) }
            }
            if !isOld { try writeBestBlockRecord() }
        }
        return true
    }

    func blockDisconnected(_ block: BlockInfo) async throws {
        try requireIntact()
        recentBlocks.removeAll { $0 == block.hash }
        for (index, transaction) in (block.data?.transactions ?? []).enumerated() {
            guard concerns(transaction) || isRival(transaction) else { continue }
            try change {
                _ = try sync(transaction, state: index == 0 ? .abandoned : .inactive)
                ledger.unmarkConflicts(with: transaction, inBlockAt: block.height)
            }
        }
        if let previous = block.previousHash {
            ledger.tip = BlockRef(hash: previous, height: block.height - 1)
            if recentBlocks.first != previous { recentBlocks = [previous] }
        }
        try writeBestBlock()
    }

    func updatedBlockTip(_ tip: BlockRef) async throws {
        bestBlockTime = NodeClock.now
        if catchingUp != nil {
            catchingUp = nil
            observers.tell(.scanProgressed(100))
        }
        if let chain, let locator = try await chain.getLocator(tip.hash) { baseLocator = locator }
        try await offerRefused()
    }

    func chainStateFlushed(_ locator: BlockLocator) async throws {}

    func transactionAddedToMempool(_ transaction: Transaction) async throws {
        try requireIntact()
        guard concerns(transaction) || isRival(transaction) else { return }
        // News of the memory pool can be older than those of a block, after a time in which some were lost.
        guard ledger[transaction.txid]?.isConfirmed != true else { return }
        try change {
            _ = try sync(transaction, state: .inMempool)
            ledger.noteInMempool(transaction)
        }
    }

    func transactionRemovedFromMempool(_ transaction: Transaction, reason: MempoolRemovalReason) async throws
    {
        try requireIntact()
        guard concerns(transaction) || isRival(transaction) else { return }
        try change {
            ledger.noteOutOfMempool(transaction)
            // A block with a rival is about to be told of: what the memory pool lost to it may be new to the wallet.
            if reason == .conflict, ledger[transaction.txid]?.isConfirmed != true {
                _ = try sync(transaction, state: .inactive)
            }
        }
    }

    func mempoolReset() async throws {
        try requireIntact()
        ledger.forgetMempool()
    }

    // MARK: Parts

    /// Whether a transaction pays the wallet, spends from it, or is known to it.
    func concerns(_ transaction: Transaction) -> Bool {
        ledger[transaction.txid] != nil || transaction.outputs.contains { isOwn($0.scriptPubKey) }
            || ledger.isFromWallet(transaction)
    }

    /// Whether a transaction keeps one of the wallet's out of the memory pool: it spends the same, or it is the one child that
    /// a version 3 transaction may have there (BIP 431).
    private func isRival(_ transaction: Transaction) -> Bool {
        transaction.inputs.contains {
            ledger.spenders[$0.previousOutput] != nil
                || (transaction.version == 3 && ledger[$0.previousOutput.txid] != nil)
        }
    }

    /// Adds a transaction if it concerns the wallet, or takes in what is new about it.
    @discardableResult
    func sync(
        _ transaction: Transaction, state: WalletTransaction.State,
        blockTime: (time: Int64, isOld: Bool)? = nil
    ) throws -> Bool {
        guard concerns(transaction) else { return false }
        for output in transaction.outputs where isOwn(output.scriptPubKey) {
            try markUsed(output.scriptPubKey)
        }
        try markSpentAddresses(transaction)
        let owners = owners
        let isNew = ledger.add(
            transaction, state: state, now: UInt32(clamping: NodeClock.now), blockTime: blockTime,
            isOwn: { owners[$0] != nil })
        if let added = ledger[transaction.txid] {
            if isNew { noteBirth(Int64(added.time)) }
            log("AddToWallet \(transaction.txid) \(isNew ? "new" : "update") \(added.state)")
            if !options.notifyCommand.isEmpty { unannounced.append(transaction.txid) }
        }
        return true
    }

    /// The place in the chain, as it is written.
    var currentLocator: BlockLocator {
        var seen: Set<BlockHash> = []
        return BlockLocator(hashes: (recentBlocks + baseLocator.hashes).filter { seen.insert($0).inserted })
    }

    private func writeBestBlockRecord() throws {
        let locator = currentLocator
        if !locator.hashes.isEmpty { try database.write(bestBlock: locator) }
    }

    /// Writes up to where the wallet knows the chain.
    func writeBestBlock() throws {
        try database.transaction { try writeBestBlockRecord() }
    }

    /// Returns when the wallet knows what the node knew at the time of the call.
    nonisolated func sync() async throws {
        try await requireIntact()
        try await chain?.waitForNotifications()
    }
}
