/// A target as headers carry it: one byte of exponent, three of mantissa, of which one bit is a sign.
@frozen
public struct CompactTarget: Sendable, Hashable {
    /// The 32 bits of the header's field.
    public var bits: UInt32

    /// The field of a header.
    @inlinable
    public init(_ bits: UInt32) { self.bits = bits }

    /// What the bits say.
    public struct Decoded: Sendable, Hashable {
        /// The number, without its sign; meaningless if it overflows.
        public let target: UInt256
        /// The sign bit is set, and the mantissa is not zero.
        public let isNegative: Bool
        /// The number takes more than 256 bits.
        public let overflows: Bool
    }

    /// Decodes the bits, whatever they are.
    public var decoded: Decoded {
        let size = Int(bits >> 24)
        let mantissa = bits & 0x007f_ffff
        let word = size <= 3 ? mantissa >> UInt32(8 * (3 - size)) : mantissa
        let target = size <= 3 ? UInt256(UInt64(word)) : UInt256(UInt64(word)) << (8 * (size - 3))
        return Decoded(
            target: target,
            isNegative: word != 0 && bits & 0x0080_0000 != 0,
            overflows: word != 0 && (size > 34 || (word > 0xff && size > 33) || (word > 0xffff && size > 32)))
    }

    /// Encodes a number; what does not fit into the mantissa is cut off.
    public init(_ target: UInt256) {
        var size = (target.bitWidth + 7) / 8
        var mantissa =
            size <= 3
            ? UInt32(truncatingIfNeeded: target.low64 << UInt64(8 * (3 - size)))
            : UInt32(truncatingIfNeeded: (target >> (8 * (size - 3))).low64)
        // The highest bit of the mantissa is the sign: make room.
        if mantissa & 0x0080_0000 != 0 {
            mantissa >>= 8
            size += 1
        }
        bits = mantissa | UInt32(size) << 24
    }
}
