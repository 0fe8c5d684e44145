import BitcoinChain
import BitcoinInterfaces
import BitcoinMempool
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// The chain of this node, as wallets see it.
struct LocalChain: Chain {
    let node: NodeContext
    /// What is kept for the wallet process that this node supervises; `nil` for one that comes and goes by itself.
    let loadedWallets: LoadedWallets?
    private let followers = ChainFollowers()

    init(node: NodeContext, loadedWallets: LoadedWallets? = nil) {
        self.node = node
        self.loadedWallets = loadedWallets
    }

    private var chain: ChainManager {
        get async { await node.chain.value }
    }

    func getTip() async throws -> BlockRef? {
        await chain.tip.map(BlockRef.init)
    }

    func getBlockHash(height: Int32) async throws -> BlockHash? {
        await chain.block(atHeight: Int(height))?.hash
    }

    func findBlock(_ hash: BlockHash, includeData: Bool) async throws -> FoundBlock? {
        guard let block = await chain.block(hash) else { return nil }
        var data: Block?
        if includeData {
            // A file that cannot be read is the same to a wallet as one that was removed.
            do {
                data = try await chain.readBlock(hash)
            } catch {
                Log.error("Block \(hash) cannot be read: \(error)")
            }
        }
        return FoundBlock(
            hash: block.hash, height: Int32(clamping: block.height), timeSeconds: Int64(block.header.time),
            maximumTimeSeconds: Int64(block.maximumTime), medianTimePastSeconds: block.medianTimePast,
            isInActiveChain: block.isActive, data: data)
    }

    func getBlocks(from start: Int32, maximumCount: Int32) async throws -> [ChainBlock] {
        let chain = await chain
        return chain.run(
            of: await chain.blocks(from: Int(start), count: ChainManager.runLength(maximumCount)))
    }

    func findLocatorFork(_ locator: BlockLocator) async throws -> BlockRef? {
        await chain.fork(of: locator.hashes).map(BlockRef.init)
    }

    func getLocator(_ hash: BlockHash) async throws -> BlockLocator? {
        guard await chain.block(hash) != nil else { return nil }
        return BlockLocator(hashes: await chain.locator(from: hash))
    }

    func findFirstBlock(timeSeconds: Int64, minimumHeight: Int32) async throws -> BlockRef? {
        await chain.firstBlock(
            withTimeAtLeast: UInt32(clamping: timeSeconds), from: Int(minimumHeight)
        ).map(BlockRef.init)
    }

    func findMissingBlock(from start: Int32, to end: Int32) async throws -> MissingBlock? {
        let chain = await chain
        guard let height = await chain.missingBlock(from: Int(start), to: Int(end)) else { return nil }
        let cause: MissingBlockCause =
            if await chain.hasPruned { .pruning } else { await chain.isFromSnapshot ? .snapshot : .damage }
        return MissingBlock(height: Int32(clamping: height), cause: cause)
    }

    func guessVerificationProgress(_ hash: BlockHash) async throws -> Double {
        await chain.verificationProgress(at: hash)
    }

    func findCoins(_ coins: [OutPoint]) async throws -> [TransactionOutput?] {
        try await chain.outputs(coins)
    }

    func findMatchingBlocks(from start: Int32, to end: Int32, scripts: [Script]) async throws -> [Int32]? {
        guard let index = node.indexes.current?.filters[.basic], start <= end,
            let last = await chain.block(atHeight: Int(end))
        else { return nil }
        let elements = Set(scripts.map(\.bytes))
        var matches: [Int32] = []
        for (offset, hash) in await chain.hashes(from: Int(start), to: last.hash).enumerated() {
            guard let filter = try index.filter(of: hash, height: Int(start) + offset) else { return nil }
            if try filter.scripts.containsAny(elements) { matches.append(start + Int32(offset)) }
        }
        return matches
    }

    func isInitialBlockDownload() async throws -> Bool {
        await chain.isInitialBlockDownload
    }

    func broadcastTransaction(
        _ transaction: Transaction, maximumFee: Amount, method: TransactionBroadcast
    ) async throws -> BroadcastVerdict {
        guard method != .privateBroadcast else {
            return BroadcastVerdict(accepted: false, reason: "Private broadcast is not supported")
        }
        // While blocks are indexed anew there is at first no chain that could have the inputs.
        guard await chain.tip != nil else {
            return BroadcastVerdict(accepted: false, reason: "There is no chain yet")
        }
        let outcome = try await chain.broadcast(
            transaction, maximumFee: maximumFee, announces: method == .mempoolAndBroadcastToAll)
        switch outcome {
        case .accepted, .known: return BroadcastVerdict(accepted: true)
        case .confirmed:
            return BroadcastVerdict(accepted: false, reason: "Transaction outputs already in utxo set")
        case .feeTooHigh:
            return BroadcastVerdict(
                accepted: false,
                reason: "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)")
        case .refused(let rejection):
            return BroadcastVerdict(accepted: false, reason: rejection.description)
        }
    }

    func estimateSmartFee(confirmationTarget: Int32, conservative: Bool) async throws -> FeeEstimate {
        guard let estimates = node.feeEstimates.current else {
            return FeeEstimate(feeRate: nil, confirmationTarget: confirmationTarget)
        }
        let estimate = estimates.current.smartEstimate(
            target: Int(confirmationTarget), conservative: conservative)
        return FeeEstimate(
            feeRate: estimate.rate.flatMap { $0 > .zero ? $0 : nil },
            confirmationTarget: Int32(clamping: estimate.target))
    }

    func relayFees() async throws -> RelayFees {
        let chain = await chain
        let mempool = await chain.mempool
        return RelayFees(
            mempoolMinimum: await chain.evictionFeeRate, relayMinimum: mempool.policy.minimumRelayRate,
            incremental: mempool.policy.incrementalRate, dust: mempool.policy.dustRate)
    }

    // MARK: The mempool

    func getMempoolRelations(_ txids: [Txid]) async throws -> [MempoolRelations] {
        let mempool = await chain.mempool
        return txids.map { MempoolRelations($0, in: mempool) }
    }

    func calculateBumpFees(_ coins: [OutPoint], feeRate: FeeRate) async throws -> [Amount] {
        let mempool = await chain.mempool
        return coins.map { BumpFee([$0], mempool).amount(reaching: feeRate) }
    }

    func calculateCombinedBumpFee(_ coins: [OutPoint], feeRate: FeeRate) async throws -> Amount {
        BumpFee(coins, await chain.mempool).amount(reaching: feeRate)
    }

    func getPackageLimits() async throws -> PackageLimits {
        let policy = await chain.mempool.policy
        return PackageLimits(
            ancestorCount: Int32(clamping: policy.ancestorLimit),
            descendantCount: Int32(clamping: policy.descendantLimit))
    }

    func checkChainLimits(_ transaction: Transaction) async throws -> String? {
        await chain.mempool.excessOfCluster(with: transaction)
    }

    func requestMempoolTransactions(_ notifications: any ChainNotifications) async throws {
        for entry in await chain.mempool.inMiningOrder {
            try await notifications.transactionAddedToMempool(entry.transaction)
        }
    }

    // MARK: News

    func handleNotifications(
        _ notifications: any ChainNotifications, since locator: BlockLocator?
    ) async throws -> any Handler {
        let follower = ChainFollower(chain: await chain, receiver: notifications)
        await follower.start(since: locator)
        followers.add(follower)
        return follower
    }

    func waitForNotifications() async throws {
        for follower in followers.running { await follower.waitUntilTold() }
    }

    func notifyUser(of notice: WalletNotice) async throws {
        // Another process has options of its own, and who may attach itself may not have programs run by that.
        guard loadedWallets != nil else { throw ForeignNotice() }
        ShellCommand.start(.wallet, values: notice.values, node.arguments)
    }

    // MARK: Settings

    func getLoadedWallets() async throws -> [String]? {
        loadedWallets?.names
    }

    func setLoadedWallets(_ names: [String]) async throws {
        loadedWallets?.names = names
    }

    func setLoadOnStartup(wallet: String, loads: Bool) async throws -> Bool {
        node.setLoadOnStartup(wallet: wallet, loads: loads, loaded: loadedWallets?.names ?? [])
    }
}

/// A wallet process that the node has not started wants the node's command run.
private struct ForeignNotice: Error, CustomStringConvertible {
    let description = "-walletnotify is run for the wallets of this node's own process only"
}

extension BlockRef {
    init(_ block: BlockSnapshot) {
        self.init(hash: block.hash, height: Int32(clamping: block.height))
    }
}
