import BitcoinCrypto

/// Appends the protocol's little-endian values to an array.
@frozen
public struct ByteWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8]

    /// Nothing written yet, with room for `capacity` bytes.
    public init(capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Appends a little-endian integer.
    public mutating func write<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends 32 bytes in internal order.
    public mutating func write(_ hash: Hash256) {
        write(hash.rawSpan)
    }

    /// Appends bytes.
    public mutating func write(_ span: RawSpan) {
        span.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes, without their count.
    public mutating func write(_ array: [UInt8]) {
        bytes.append(contentsOf: array)
    }

    /// Appends bytes, without their count.
    public mutating func write(_ window: Bytes) {
        write(window.rawSpan)
    }

    /// Appends a CompactSize.
    public mutating func writeCompactSize(_ value: UInt64) {
        switch value {
        case ..<253: bytes.append(UInt8(value))
        case ...0xffff:
            bytes.append(253)
            write(UInt16(value))
        case ...0xffff_ffff:
            bytes.append(254)
            write(UInt32(value))
        default:
            bytes.append(255)
            write(value)
        }
    }

    /// Appends a CompactSize.
    public mutating func writeCompactSize(_ value: Int) {
        writeCompactSize(UInt64(value))
    }

    /// Appends the count of bytes and the bytes.
    public mutating func writeLengthPrefixed(_ window: Bytes) {
        writeCompactSize(window.count)
        write(window)
    }

    /// Appends the count of bytes and the bytes.
    public mutating func writeLengthPrefixed(_ array: [UInt8]) {
        writeCompactSize(array.count)
        write(array)
    }

    /// Appends the count of elements and the elements.
    public mutating func writeList<Element: BinarySerializable>(_ list: [Element]) {
        writeCompactSize(list.count)
        for element in list { element.write(to: &self) }
    }

    /// Appends a value of a serializable type.
    public mutating func write<Value: BinarySerializable>(_ value: Value) {
        value.write(to: &self)
    }
}
