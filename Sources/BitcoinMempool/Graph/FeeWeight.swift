import BitcoinPrimitives

/// Fees and the weight that they are paid for: of a transaction, or of several together.
///
/// The weight is the adjusted one: at least so much for each signature operation.
public struct FeeWeight: Sendable, Hashable {
    /// The fees, with what the user added to them or took from them.
    public var fee: Amount
    /// The weight units, more than zero for any transaction.
    public var weight: Int

    /// Nothing at all.
    public static let zero = FeeWeight(fee: .zero, weight: 0)

    /// Fees for a weight.
    public init(fee: Amount, weight: Int) {
        self.fee = fee
        self.weight = weight
    }

    /// The fee rate by virtual size, which is a fourth of the weight, rounded up.
    public var feeRate: FeeRate {
        FeeRate(fee: fee, virtualSize: Int32(clamping: (weight + 3) / 4))
    }

    /// Both together.
    public static func + (a: Self, b: Self) -> Self {
        FeeWeight(fee: a.fee + b.fee, weight: a.weight + b.weight)
    }

    /// Adds another.
    public static func += (a: inout Self, b: Self) { a = a + b }

    /// Less another.
    public static func - (a: Self, b: Self) -> Self {
        FeeWeight(fee: a.fee - b.fee, weight: a.weight - b.weight)
    }

    /// How the two rates compare: negative if this one is lower, zero if they are equal.
    public func compareRate(with other: Self) -> Int {
        // Mostly the products fit into 64 bits, which is much faster.
        let (left, leftOverflow) = fee.satoshis.multipliedReportingOverflow(by: Int64(other.weight))
        let (right, rightOverflow) = other.fee.satoshis.multipliedReportingOverflow(by: Int64(weight))
        if !leftOverflow && !rightOverflow { return left < right ? -1 : left > right ? 1 : 0 }
        let wideLeft = Int128(fee.satoshis) * Int128(other.weight)
        let wideRight = Int128(other.fee.satoshis) * Int128(weight)
        return wideLeft < wideRight ? -1 : wideLeft > wideRight ? 1 : 0
    }
}
