/// How transactions of neighbouring ranges of fee rates fared.
public struct FeeRateRange: Sendable, Hashable {
    /// Above this rate, in satoshis for 1,000 virtual bytes; -1 if there is no such range.
    public internal(set) var start: Double = -1
    /// Up to this rate.
    public internal(set) var end: Double = -1
    /// How many were confirmed in time.
    public internal(set) var withinTarget: Double = 0
    /// How many were confirmed at all.
    public internal(set) var totalConfirmed: Double = 0
    /// How many wait for longer than the target now.
    public internal(set) var inMempool: Double = 0
    /// How many left the mempool otherwise after the target.
    public internal(set) var leftMempool: Double = 0

    /// The part of all that were confirmed in time; not a number where there are none.
    var success: Double { withinTarget / (totalConfirmed + leftMempool + inMempool) }

    var isEmpty: Bool { start < 0 }
}

/// What a record tells about a target.
public struct RawFeeEstimate: Sendable, Hashable {
    /// The rate that does, in satoshis for 1,000 virtual bytes; nil if none is known to.
    public internal(set) var rate: Double?
    /// The lowest rates of which enough transactions were confirmed in time.
    public internal(set) var pass = FeeRateRange()
    /// The highest rates of which not enough were.
    public internal(set) var fail = FeeRateRange()
    /// What the record's past counts after another block.
    public internal(set) var decay: Double = 0
    /// How many blocks the record's periods have.
    public internal(set) var scale = 0

    init() {}
}

extension ConfirmationRecord {
    /// Looks for the lowest rate whose transactions are confirmed in time.
    ///
    /// Ranges are put together from the highest down until they have enough transactions to tell anything.
    ///
    /// - Parameters:
    ///   - target: the number of blocks, from 1 to ``maximumTarget``.
    ///   - sufficientCount: how many transactions in each block are enough, on average.
    ///   - success: the part of them that has to be confirmed in time.
    ///   - best: the height of the best block.
    func estimate(
        target: Int, sufficientCount: Double, success: Double, best: UInt32, _ buckets: FeeRateBuckets
    ) -> RawFeeEstimate {
        let period = (target + scale - 1) / scale - 1
        var search = Search()
        var enough = 0.0
        for bucket in counts.indices.reversed() {
            search.extend(to: bucket)
            search.current.withinTarget += confirmed[period][bucket]
            search.current.totalConfirmed += counts[bucket]
            search.current.leftMempool += failed[period][bucket]
            search.current.inMempool += Double(waitingCount(bucket: bucket, target: target, best: best))
            enough += counts[bucket]
            if enough < sufficientCount / (1 - decay) { continue }
            enough = 0
            search.judge(success, buckets)
        }
        search.finish(buckets)

        var estimate = RawFeeEstimate()
        estimate.decay = decay
        estimate.scale = scale
        estimate.fail = search.fail
        estimate.pass = search.pass
        guard let range = search.passRange, let rate = medianRate(range) else { return estimate }
        estimate.rate = rate
        (estimate.pass.start, estimate.pass.end) = buckets.bounds(range)
        return estimate
    }

    /// The average rate of the range in which the middle one of the transactions is.
    private func medianRate(_ range: ClosedRange<Int>) -> Double? {
        let total = counts[range].reduce(0, +)
        guard total != 0 else { return nil }
        var half = total / 2
        for bucket in range {
            if counts[bucket] >= half { return rateSums[bucket] / counts[bucket] }
            half -= counts[bucket]
        }
        return nil
    }

    /// The way down through the ranges.
    private struct Search {
        /// What was added up since a range passed.
        var current = FeeRateRange()
        /// The ranges that were put together for it; nil before the first of them.
        private var range: ClosedRange<Int>?
        private(set) var pass = FeeRateRange()
        private(set) var passRange: ClosedRange<Int>?
        private(set) var fail = FeeRateRange()
        private var isPassing = true

        mutating func extend(to bucket: Int) {
            range = bucket...(range?.upperBound ?? bucket)
        }

        /// There is enough data: does it pass?
        mutating func judge(_ success: Double, _ buckets: FeeRateBuckets) {
            if current.success < success {
                if isPassing { failHere(buckets) }
                isPassing = false
            } else {
                fail = FeeRateRange()
                isPassing = true
                pass = current
                passRange = range
                current = FeeRateRange()
                range = nil
            }
        }

        /// What is left at the end has too little data, and counts as failed.
        mutating func finish(_ buckets: FeeRateBuckets) {
            if isPassing { failHere(buckets) }
        }

        private mutating func failHere(_ buckets: FeeRateBuckets) {
            guard let range else { return }
            fail = current
            (fail.start, fail.end) = buckets.bounds(range)
        }
    }
}
