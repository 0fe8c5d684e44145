import BitcoinInterfaces
import BitcoinPrimitives
import Synchronization

/// A chain of samples that tells its listeners of three blocks.
final class SampleChain: Chain {
    struct Asked {
        var locators: [BlockLocator?] = []
        var broadcasts: [(transaction: Transaction, maximumFee: Amount, method: TransactionBroadcast)] = []
        var targets: [(Int32, Bool)] = []
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

    func waitForNotifications() async throws {}
}

/// Writes down the news that it gets, and can be slow about it.
actor NotificationRecorder: ChainNotifications {
    private(set) var events: [String] = []
    private(set) var blocks: [Block?] = []
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
}
