/// The bytes of a script. What they mean is BitcoinScript's business.
@frozen
public struct Script: Sendable, Hashable {
    /// The bytes.
    public var bytes: Bytes

    /// An empty script.
    @inlinable
    public init() { bytes = Bytes() }

    /// The script in a window of a larger buffer.
    @inlinable
    public init(_ bytes: Bytes) { self.bytes = bytes }

    /// The script with these bytes.
    @inlinable
    public init(_ bytes: [UInt8]) { self.bytes = Bytes(bytes) }

    /// The script that these hexadecimal digits spell.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    /// How many bytes there are.
    @inlinable
    public var count: Int { bytes.count }

    /// True if there are no bytes.
    @inlinable
    public var isEmpty: Bool { bytes.isEmpty }

    /// A view of the bytes, without a copy.
    @inlinable
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span }
    }

    /// A copy of the bytes.
    public var array: [UInt8] { bytes.array }

    /// Lower-case hexadecimal digits.
    public var hex: String { bytes.hex }

    /// The same script in a buffer of just its size.
    public func compacted() -> Script { Script(bytes.compacted()) }
}

extension Script: CustomStringConvertible {
    /// Lower-case hexadecimal digits.
    public var description: String { hex }
}

extension Script: BinarySerializable {
    /// Reads a length and the bytes.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        bytes = try reader.readLengthPrefixed()
    }

    /// Appends the length and the bytes.
    public func write(to writer: inout ByteWriter) {
        writer.writeLengthPrefixed(bytes)
    }
}
