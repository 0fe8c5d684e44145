import BitcoinChain
import BitcoinInterfaces
import BitcoinPrimitives

/// The chain of this node, as wallets see it.
struct LocalChain: Chain {
    let node: NodeContext
    /// What is kept for the wallet process that this node supervises; `nil` for one that comes and goes by itself.
    var loadedWallets: LoadedWallets?

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
        let data = includeData ? try await chain.readBlock(hash) : nil
        return FoundBlock(
            hash: block.hash, height: Int32(clamping: block.height), timeSeconds: Int64(block.header.time),
            maximumTimeSeconds: Int64(block.maximumTime), medianTimePastSeconds: block.medianTimePast,
            isInActiveChain: block.isActive, data: data)
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

    func getPruneHeight() async throws -> Int32? {
        await chain.pruneHeight.map { Int32(clamping: $0) }
    }

    func guessVerificationProgress(_ hash: BlockHash) async throws -> Double {
        await chain.verificationProgress(at: hash)
    }

    func findCoins(_ coins: [OutPoint]) async throws -> [TransactionOutput?] {
        try await chain.outputs(coins)
    }

    func isInitialBlockDownload() async throws -> Bool {
        await chain.isInitialBlockDownload
    }

    func broadcastTransaction(
        _ transaction: Transaction, maximumFee: Amount, method: TransactionBroadcast
    ) async throws -> BroadcastVerdict {
        BroadcastVerdict(
            accepted: false, reason: "This version of the node does not take in transactions yet")
    }

    func estimateSmartFee(confirmationTarget: Int32, conservative: Bool) async throws -> FeeEstimate {
        FeeEstimate(feeRate: nil, confirmationTarget: confirmationTarget)
    }

    func relayFees() async throws -> RelayFees {
        let minimum = FeeRate(satoshisPerKilobyte: 100)
        return RelayFees(
            mempoolMinimum: minimum, relayMinimum: minimum, incremental: minimum,
            dust: FeeRate(satoshisPerKilobyte: 3000))
    }

    func handleNotifications(
        _ notifications: any ChainNotifications, since locator: BlockLocator?
    ) async throws -> any Handler {
        let follower = ChainFollower(chain: await chain, receiver: notifications)
        await follower.start(since: locator)
        return follower
    }

    func getLoadedWallets() async throws -> [String]? {
        await loadedWallets?.names
    }

    func setLoadedWallets(_ names: [String]) async throws {
        await loadedWallets?.set(names)
    }

    func setLoadOnStartup(wallet: String, loads: Bool) async throws -> Bool {
        node.setLoadOnStartup(wallet: wallet, loads: loads)
    }

    func waitForNotifications() async throws {
        // Each receiver is told one thing after the other, in its own time; what was due is due at once.
        _ = await chain.tip
    }
}

extension BlockRef {
    init(_ block: BlockSnapshot) {
        self.init(hash: block.hash, height: Int32(clamping: block.height))
    }
}
