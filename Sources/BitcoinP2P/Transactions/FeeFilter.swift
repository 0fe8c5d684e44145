import BitcoinPrimitives

/// The fee rate that a peer is told, below which transactions are not wanted (BIP133).
///
/// It is told late and rounded by chance, so that it does not tell one node from another.
struct FeeFilter: Sendable {
    /// It is told anew as often on average, in microseconds.
    private static let interval = 600.0
    /// A large change is told within so many microseconds.
    private static let changeDelay: Int64 = 300_000_000

    /// The rates that are told: each a tenth above the one before.
    struct Rates: Sendable {
        private let steps: [Double]

        /// Rates from half of the least increment on.
        init(minimum: Int64) {
            var steps: [Double] = [0]
            var step = Double(max(1, minimum / 2))
            while step <= 1e7 {
                steps.append(step)
                step *= 1.1
            }
            self.steps = steps
        }

        /// A rate near the given one: mostly the one below.
        func round(_ rate: Int64, chance: UInt32 = .random(in: 0...(.max))) -> Int64 {
            let index = steps.firstIndex { $0 >= Double(rate) } ?? steps.count
            let isLowered = index == steps.count || (index > 0 && chance % 3 != 0)
            return Int64(steps[isLowered ? index - 1 : index])
        }
    }

    private var sent: Int64 = 0
    private var nextTime: Int64 = 0

    /// The rate to tell now, if any.
    ///
    /// - Parameters:
    ///   - rate: the rate that the mempool takes now; all money that there is for none at all.
    ///   - minimum: the rate that is told at least.
    ///   - now: microseconds.
    mutating func tick(rate: Int64, minimum: Int64, rates: Rates, now: Int64) -> Int64? {
        // After the initial download nobody is to wait until transactions are wanted.
        if rate != Amount.maximum.satoshis, sent == rates.round(Amount.maximum.satoshis) { nextTime = 0 }
        if now > nextTime {
            let filter = max(rates.round(rate), minimum)
            nextTime = now + PoissonDelay.next(seconds: Self.interval)
            guard filter != sent else { return nil }
            sent = filter
            return filter
        }
        if now + Self.changeDelay < nextTime, rate < 3 * sent / 4 || rate > 4 * sent / 3 {
            nextTime = now + .random(in: 0..<Self.changeDelay)
        }
        return nil
    }
}
