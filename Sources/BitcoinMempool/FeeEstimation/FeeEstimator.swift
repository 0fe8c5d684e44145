import BitcoinPrimitives
import BitcoinSupport

/// Learns from how long transactions wait for a block at which fee rate one may expect to be in a block soon.
///
/// Only transactions count that came into the mempool at the height of the best block, so that their waiting is
/// known from its beginning.
public struct FeeEstimator: Sendable {
    /// How far back a record looks, and how far ahead it tells.
    public enum Horizon: String, Sendable, CaseIterable {
        /// 12 blocks ahead; half of the past counts for 18 blocks.
        case short
        /// 48 blocks ahead; half of the past counts for a day.
        case medium
        /// 1008 blocks ahead; half of the past counts for a week.
        case long

        /// How many transactions a range needs in each block on average to tell anything.
        var sufficientCount: Double { self == .short ? 0.5 : 0.1 }

        func emptyRecord(buckets: Int) -> ConfirmationRecord {
            switch self {
            case .short: ConfirmationRecord(periods: 12, scale: 1, decay: 0.962, buckets: buckets)
            case .medium: ConfirmationRecord(periods: 24, scale: 2, decay: 0.9952, buckets: buckets)
            case .long: ConfirmationRecord(periods: 42, scale: 24, decay: 0.99931, buckets: buckets)
            }
        }
    }

    private struct Waiting: Sendable {
        let height: UInt32
        let bucket: Int
    }

    /// The ranges of fee rates that are told apart.
    let buckets: FeeRateBuckets
    /// The height of the highest block that was seen; zero for none.
    public private(set) var bestHeight: UInt32 = 0
    /// The height of the first block since the start from which something was learned; zero for none.
    private var firstHeight: UInt32 = 0
    /// The blocks that the file was made from; zero for none.
    private var pastHeights: ClosedRange<UInt32> = 0...0
    private var records: [ConfirmationRecord]
    private var waiting: [Txid: Waiting] = [:]
    private var trackedCount = 0
    private var untrackedCount = 0

    /// What a file tells is too old to count after so many blocks.
    private static let maximumPastAge: UInt32 = 6 * 1008

    /// Knows nothing yet.
    public init() {
        buckets = .standard
        records = Horizon.allCases.map { $0.emptyRecord(buckets: FeeRateBuckets.standard.count) }
    }

    init(
        buckets: FeeRateBuckets, records: [ConfirmationRecord], bestHeight: UInt32,
        pastHeights: ClosedRange<UInt32>
    ) {
        precondition(records.count == Horizon.allCases.count)
        self.buckets = buckets
        self.records = records
        self.bestHeight = bestHeight
        self.pastHeights = pastHeights
    }

    /// How many transactions it waits for.
    public var waitingCount: Int { waiting.count }

    func record(_ horizon: Horizon) -> ConfirmationRecord {
        switch horizon {
        case .short: records[0]
        case .medium: records[1]
        case .long: records[2]
        }
    }

    // MARK: Events

    /// A transaction came into the mempool.
    ///
    /// - Parameter isEvidence: whether it says something about fees: it came by itself to a node that has caught up,
    ///   and depends on no other transaction of the mempool.
    public mutating func add(_ entry: MempoolEntry, isEvidence: Bool) {
        let txid = entry.transaction.txid
        guard waiting[txid] == nil else {
            return Log.debug(.estimatefee, "Blockpolicy error mempool tx \(txid) already being tracked")
        }
        guard let height = UInt32(exactly: entry.height), height == bestHeight else { return }
        guard isEvidence else {
            untrackedCount += 1
            return
        }
        trackedCount += 1
        let bucket = buckets.index(of: entry.rateForEstimates)
        waiting[txid] = Waiting(height: height, bucket: bucket)
        for index in records.indices { records[index].add(bucket: bucket, height: height) }
    }

    /// A transaction left the mempool, but not for a block.
    public mutating func remove(_ txid: Txid) {
        remove(txid, isConfirmed: false)
    }

    @discardableResult
    private mutating func remove(_ txid: Txid, isConfirmed: Bool) -> Waiting? {
        guard let entry = waiting.removeValue(forKey: txid) else { return nil }
        for index in records.indices {
            records[index].remove(
                bucket: entry.bucket, height: entry.height, best: bestHeight, isConfirmed: isConfirmed)
        }
        return entry
    }

    /// A block was added to the best chain, which has these transactions of the mempool.
    public mutating func connect(_ confirmed: [MempoolEntry], height: Int) {
        // Side chains and blocks that come again tell nothing new.
        guard let height = UInt32(exactly: height), height > bestHeight else { return }
        bestHeight = height
        for index in records.indices { records[index].begin(height: height) }
        let counted = confirmed.count { confirm($0) }
        if firstHeight == 0, counted > 0 {
            firstHeight = height
            Log.debug(.estimatefee, "Blockpolicy first recorded height \(height)")
        }
        Log.debug(.estimatefee) {
            "Blockpolicy estimates updated by \(counted) of \(confirmed.count) block txs, since last block "
                + "\(trackedCount) of \(trackedCount + untrackedCount) tracked, mempool map size "
                + "\(waiting.count), max target \(maximumUsableTarget) from "
                + (pastSpan > span ? "historical" : "current")
        }
        (trackedCount, untrackedCount) = (0, 0)
    }

    /// Learns from a transaction in the newest block. False if there is nothing to learn.
    private mutating func confirm(_ entry: MempoolEntry) -> Bool {
        guard remove(entry.transaction.txid, isConfirmed: true) != nil else { return false }
        let blocks = Int(bestHeight) - entry.height
        guard blocks > 0 else { return false }
        let rate = entry.rateForEstimates
        let bucket = buckets.index(of: rate)
        for index in records.indices { records[index].record(bucket: bucket, rate: rate, blocks: blocks) }
        return true
    }

    /// The node stops: whatever waits has not been confirmed so far.
    public mutating func giveUpWaiting() {
        let count = waiting.count
        for txid in Array(waiting.keys) { remove(txid) }
        Log.debug(.estimatefee, "Recorded \(count) unconfirmed txs from mempool")
    }

    // MARK: Spans

    /// How many blocks have told something since the start.
    private var span: UInt32 { firstHeight == 0 ? 0 : bestHeight - firstHeight }

    /// How many blocks the file was made from, unless they are too long ago.
    private var pastSpan: UInt32 {
        guard pastHeights.lowerBound > 0, bestHeight - pastHeights.upperBound <= Self.maximumPastAge else {
            return 0
        }
        return pastHeights.upperBound - pastHeights.lowerBound
    }

    /// The blocks that a file tells of: those since the start, unless the older ones are many more.
    var spanToKeep: ClosedRange<UInt32> {
        span > pastSpan / 2 ? firstHeight...bestHeight : pastHeights
    }

    /// Estimates for more blocks than these have too little behind them.
    var maximumUsableTarget: Int {
        min(record(.long).maximumTarget, Int(max(span, pastSpan)) / 2)
    }
}

extension MempoolEntry {
    /// The fee rate as it is recorded, in satoshis for 1,000 virtual bytes, without what a user added to it.
    fileprivate var rateForEstimates: Double {
        Double(FeeRate(fee: fee, virtualSize: Int32(clamping: virtualSize)).satoshisPerKilobyte)
    }
}
