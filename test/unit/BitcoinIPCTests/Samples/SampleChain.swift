import BitcoinInterfaces
import BitcoinPrimitives
import Synchronization

/// A chain of samples that tells its listeners of three blocks.
final class SampleChain: Chain {
    struct Asked {
        var locators: [BlockLocator?] = []
        var broadcasts: [(transaction: Transaction, maximumFee: Amount, method: TransactionBroadcast)] = []
        var targets: [(Int32, Bool)] = []
        var loadedWallets: [String]?
        var notices: [WalletNotice] = []
    }

    let asked = Mutex(Asked())
    let handler = SampleHandler()

    func getTip() async throws -> BlockRef? { BlockRef(hash: Sample.blockHash(2), height: 2) }

    func getBlockHash(height: Int32) async throws -> BlockHash? {
        (0...2).contains(height) ? Sample.blockHash(UInt8(height)) : nil
    }

    func findBlock(_ hash: BlockHash, includeData: Bool) async throws -> FoundBlock? {
        guard hash == Sample.blockHash(1) else { return nil }
        return FoundBlock(
            hash: hash, height: 1, timeSeconds: 1_700_000_000, maximumTimeSeconds: 1_700_000_001,
            medianTimePastSeconds: -1, isInActiveChain: true, data: includeData ? Sample.block(1) : nil)
    }

    func getBlocks(from start: Int32, maximumCount: Int32) async throws -> [ChainBlock] {
        (0..<maximumCount).map { number in
            ChainBlock(
                hash: Sample.blockHash(UInt8(start + number)), maximumTimeSeconds: .max - UInt32(number),
                data: number == 1 ? [] : Sample.block(UInt8(number)).serialized)
        }
    }

    func findLocatorFork(_ locator: BlockLocator) async throws -> BlockRef? {
        locator.hashes.contains(Sample.blockHash(0)) ? BlockRef(hash: Sample.blockHash(0), height: 0) : nil
    }

    func isInitialBlockDownload() async throws -> Bool { true }

    func broadcastTransaction(
        _ transaction: Transaction, maximumFee: Amount, method: TransactionBroadcast
    ) async throws -> BroadcastVerdict {
        asked.withLock { $0.broadcasts.append((transaction, maximumFee, method)) }
        return BroadcastVerdict(accepted: false, reason: "min relay fee not met, 0 < 100")
    }

    func estimateSmartFee(confirmationTarget: Int32, conservative: Bool) async throws -> FeeEstimate {
        asked.withLock { $0.targets.append((confirmationTarget, conservative)) }
        return FeeEstimate(
            feeRate: confirmationTarget > 1 ? FeeRate(satoshisPerKilobyte: 1234) : nil,
            confirmationTarget: max(confirmationTarget, 2))
    }

    func relayFees() async throws -> RelayFees {
        RelayFees(
            mempoolMinimum: FeeRate(satoshisPerKilobyte: 1), relayMinimum: FeeRate(satoshisPerKilobyte: 2),
            incremental: FeeRate(satoshisPerKilobyte: 3), dust: FeeRate(satoshisPerKilobyte: 4))
    }

    func handleNotifications(
        _ notifications: any ChainNotifications, since locator: BlockLocator?
    ) async throws -> any Handler {
        asked.withLock { $0.locators.append(locator) }
        for height in 0...2 {
            let number = UInt8(height)
            try await notifications.blockConnected(
                BlockInfo(
                    hash: Sample.blockHash(number),
                    previousHash: height == 0 ? nil : Sample.blockHash(number - 1),
                    height: Int32(height), maximumTimeSeconds: UInt32.max,
                    data: height == 1 ? nil : Sample.block(number)))
        }
        try await notifications.blocksConnected(Self.run)
        try await notifications.updatedBlockTip(BlockRef(hash: Sample.blockHash(2), height: 2))
        try await notifications.chainStateFlushed(
            BlockLocator(hashes: [Sample.blockHash(2), Sample.blockHash(0)]))
        try await notifications.transactionAddedToMempool(Sample.transaction(7))
        for reason in MempoolRemovalReason.allCases {
            try await notifications.transactionRemovedFromMempool(Sample.transaction(7), reason: reason)
        }
        try await notifications.blockDisconnected(
            BlockInfo(
                hash: Sample.blockHash(2), previousHash: Sample.blockHash(1), height: 2,
                maximumTimeSeconds: 0,
                data: nil))
        return handler
    }

    static let run = BlockRun(
        firstHeight: 3,
        blocks: [
            ChainBlock(
                hash: Sample.blockHash(3), maximumTimeSeconds: .max, data: Sample.block(3).serialized),
            ChainBlock(hash: Sample.blockHash(4), maximumTimeSeconds: 0, data: []),
        ], tipHeight: .max)

    func waitForNotifications() async throws {}

    func getLocator(_ hash: BlockHash) async throws -> BlockLocator? {
        hash == Sample.blockHash(1) ? BlockLocator(hashes: [hash, Sample.blockHash(0)]) : nil
    }

    func findFirstBlock(timeSeconds: Int64, minimumHeight: Int32) async throws -> BlockRef? {
        timeSeconds < 1000 && minimumHeight <= 2 ? BlockRef(hash: Sample.blockHash(2), height: 2) : nil
    }

    func findMatchingBlocks(from start: Int32, to end: Int32, scripts: [Script]) async throws -> [Int32]? {
        scripts.contains(Script([0x51])) ? Array(start...end) : nil
    }

    func findMissingBlock(from start: Int32, to end: Int32) async throws -> MissingBlock? {
        let causes = MissingBlockCause.allCases
        return start < causes.count ? MissingBlock(height: end, cause: causes[Int(start)]) : nil
    }

    func guessVerificationProgress(_ hash: BlockHash) async throws -> Double {
        hash == Sample.blockHash(2) ? 0.25 : 0
    }

    func findCoins(_ coins: [OutPoint]) async throws -> [TransactionOutput?] {
        coins.map { $0.index == 1 ? nil : Sample.transaction(7).outputs.first }
    }

    func getMempoolRelations(_ txids: [Txid]) async throws -> [MempoolRelations] {
        txids.map { $0.isZero ? MempoolRelations() : Self.relations }
    }

    static let relations = MempoolRelations(
        ancestorCount: 2, ancestorVirtualSize: 300, ancestorFees: Amount(satoshis: 400), descendantCount: 5,
        clusterCount: 6, isReplaceable: true)

    func calculateBumpFees(_ coins: [OutPoint], feeRate: FeeRate) async throws -> [Amount] {
        coins.map { Amount(satoshis: Int64($0.index) * feeRate.satoshisPerKilobyte) }
    }

    func calculateCombinedBumpFee(_ coins: [OutPoint], feeRate: FeeRate) async throws -> Amount {
        Amount(satoshis: Int64(coins.count) * feeRate.satoshisPerKilobyte)
    }

    func getPackageLimits() async throws -> PackageLimits {
        PackageLimits(ancestorCount: 25, descendantCount: 24)
    }

    func checkChainLimits(_ transaction: Transaction) async throws -> String? {
        transaction == Sample.transaction(7) ? "too many unconfirmed transactions in cluster" : nil
    }

    func requestMempoolTransactions(_ notifications: any ChainNotifications) async throws {
        try await notifications.mempoolReset()
        try await notifications.transactionAddedToMempool(Sample.transaction(7))
    }

    func notifyUser(of notice: WalletNotice) async throws { asked.withLock { $0.notices.append(notice) } }

    func getLoadedWallets() async throws -> [String]? { asked.withLock { $0.loadedWallets } }

    func setLoadedWallets(_ names: [String]) async throws {
        asked.withLock { $0.loadedWallets = names }
    }

    func setLoadOnStartup(wallet: String, loads: Bool) async throws -> Bool { wallet == "kept" && loads }
}

/// Writes down the news that it gets, and can be slow about it.
actor NotificationRecorder: ChainNotifications {
    private(set) var events: [String] = []
    private(set) var blocks: [Block?] = []
    private(set) var runs: [BlockRun] = []
    private(set) var previous: [BlockHash?] = []
    private var running = 0
    private(set) var mostAtOnce = 0
    private let pause: Duration

    init(pause: Duration = .zero) {
        self.pause = pause
    }

    private func record(_ event: String) async throws {
        running += 1
        mostAtOnce = max(mostAtOnce, running)
        if pause > .zero { try await Task.sleep(for: pause) }
        events.append(event)
        running -= 1
    }

    func blockConnected(_ block: BlockInfo) async throws {
        blocks.append(block.data)
        previous.append(block.previousHash)
        try await record("connected \(block.hash) at \(block.height), \(block.maximumTimeSeconds)")
    }

    func blocksConnected(_ run: BlockRun) async throws {
        runs.append(run)
        try await record("connected a run of \(run.blocks.count)")
    }

    func blockDisconnected(_ block: BlockInfo) async throws {
        try await record("disconnected \(block.hash)")
    }

    func updatedBlockTip(_ tip: BlockRef) async throws {
        try await record("tip \(tip.hash) at \(tip.height)")
    }

    func chainStateFlushed(_ locator: BlockLocator) async throws {
        try await record("flushed \(locator.hashes.count)")
    }

    func transactionAddedToMempool(_ transaction: Transaction) async throws {
        try await record("added \(transaction.wtxid)")
    }

    func transactionRemovedFromMempool(
        _ transaction: Transaction, reason: MempoolRemovalReason
    ) async throws {
        try await record("removed \(transaction.txid): \(reason)")
    }

    func mempoolReset() async throws {
        try await record("reset")
    }
}
