import BitcoinInterfaces
import BitcoinPrimitives

extension MemoryChain: Chain {
    /// The block at the tip of the active chain, or `nil` while there is none.
    public func getTip() async throws -> BlockRef? { active.last?.place }

    /// The hash of the block at this height of the active chain, or `nil` above the tip.
    public func getBlockHash(height: Int32) async throws -> BlockHash? {
        active.indices.contains(Int(height)) ? active[Int(height)].place.hash : nil
    }

    /// What is known of a block, or `nil` if its header is unknown.
    public func findBlock(_ hash: BlockHash, includeData: Bool) async throws -> FoundBlock? {
        guard let entry = known[hash] else { return nil }
        let place = entry.place
        let time = Int64(entry.block.header.time)
        let found = FoundBlock(
            hash: hash, height: place.height, timeSeconds: time, maximumTimeSeconds: time,
            medianTimePastSeconds: time, isInActiveChain: isActive(place),
            data: includeData && !isMissing(place.height) ? entry.block : nil)
        let next = whenBlockIsFound
        whenBlockIsFound = nil
        try await next?(self)
        return found
    }

    private func isActive(_ place: BlockRef) -> Bool {
        active.indices.contains(Int(place.height)) && active[Int(place.height)].place == place
    }

    /// Blocks of the active chain from a height on, one after the other: as many as are asked for, or fewer where they are
    /// long or the chain ends. There are none above the tip.
    public func getBlocks(from start: Int32, maximumCount: Int32) async throws -> [ChainBlock] {
        active.filter { $0.place.height >= start && $0.place.height < start + min(maximumCount, 7) }.map {
            entry in
            ChainBlock(
                hash: entry.place.hash, maximumTimeSeconds: entry.block.header.time,
                data: isMissing(entry.place.height) ? [] : entry.block.serialized)
        }
    }

    /// The highest block that the locator has in common with the active chain.
    public func findLocatorFork(_ locator: BlockLocator) async throws -> BlockRef? {
        locator.hashes.lazy.compactMap { self.known[$0]?.place }.first(where: isActive) ?? active.first?.place
    }

    /// A locator that begins with this block, or `nil` if its header is unknown.
    public func getLocator(_ hash: BlockHash) async throws -> BlockLocator? {
        guard var entry = known[hash] else { return nil }
        var hashes = [hash]
        while let previous = known[entry.block.header.previousBlock] {
            hashes.append(previous.place.hash)
            entry = previous
        }
        return BlockLocator(hashes: hashes)
    }

    /// The first block of the active chain, from a height on, whose time or that of an earlier one is at least this; `nil`
    /// if there is none yet.
    public func findFirstBlock(timeSeconds: Int64, minimumHeight: Int32) async throws -> BlockRef? {
        active.first { Int64($0.block.header.time) >= timeSeconds && $0.place.height >= minimumHeight }?.place
    }

    /// The heights of those blocks of the active chain whose filters match any of the scripts (BIP 158), from one height to
    /// another; `nil` if this node has no filters of them.
    public func findMatchingBlocks(
        from start: Int32, to end: Int32, scripts: [Script]
    ) async throws -> [Int32]? {
        guard hasFilters, start <= end, Int(end) < active.count else { return nil }
        let wanted = Set(scripts)
        return (start...end).filter { height in
            active[Int(height)].block.transactions.contains { transaction in
                transaction.outputs.contains { wanted.contains($0.scriptPubKey) }
                    || transaction.inputs.contains {
                        output($0.previousOutput).map { wanted.contains($0.scriptPubKey) } ?? false
                    }
            }
        }
    }

    /// The highest block of the active chain, from one height to another, that is not on disk; `nil` if all are.
    public func findMissingBlock(from start: Int32, to end: Int32) async throws -> MissingBlock? {
        guard let missing else { return nil }
        let height = min(missing.heights.upperBound, end, self.height)
        guard height >= max(missing.heights.lowerBound, start) else { return nil }
        return MissingBlock(height: height, cause: missing.cause)
    }

    /// Which part of all transactions up to now a block and those before it have, about: from 0 to 1.
    public func guessVerificationProgress(_ hash: BlockHash) async throws -> Double { 1 }

    /// The outputs that these refer to, in the same order: of the mempool, or of the active chain and spent by no block of it.
    public func findCoins(_ coins: [OutPoint]) async throws -> [TransactionOutput?] {
        coins.map { isSpent($0) ? nil : output($0) }
    }

    /// Whether the node is still catching up with the network.
    public func isInitialBlockDownload() async throws -> Bool { false }

    /// Takes over a transaction of a wallet: checks it, adds it to the mempool, sends it to peers, as the method says.
    public func broadcastTransaction(
        _ transaction: Transaction, maximumFee: Amount, method: TransactionBroadcast
    ) async throws -> BroadcastVerdict {
        if maximumFee > .zero, let fee = fee(of: transaction), fee > maximumFee {
            return BroadcastVerdict(
                accepted: false, reason: "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)"
            )
        }
        return try await take(transaction, method)
    }

    // MARK: Fees

    /// What a transaction should pay to be confirmed within a number of blocks.
    public func estimateSmartFee(confirmationTarget: Int32, conservative: Bool) async throws -> FeeEstimate {
        FeeEstimate(feeRate: feeRate, confirmationTarget: confirmationTarget)
    }

    /// The fee rates below which this node keeps or relays nothing.
    public func relayFees() async throws -> RelayFees {
        RelayFees(
            mempoolMinimum: FeeRate(satoshisPerKilobyte: 1000),
            relayMinimum: FeeRate(satoshisPerKilobyte: 1000),
            incremental: FeeRate(satoshisPerKilobyte: 1000), dust: FeeRate(satoshisPerKilobyte: 3000))
    }

    /// How transactions hang together with others of the mempool, in the same order.
    public func getMempoolRelations(_ txids: [Txid]) async throws -> [MempoolRelations] {
        if let happens = whenRelationsAreAskedFor {
            whenRelationsAreAskedFor = nil
            try await happens(self)
        }
        return txids.map { txid in
            guard mempool.contains(where: { $0.txid == txid }) else { return MempoolRelations() }
            let ancestors = ancestors(of: txid)
            let descendants = mempool.filter { self.ancestors(of: $0.txid).contains(txid) }
            let cluster = Int32(ancestors.count + descendants.count - 1)
            return MempoolRelations(
                ancestorCount: Int32(ancestors.count), descendantCount: Int32(descendants.count),
                clusterCount: cluster)
        }
    }

    /// The transactions of the mempool that one depends on, with itself.
    private func ancestors(of txid: Txid) -> Set<Txid> {
        var found: Set<Txid> = []
        var waiting = [txid]
        while let next = waiting.popLast() {
            guard let transaction = mempool.first(where: { $0.txid == next }), found.insert(next).inserted
            else {
                continue
            }
            waiting += transaction.inputs.map(\.previousOutput.txid)
        }
        return found
    }

    /// What a transaction that spends each of these coins would have to pay on top so that the coin's unconfirmed ancestors
    /// are mined at its fee rate, in the same order; zero for coins that are confirmed.
    public func calculateBumpFees(_ coins: [OutPoint], feeRate: FeeRate) async throws -> [Amount] {
        coins.map { _ in .zero }
    }

    /// The same for a transaction that spends all of them, where shared ancestors count once.
    public func calculateCombinedBumpFee(_ coins: [OutPoint], feeRate: FeeRate) async throws -> Amount {
        .zero
    }

    /// How many transactions of the mempool may hang together.
    public func getPackageLimits() async throws -> PackageLimits {
        PackageLimits(ancestorCount: 25, descendantCount: 25)
    }

    /// Why the mempool would not take a transaction because of the unconfirmed ones that it depends on; `nil` if it would.
    public func checkChainLimits(_ transaction: Transaction) async throws -> String? { nil }

    // MARK: News

    /// Registers for news of the chain and the mempool.
    public func handleNotifications(
        _ notifications: any ChainNotifications, since locator: BlockLocator?
    ) async throws -> any Handler {
        if let locator {
            try await lead(notifications, from: (try await findLocatorFork(locator)?.height ?? -1) + 1)
        }
        return Registration(chain: self, key: register(notifications))
    }

    /// Returns when every notification that was due at the time of the call has been handled.
    public func waitForNotifications() async throws {}

    /// Tells a receiver of every transaction of the mempool, as if each had just entered it, and returns when all are told.
    public func requestMempoolTransactions(_ notifications: any ChainNotifications) async throws {
        for transaction in mempool { try await notifications.transactionAddedToMempool(transaction) }
    }

    /// Ends with its last reference, too: so does one of a process that is gone.
    private final class Registration: Handler {
        let chain: MemoryChain
        let key: Int

        init(chain: MemoryChain, key: Int) {
            self.chain = chain
            self.key = key
        }

        deinit {
            Task { [chain, key] in await chain.unregister(key) }
        }

        func disconnect() async throws { await chain.unregister(key) }
    }

    // MARK: Settings

    /// Runs nothing.
    public func notifyUser(of notice: WalletNotice) async throws {}

    /// The wallets that were loaded when this process was last lost, in the order of loading; `nil` if it was not.
    public func getLoadedWallets() async throws -> [String]? { loadedWallets }

    /// Has the node remember which wallets are loaded, for the case that this process is lost.
    public func setLoadedWallets(_ names: [String]) async throws { loadedWallets = names }

    /// Has the node remember across restarts whether a wallet is to be loaded at start.
    public func setLoadOnStartup(wallet: String, loads: Bool) async throws -> Bool { true }
}
