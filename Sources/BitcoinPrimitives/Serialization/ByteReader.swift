import BitcoinCrypto

/// Reads the protocol's little-endian values from a buffer, never past its end.
///
/// A count that the bytes claim is never trusted for an allocation: what is read is bounded by what is there.
@frozen
public struct ByteReader: Sendable {
    @usableFromInline let buffer: [UInt8]
    @usableFromInline let end: Int

    /// Where the next value starts, counted from the first byte of the buffer.
    public private(set) var position: Int

    /// Reads all of `bytes`.
    public init(_ bytes: [UInt8]) {
        buffer = bytes
        end = bytes.count
        position = 0
    }

    /// Reads all of `bytes`; windows that are read share their buffer.
    public init(_ bytes: Bytes) {
        buffer = bytes.buffer
        end = Int(bytes.end)
        position = Int(bytes.start)
    }

    /// How many bytes are left.
    public var remaining: Int { end - position }

    /// True if no bytes are left.
    public var isAtEnd: Bool { position == end }

    /// Fails if bytes are left over.
    public func finish() throws(SerializationError) {
        guard isAtEnd else { throw .trailingData }
    }

    /// Reads a little-endian integer.
    public mutating func read<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type = Integer.self
    ) throws(SerializationError) -> Integer {
        let size = MemoryLayout<Integer>.size
        guard remaining >= size else { throw .endOfData }
        let value = buffer.span.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: Integer.self)
        position += size
        return Integer(littleEndian: value)
    }

    /// Reads 32 bytes in internal order.
    public mutating func readHash() throws(SerializationError) -> Hash256 {
        guard remaining >= 32 else { throw .endOfData }
        let value = Bytes32(unchecked: buffer.span.bytes, at: position)
        position += 32
        return Hash256(value)
    }

    /// Reads `count` bytes as a window of this buffer.
    public mutating func readBytes(_ count: Int) throws(SerializationError) -> Bytes {
        guard count >= 0, remaining >= count else { throw .endOfData }
        let bytes = Bytes(buffer, range: position..<position + count)
        position += count
        return bytes
    }

    /// Reads a CompactSize; `isSize` refuses those above upstream's MAX_SIZE.
    public mutating func readCompactSize(isSize: Bool = true) throws(SerializationError) -> UInt64 {
        let first: UInt8 = try read()
        let value: UInt64
        switch first {
        case ..<253: return UInt64(first)
        case 253:
            value = UInt64(try read(UInt16.self))
            guard value >= 253 else { throw .nonCanonicalCompactSize }
        case 254:
            value = UInt64(try read(UInt32.self))
            guard value > 0xffff else { throw .nonCanonicalCompactSize }
        default:
            value = try read(UInt64.self)
            guard value > 0xffff_ffff else { throw .nonCanonicalCompactSize }
        }
        guard !isSize || value <= CompactSize.maximum else { throw .compactSizeTooLarge }
        return value
    }

    /// Reads a count of things that take at least one byte each; a count beyond the bytes left is refused.
    public mutating func readCount() throws(SerializationError) -> Int {
        let count = Int(try readCompactSize())
        guard count <= remaining else { throw .endOfData }
        return count
    }

    /// Reads a length and that many bytes, as a window of this buffer.
    public mutating func readLengthPrefixed() throws(SerializationError) -> Bytes {
        try readBytes(Int(try readCompactSize()))
    }

    /// Reads a list: a count and its elements.
    public mutating func readList<Element: BinarySerializable>(
        of type: Element.Type = Element.self
    ) throws(SerializationError) -> [Element] {
        let count = try readCount()
        var list: [Element] = []
        list.reserveCapacity(min(count, remaining / Element.minimumSize))
        for _ in 0..<count { list.append(try Element(from: &self)) }
        return list
    }

    /// Reads a value of a serializable type.
    public mutating func read<Value: BinarySerializable>(
        _ type: Value.Type = Value.self
    ) throws(SerializationError) -> Value {
        try Value(from: &self)
    }

    /// Moves past `count` bytes.
    public mutating func skip(_ count: Int) throws(SerializationError) {
        guard count >= 0, remaining >= count else { throw .endOfData }
        position += count
    }

    /// The bytes between two earlier positions, as a window of this buffer.
    public func window(_ range: Range<Int>) -> Bytes {
        Bytes(buffer, range: range)
    }

    /// A view of the whole buffer, for hashing what was just read.
    public func withBytes<Result>(_ range: Range<Int>, _ body: (RawSpan) -> Result) -> Result {
        body(buffer.span.bytes.extracting(range))
    }
}
