import BitcoinPrimitives

/// A fee rate at which a transaction may expect to be in a block soon.
public struct SmartFeeEstimate: Sendable {
    /// Why it is this rate.
    public enum Reason: Sendable {
        /// Nothing is known.
        case none
        /// Most transactions are confirmed in half the time.
        case half
        /// Nearly all are in the whole time.
        case full
        /// Practically all are in twice the time.
        case double
        /// They were also over a longer past.
        case conservative
    }

    /// The rate; nil if too little is known.
    public fileprivate(set) var rate: FeeRate?
    /// The number of blocks that it holds for.
    public fileprivate(set) var target: Int
    /// Why it is this rate.
    public fileprivate(set) var reason = Reason.none
    /// What it follows from.
    public fileprivate(set) var details = RawFeeEstimate()
    /// The height of the best block.
    public let height: UInt32

    /// The highest rate so far, in satoshis for 1,000 virtual bytes.
    fileprivate var best: Double?

    /// Takes another estimate into account: the higher one counts.
    fileprivate mutating func consider(_ estimate: RawFeeEstimate, _ reason: Reason) {
        guard let rate = estimate.rate, best.map({ rate > $0 }) ?? true else { return }
        best = rate
        details = estimate
        self.reason = reason
    }
}

extension FeeEstimator {
    /// The most blocks that a horizon can tell about.
    public func maximumTarget(_ horizon: Horizon) -> Int { record(horizon).maximumTarget }

    /// The rate at which the part `success` of transactions is confirmed within `target` blocks, by one horizon alone.
    /// Nothing if the horizon does not reach so far.
    public func rawEstimate(target: Int, success: Double, horizon: Horizon) -> RawFeeEstimate {
        guard (1...maximumTarget(horizon)).contains(target), success <= 1 else { return RawFeeEstimate() }
        return estimate(target, success, horizon)
    }

    /// The highest of the rates at which 60 % of transactions are confirmed in half of the blocks, 85 % in all of them,
    /// and 95 % in twice as many. Where there is no estimate for the target, that for the closest one is given.
    ///
    /// - Parameter conservative: the last of the three must hold for longer horizons, too, so that the rate falls less
    ///   quickly when it gets quieter.
    public func smartEstimate(target: Int, conservative: Bool) -> SmartFeeEstimate {
        var result = SmartFeeEstimate(target: target, height: bestHeight)
        guard (1...maximumTarget(.long)).contains(target) else { return result }
        // Nobody can tell about the very next block.
        let target = min(max(target, 2), maximumUsableTarget)
        result.target = target
        guard target > 1 else { return result }
        result.consider(combined(target / 2, 0.6, looksCloser: true), .half)
        result.consider(combined(target, 0.85, looksCloser: true), .full)
        result.consider(combined(2 * target, 0.95, looksCloser: !conservative), .double)
        if conservative || result.best == nil {
            for estimate in longer(2 * target) { result.consider(estimate, .conservative) }
        }
        result.rate = result.best.map(FeeRate.init(estimated:))
        return result
    }

    private func estimate(_ target: Int, _ success: Double, _ horizon: Horizon) -> RawFeeEstimate {
        record(horizon).estimate(
            target: target, sufficientCount: horizon.sufficientCount, success: success, best: bestHeight,
            buckets)
    }

    /// The estimate of the shortest horizon that reaches so far.
    ///
    /// - Parameter looksCloser: takes what a shorter horizon tells of its last target if that is less.
    private func combined(_ target: Int, _ success: Double, looksCloser: Bool) -> RawFeeEstimate {
        guard target >= 1, let horizon = Horizon.allCases.first(where: { target <= maximumTarget($0) }) else {
            return RawFeeEstimate()
        }
        var result = estimate(target, success, horizon)
        guard looksCloser else { return result }
        for closer in [Horizon.medium, .short] where target > maximumTarget(closer) {
            let other = estimate(maximumTarget(closer), success, closer)
            guard let rate = other.rate, rate > 0 else { continue }
            if result.rate.map({ rate < $0 }) ?? true { result = other }
        }
        return result
    }

    /// The estimates of horizons longer than what a target takes.
    private func longer(_ target: Int) -> [RawFeeEstimate] {
        var estimates: [RawFeeEstimate] = []
        if target <= maximumTarget(.short) { estimates.append(estimate(target, 0.95, .medium)) }
        if target <= maximumTarget(.medium) { estimates.append(estimate(target, 0.95, .long)) }
        return estimates
    }
}

extension FeeRate {
    /// A rate in satoshis for 1,000 virtual bytes, rounded. What a file made up is cut off at all the money there is.
    public init(estimated rate: Double) {
        let bounded = min(max(rate, 0), Double(Amount.maximum.satoshis))
        self.init(satoshisPerKilobyte: Int64(bounded.isNaN ? 0 : bounded.rounded()))
    }
}
