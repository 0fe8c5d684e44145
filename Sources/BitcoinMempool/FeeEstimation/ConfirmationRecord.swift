/// How long transactions of each range of fee rates waited for a block, as moving averages over a horizon of blocks,
/// and those that wait now.
///
/// Time is counted in periods of ``scale`` blocks. Each block makes what was before it count a little less.
struct ConfirmationRecord: Sendable, Equatable {
    /// What counts before a block counts this much of it afterwards.
    private(set) var decay: Double
    /// How many blocks a period has.
    private(set) var scale: Int
    /// The sum of the rates of confirmed transactions, by range.
    private(set) var rateSums: [Double]
    /// How many transactions were confirmed, by range.
    private(set) var counts: [Double]
    /// How many of them waited at most so many periods, by that number less one, then by range.
    private(set) var confirmed: [[Double]]
    /// How many left the mempool otherwise after at least so many periods, by that number less one, then by range.
    private(set) var failed: [[Double]]

    /// How many transactions wait since a height, by the height modulo the count of heights that are told apart,
    /// then by range.
    private var waiting: [[Int]]
    /// How many wait for longer than that, by range.
    private var waitingLonger: [Int]
    /// Whether nothing has come to pass yet.
    private var isBlank = true

    /// Estimates are kept for at most a week of blocks.
    private static let possibleTargets = 1...6 * 24 * 7

    /// An empty record.
    init(periods: Int, scale: Int, decay: Double, buckets: Int) {
        let empty = [Double](repeating: 0, count: buckets)
        self.decay = decay
        self.scale = scale
        rateSums = empty
        counts = empty
        confirmed = Array(repeating: empty, count: periods)
        failed = confirmed
        waiting = Array(repeating: [Int](repeating: 0, count: buckets), count: periods * scale)
        waitingLonger = [Int](repeating: 0, count: buckets)
    }

    /// Estimates go up to so many blocks.
    var maximumTarget: Int { waiting.count }

    private func slot(_ height: UInt32) -> Int { Int(height % UInt32(waiting.count)) }

    // MARK: Events

    /// A transaction begins to wait.
    mutating func add(bucket: Int, height: UInt32) {
        isBlank = false
        waiting[slot(height)][bucket] += 1
    }

    /// A transaction does not wait any more.
    ///
    /// - Parameters:
    ///   - height: at which it began.
    ///   - best: the height of the highest block that was seen; zero for none.
    ///   - isConfirmed: whether a block has it.
    mutating func remove(bucket: Int, height: UInt32, best: UInt32, isConfirmed: Bool) {
        guard best == 0 || best >= height else { return }
        let age = best == 0 ? 0 : Int(best - height)
        if age >= waiting.count {
            waitingLonger[bucket] = max(0, waitingLonger[bucket] - 1)
        } else {
            waiting[slot(height)][bucket] = max(0, waiting[slot(height)][bucket] - 1)
        }
        guard !isConfirmed else { return }
        for period in 0..<min(age / scale, failed.count) { failed[period][bucket] += 1 }
    }

    /// A block comes: those that have waited as long as can be told apart are put together, and averages decay.
    mutating func begin(height: UInt32) {
        // Until the node has caught up there is nothing that could decay, and many blocks.
        guard !isBlank else { return }
        let slot = slot(height)
        for bucket in waitingLonger.indices {
            waitingLonger[bucket] += waiting[slot][bucket]
            waiting[slot][bucket] = 0
        }
        Self.multiply(&rateSums, by: decay)
        Self.multiply(&counts, by: decay)
        for period in confirmed.indices {
            Self.multiply(&confirmed[period], by: decay)
            Self.multiply(&failed[period], by: decay)
        }
    }

    private static func multiply(_ averages: inout [Double], by factor: Double) {
        for bucket in averages.indices { averages[bucket] *= factor }
    }

    /// The block has a transaction, which was confirmed in so many blocks, one at least.
    mutating func record(bucket: Int, rate: Double, blocks: Int) {
        let periods = (blocks + scale - 1) / scale
        for period in confirmed.indices.dropFirst(periods - 1) { confirmed[period][bucket] += 1 }
        counts[bucket] += 1
        rateSums[bucket] += rate
    }

    /// How many transactions wait for at least `target` blocks when the best height is `best`.
    func waitingCount(bucket: Int, target: Int, best: UInt32) -> Int {
        var count = waitingLonger[bucket]
        for age in target..<max(target, maximumTarget) {
            // Heights below zero wrap around, as they do upstream.
            count += waiting[slot(best &- UInt32(age))][bucket]
        }
        return count
    }
}

extension ConfirmationRecord {
    /// What a file has of a record.
    struct Stored {
        var decay: Double
        var scale: UInt32
        var rateSums: [Double]
        var counts: [Double]
        var confirmed: [[Double]]
        var failed: [[Double]]
    }

    /// The record of a file, in which no transaction waits.
    init(_ stored: Stored, buckets: Int) throws(FeeEstimateFileError) {
        guard stored.decay > 0, stored.decay < 1 else {
            throw .corrupt("Decay must be between 0 and 1 (non-inclusive)")
        }
        guard stored.scale > 0 else { throw .corrupt("Scale must be non-zero") }
        guard stored.rateSums.count == buckets else {
            throw .corrupt("Mismatch in feerate average bucket count")
        }
        guard stored.counts.count == buckets else { throw .corrupt("Mismatch in tx count bucket count") }
        let (targets, overflows) = Int(stored.scale).multipliedReportingOverflow(by: stored.confirmed.count)
        guard !overflows, Self.possibleTargets.contains(targets) else {
            throw .corrupt("Must maintain estimates for between 1 and 1008 (one week) confirms")
        }
        guard stored.confirmed.allSatisfy({ $0.count == buckets }) else {
            throw .corrupt("Mismatch in feerate conf average bucket count")
        }
        guard stored.failed.count == stored.confirmed.count else {
            throw .corrupt("Mismatch in confirms tracked for failures")
        }
        guard stored.failed.allSatisfy({ $0.count == buckets }) else {
            throw .corrupt("Mismatch in one of failure average bucket counts")
        }
        self.init(
            periods: stored.confirmed.count, scale: Int(stored.scale), decay: stored.decay, buckets: buckets)
        rateSums = stored.rateSums
        counts = stored.counts
        confirmed = stored.confirmed
        failed = stored.failed
        isBlank = false
    }
}
