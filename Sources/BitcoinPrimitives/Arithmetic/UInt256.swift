import BitcoinCrypto

/// An unsigned 256-bit integer for targets and accumulated work.
///
/// Overflow wraps, as it does upstream; nothing here traps but a division by zero.
@frozen
public struct UInt256: Sendable, Hashable {
    @usableFromInline var low: UInt128
    @usableFromInline var high: UInt128

    /// Zero.
    public static let zero = UInt256(0 as UInt64)
    /// One.
    public static let one = UInt256(1 as UInt64)
    /// 2^256 - 1.
    public static let max = UInt256(high: .max, low: .max)

    /// A small value.
    @inlinable
    public init(_ value: UInt64) {
        low = UInt128(value)
        high = 0
    }

    /// Both halves.
    @inlinable
    public init(high: UInt128, low: UInt128) {
        self.high = high
        self.low = low
    }

    /// Reads a hash as a little-endian number, as proof of work compares it.
    public init(_ hash: Hash256) {
        let words = hash.value.words
        low = UInt128(UInt64(littleEndian: words[1])) << 64 | UInt128(UInt64(littleEndian: words[0]))
        high = UInt128(UInt64(littleEndian: words[3])) << 64 | UInt128(UInt64(littleEndian: words[2]))
    }

    /// Reads up to 64 hexadecimal digits.
    public init?(hex: some StringProtocol) {
        let digits = String(hex)
        guard digits.utf8.count <= 64,
            let hash = Hash256(hex: String(repeating: "0", count: 64 - digits.utf8.count) + digits)
        else { return nil }
        self.init(hash)
    }

    /// The number as a hash in internal (little-endian) order.
    public var hash: Hash256 {
        Hash256(
            Bytes32(words: [
                UInt64(truncatingIfNeeded: low).littleEndian,
                UInt64(truncatingIfNeeded: low >> 64).littleEndian,
                UInt64(truncatingIfNeeded: high).littleEndian,
                UInt64(truncatingIfNeeded: high >> 64).littleEndian,
            ]))
    }

    /// 64 hexadecimal digits, as `chainwork` is shown.
    public var hex: String { hash.description }

    /// The lowest 64 bits.
    @inlinable
    public var low64: UInt64 { UInt64(truncatingIfNeeded: low) }

    /// True for zero.
    @inlinable
    public var isZero: Bool { low == 0 && high == 0 }

    /// How many bits the value takes: the index of the highest set bit plus one.
    @inlinable
    public var bitWidth: Int {
        high != 0 ? 256 - high.leadingZeroBitCount : 128 - low.leadingZeroBitCount
    }

    /// The nearest floating-point value.
    public var double: Double {
        Double(high) * 0x1p128 + Double(low)
    }
}

extension UInt256: Comparable {
    /// Compares the numbers.
    @inlinable
    public static func < (a: Self, b: Self) -> Bool {
        a.high == b.high ? a.low < b.low : a.high < b.high
    }
}

extension UInt256 {
    /// The sum modulo 2^256.
    @inlinable
    public static func + (a: Self, b: Self) -> Self {
        let (low, carry) = a.low.addingReportingOverflow(b.low)
        return UInt256(high: a.high &+ b.high &+ (carry ? 1 : 0), low: low)
    }

    /// The difference modulo 2^256.
    @inlinable
    public static func - (a: Self, b: Self) -> Self {
        let (low, borrow) = a.low.subtractingReportingOverflow(b.low)
        return UInt256(high: a.high &- b.high &- (borrow ? 1 : 0), low: low)
    }

    /// The product modulo 2^256.
    public static func * (a: Self, b: Self) -> Self {
        let full = a.low.multipliedFullWidth(by: b.low)
        return UInt256(
            high: full.high &+ a.high &* b.low &+ a.low &* b.high, low: UInt128(full.low))
    }

    /// The product with a small number modulo 2^256.
    public static func * (a: Self, b: UInt64) -> Self { a * UInt256(b) }

    /// The quotient, rounded down.
    public static func / (a: Self, b: Self) -> Self {
        precondition(!b.isZero, "division by zero")
        if a.high == 0 && b.high == 0 { return UInt256(high: 0, low: a.low / b.low) }
        let shift = a.bitWidth - b.bitWidth
        guard shift >= 0 else { return .zero }
        var remainder = a
        var divisor = b << shift
        var quotient = UInt256.zero
        for _ in 0...shift {
            quotient = quotient << 1
            if remainder >= divisor {
                remainder = remainder - divisor
                quotient.low |= 1
            }
            divisor = divisor >> 1
        }
        return quotient
    }

    /// The quotient by a small number, rounded down.
    public static func / (a: Self, b: UInt64) -> Self { a / UInt256(b) }

    /// The bits moved up; those beyond 256 are lost.
    @inlinable
    public static func << (a: Self, count: Int) -> Self {
        switch count {
        case ...0: a
        case ..<128: UInt256(high: a.high << count | a.low >> (128 - count), low: a.low << count)
        case ..<256: UInt256(high: a.low << (count - 128), low: 0)
        default: .zero
        }
    }

    /// The bits moved down.
    @inlinable
    public static func >> (a: Self, count: Int) -> Self {
        switch count {
        case ...0: a
        case ..<128: UInt256(high: a.high >> count, low: a.low >> count | a.high << (128 - count))
        case ..<256: UInt256(high: 0, low: a.high >> (count - 128))
        default: .zero
        }
    }

    /// All bits turned over.
    @inlinable
    public static prefix func ~ (a: Self) -> Self { UInt256(high: ~a.high, low: ~a.low) }

    /// Adds in place.
    @inlinable
    public static func += (a: inout Self, b: Self) { a = a + b }

    /// Subtracts in place.
    @inlinable
    public static func -= (a: inout Self, b: Self) { a = a - b }
}

extension UInt256: CustomStringConvertible {
    /// 64 hexadecimal digits.
    public var description: String { hex }
}
