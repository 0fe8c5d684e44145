import BitcoinPrimitives

/// A fee per size.
public struct FeeRate: Sendable, Hashable, Comparable {
    /// Satoshis per 1000 virtual bytes.
    public var satoshisPerKilovbyte: Int64

    /// Creates a rate of this many satoshis per 1000 virtual bytes.
    public init(satoshisPerKilovbyte: Int64) {
        self.satoshisPerKilovbyte = satoshisPerKilovbyte
    }

    /// Whether the first rate is the lower one.
    public static func < (lhs: FeeRate, rhs: FeeRate) -> Bool {
        lhs.satoshisPerKilovbyte < rhs.satoshisPerKilovbyte
    }
}
