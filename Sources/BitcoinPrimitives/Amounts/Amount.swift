/// An amount of money in satoshis. May be negative, or out of range, until it was checked.
@frozen
public struct Amount: Sendable, Hashable {
    /// The satoshis.
    public var satoshis: Int64

    /// So many satoshis.
    @inlinable
    public init(satoshis: Int64) { self.satoshis = satoshis }

    /// Nothing.
    public static let zero = Amount(satoshis: 0)
    /// 100,000,000 satoshis.
    public static let coin = Amount(satoshis: 100_000_000)
    /// No amount above 21 million coins is valid.
    public static let maximum = Amount(satoshis: 21_000_000 * 100_000_000)

    /// True from zero to ``maximum``.
    @inlinable
    public var isValid: Bool { satoshis >= 0 && satoshis <= 2_100_000_000_000_000 }
}

extension Amount: Comparable, AdditiveArithmetic {
    /// Compares the satoshis.
    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.satoshis < b.satoshis }

    /// Adds, wrapping: check each term before.
    @inlinable
    public static func + (a: Self, b: Self) -> Self { Amount(satoshis: a.satoshis &+ b.satoshis) }

    /// Subtracts, wrapping: check each term before.
    @inlinable
    public static func - (a: Self, b: Self) -> Self { Amount(satoshis: a.satoshis &- b.satoshis) }

    /// The other way round.
    @inlinable
    public static prefix func - (a: Self) -> Self { Amount(satoshis: 0 &- a.satoshis) }
}

extension Amount: CustomStringConvertible {
    /// Coins with eight decimals: `-0.00000001`.
    public var description: String {
        let magnitude = satoshis.magnitude
        let fraction = String(magnitude % 100_000_000)
        let padding = String(repeating: "0", count: 8 - fraction.count)
        return "\(satoshis < 0 ? "-" : "")\(magnitude / 100_000_000).\(padding)\(fraction)"
    }

    /// Coins with at least two decimals and no zeroes after them: `-0.50`, as log and error texts have it.
    public var trimmedDescription: String {
        var text = description
        while text.hasSuffix("0"), text.dropLast(2).last != "." { text.removeLast() }
        return text
    }
}
