/// The variable-length integer that counts things on the wire: 1, 3, 5 or 9 bytes.
public enum CompactSize {
    /// 32 MiB: upstream's MAX_SIZE, the largest count that a reader accepts where it is a size.
    public static let maximum: UInt64 = 0x0200_0000

    /// How many bytes the encoding of `value` takes.
    @inlinable
    public static func size(of value: Int) -> Int {
        switch value {
        case ..<253: 1
        case ...0xffff: 3
        case ...0xffff_ffff: 5
        default: 9
        }
    }

    /// Reads one from raw bytes at `offset`, moving it past; nil if cut short or not the shortest encoding.
    @inlinable
    public static func read(_ bytes: RawSpan, at offset: inout Int) -> UInt64? {
        guard offset < bytes.byteCount else { return nil }
        let first = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        let remaining = bytes.byteCount - offset - 1
        let value: UInt64
        switch first {
        case ..<253:
            offset += 1
            return UInt64(first)
        case 253:
            guard remaining >= 2 else { return nil }
            value = UInt64(
                UInt16(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 1, as: UInt16.self)))
            guard value >= 253 else { return nil }
            offset += 3
        case 254:
            guard remaining >= 4 else { return nil }
            value = UInt64(
                UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 1, as: UInt32.self)))
            guard value > 0xffff else { return nil }
            offset += 5
        default:
            guard remaining >= 8 else { return nil }
            value = UInt64(
                littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 1, as: UInt64.self))
            guard value > 0xffff_ffff else { return nil }
            offset += 9
        }
        return value
    }
}
