import BitcoinCrypto

/// A 256-bit hash as the protocol carries it: 32 bytes in internal order, shown to people in reverse.
@frozen
public struct Hash256: Sendable, Hashable {
    /// The bytes in internal (serialization) order.
    public var value: Bytes32

    /// The hash of all zeroes, "null" in upstream's words.
    public static var zero: Hash256 { Hash256(Bytes32()) }

    /// Wraps bytes in internal order.
    @inlinable
    public init(_ value: Bytes32) { self.value = value }

    /// Copies exactly 32 bytes in internal order; nil for any other length.
    public init?(_ bytes: RawSpan) {
        guard let value = Bytes32(bytes) else { return nil }
        self.value = value
    }

    /// Copies exactly 32 bytes in internal order; nil for any other length.
    public init?(_ bytes: [UInt8]) {
        self.init(bytes.span.bytes)
    }

    /// Reads 64 hexadecimal digits in display (reversed) order.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 64, let bytes = Hex.decode(hex) else { return nil }
        self.init(Array(bytes.reversed()))
    }

    /// A copy of the bytes in internal order.
    public var bytes: [UInt8] { value.bytes }

    /// A view of the bytes in internal order, without a copy.
    @inlinable
    public var rawSpan: RawSpan {
        @_lifetime(borrow self)
        get { value.rawSpan }
    }

    /// True for the hash of all zeroes.
    @inlinable
    public var isZero: Bool { value.isZero }
}

extension Hash256: Comparable {
    /// Orders by the bytes in internal order, first byte first, as upstream's maps do.
    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

extension Hash256: CustomStringConvertible {
    /// 64 hexadecimal digits in display order.
    public var description: String { Hex.encode(value.bytes.reversed()) }
}
