import BitcoinPrimitives

/// Ranges of fee rates, each a little wider than the one below it. Rates are in satoshis for 1,000 virtual bytes.
struct FeeRateBuckets: Sendable, Equatable {
    /// The highest rate of each range, from the lowest range to the highest.
    let limits: [Double]

    /// The rate that the lowest range goes up to.
    private static let lowest: Double = 100
    /// All but the last range end below this rate.
    private static let highest: Double = 1e7
    /// Each range goes so many times as far as the one below it.
    private static let spacing = 1.05
    /// More than any rate can be.
    private static let endless: Double = 1e99
    /// A file may have so many ranges.
    private static let possibleCounts = 2...1000

    /// The ranges that estimates begin with.
    static let standard: FeeRateBuckets = {
        var limits: [Double] = []
        var limit = lowest
        while limit <= highest {
            limits.append(limit)
            limit *= spacing
        }
        return FeeRateBuckets(unchecked: limits + [endless])
    }()

    private init(unchecked limits: [Double]) { self.limits = limits }

    /// The ranges of a file. Their limits have to rise.
    init(_ limits: [Double]) throws(FeeEstimateFileError) {
        guard Self.possibleCounts.contains(limits.count) else {
            throw .corrupt("Must have between 2 and 1000 feerate buckets")
        }
        guard zip(limits, limits.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .corrupt("Feerate buckets are not in order")
        }
        self.limits = limits
    }

    /// How many ranges there are.
    var count: Int { limits.count }

    /// The range that a rate is in. What is above all of them counts as the last.
    func index(of rate: Double) -> Int {
        var (low, high) = (0, limits.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if limits[middle] < rate { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The rates of neighbouring ranges.
    func bounds(_ range: ClosedRange<Int>) -> (start: Double, end: Double) {
        (range.lowerBound > 0 ? limits[range.lowerBound - 1] : 0, limits[range.upperBound])
    }
}
