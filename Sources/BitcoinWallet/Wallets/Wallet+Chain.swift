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
    /// So many blocks stand one by one in a locator.
    private static let recentBlockCount = 12

    func blockConnected(_ block: BlockInfo) async throws {
        try requireIntact()
        let place = BlockRef(hash: block.hash, height: block.height)
        ledger.tip = place
        recentBlocks.insert(block.hash, at: 0)
        if recentBlocks.count > Self.recentBlockCount { recentBlocks.removeLast() }
        let mayConcern = Int64(block.maximumTimeSeconds) >= (birthTime ?? .max) - 2 * Self.timeWindow
        var concerned = false
        if let data = block.data, mayConcern {
            concerned = try connect(data, at: place, maximumTime: block.maximumTimeSeconds, isOld: false)
        }
        // Also of blocks that are older than all keys: a node that prunes does not have them any more at the next start.
        if concerned || block.height % Self.writingInterval == 0 { try writeBestBlock() }
    }

    /// Takes in the transactions of a block. Says whether any concerns the wallet.
    ///
    /// - Parameter isOld: whether the block is looked at later than it came.
    func connect(_ block: Block, at place: BlockRef, maximumTime: UInt32, isOld: Bool) throws -> Bool {
        var concerned = false
        let time: Int64 = isOld ? Int64(maximumTime) : Int64(block.header.time)
        for (index, transaction) in block.transactions.enumerated() {
            guard concerns(transaction) || (!isOld && isRival(transaction)) else { continue }
            concerned = true
            try change {
                ledger.markConflicts(with: transaction, in: place)
                _ = try sync(
                    transaction, state: .confirmed(place, index: Int32(clamping: index)),
                    blockTime: (time, isOld))
                if !isOld {
                    ledger.noteOutOfMempool(transaction)
                    try writeBestBlockRecord()
                }
            }
        }
        return concerned
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
        if let chain, let locator = try await chain.getLocator(tip.hash) { baseLocator = locator }
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
