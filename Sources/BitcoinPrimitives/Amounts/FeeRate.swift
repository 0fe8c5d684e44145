/// A fee for a size, kept as the exact fraction that it was given as.
public struct FeeRate: Sendable {
    /// The fee of the fraction.
    public let fee: Amount
    /// The size of the fraction in virtual bytes; zero only for ``zero``.
    public let virtualSize: Int32

    /// No fee at any size.
    public static let zero = FeeRate(fee: .zero, virtualSize: 0)

    /// So many satoshis for 1,000 virtual bytes.
    public init(satoshisPerKilobyte: Int64) {
        fee = Amount(satoshis: satoshisPerKilobyte)
        virtualSize = 1000
    }

    /// A fee for a size; zero for no size.
    public init(fee: Amount, virtualSize: Int32) {
        self.fee = virtualSize > 0 ? fee : .zero
        self.virtualSize = max(virtualSize, 0)
    }

    /// The fee for a size, rounded up to a whole satoshi.
    public func fee(forVirtualSize size: Int32) -> Amount {
        guard virtualSize > 0 else { return .zero }
        let up = evaluate(size, roundingUp: true)
        return up == 0 && size != 0 && fee.satoshis < 0 ? Amount(satoshis: -1) : Amount(satoshis: up)
    }

    /// Satoshis for 1,000 virtual bytes, rounded down.
    public var satoshisPerKilobyte: Int64 {
        virtualSize > 0 ? evaluate(1000, roundingUp: false) : 0
    }

    private func evaluate(_ size: Int32, roundingUp: Bool) -> Int64 {
        let product = Int128(fee.satoshis) * Int128(size)
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(virtualSize))
        let adjustment: Int128 =
            if roundingUp { remainder > 0 ? 1 : 0 } else { remainder < 0 ? -1 : 0 }
        return Int64(clamping: quotient + adjustment)
    }
}

extension FeeRate: Comparable {
    /// Equal as fractions.
    public static func == (a: Self, b: Self) -> Bool { a.cross(b) == b.cross(a) }

    /// Compares as fractions.
    public static func < (a: Self, b: Self) -> Bool { a.cross(b) < b.cross(a) }

    private func cross(_ other: Self) -> Int128 {
        Int128(fee.satoshis) * Int128(max(other.virtualSize, 1))
    }
}

extension FeeRate: CustomStringConvertible {
    /// `0.00001000 BTC/kvB`.
    public var description: String { "\(Amount(satoshis: satoshisPerKilobyte)) BTC/kvB" }
}
