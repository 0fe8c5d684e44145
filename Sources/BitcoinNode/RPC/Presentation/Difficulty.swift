import BitcoinConsensus
import BitcoinPrimitives

/// How hard a target is, as people are used to be told.
enum Difficulty {
    /// How many times harder the target is than the easiest one of the main network.
    ///
    /// Computed in floating point in the very order in which it always was, so that no digit differs.
    static func value(bits: UInt32) -> Double {
        var difficulty = Double(0x0000_ffff) / Double(bits & 0x00ff_ffff)
        let exponent = Int(bits >> 24)
        for _ in 0..<max(0, 29 - exponent) { difficulty *= 256 }
        for _ in 0..<max(0, exponent - 29) { difficulty /= 256 }
        return difficulty
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// The number in hexadecimal with all its leading zeros.
    var paddedHex: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
    }
}
