import BitcoinPrimitives
import Glibc

/// The fee rate below which a full mempool takes nothing. It rises over what is evicted, and falls again by half in
/// so many hours once there has been a block, faster the emptier the mempool is.
struct RollingMinimumFee: Sendable {
    private var satoshisPerKilobyte = 0.0
    private var lastUpdate: Int64 = 0
    private var wasThereBlock = true

    /// Seconds in which the rate falls by half: 12 hours.
    private static let halfLife = 12.0 * 60 * 60
    /// The rate is not calculated anew for so many seconds.
    private static let updateInterval: Int64 = 10

    /// Something of this rate was evicted.
    mutating func evicted(_ rate: FeeRate) {
        let evicted = Double(rate.satoshisPerKilobyte)
        if evicted > satoshisPerKilobyte {
            satoshisPerKilobyte = evicted
            wasThereBlock = false
        }
    }

    /// A block came: from now on the rate falls.
    mutating func connectedBlock(now: Int64) {
        lastUpdate = now
        wasThereBlock = true
    }

    /// The rate now.
    mutating func rate(now: Int64, usage: Int, limit: Int, incremental: FeeRate) -> FeeRate {
        guard wasThereBlock, satoshisPerKilobyte != 0 else { return rounded }
        if now > lastUpdate + Self.updateInterval {
            let speed: Double = usage < limit / 4 ? 4 : usage < limit / 2 ? 2 : 1
            satoshisPerKilobyte /= pow(2, Double(now - lastUpdate) / (Self.halfLife / speed))
            lastUpdate = now
            if satoshisPerKilobyte < Double(incremental.satoshisPerKilobyte) / 2 {
                satoshisPerKilobyte = 0
                return .zero
            }
        }
        return max(rounded, incremental)
    }

    private var rounded: FeeRate {
        FeeRate(satoshisPerKilobyte: Int64(min(satoshisPerKilobyte.rounded(), 1e15)))
    }
}
