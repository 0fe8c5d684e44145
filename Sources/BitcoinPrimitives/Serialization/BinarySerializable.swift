/// A value with one serialization, as it goes over the wire and to disk.
public protocol BinarySerializable {
    /// The fewest bytes that any value takes: a bound for what a claimed count can allocate.
    static var minimumSize: Int { get }

    /// Reads a value.
    init(from reader: inout ByteReader) throws(SerializationError)

    /// Appends the value.
    func write(to writer: inout ByteWriter)
}

extension BinarySerializable {
    /// One byte.
    public static var minimumSize: Int { 1 }

    /// Reads a value that takes up all of `bytes`.
    public init(serialized bytes: [UInt8]) throws(SerializationError) {
        var reader = ByteReader(bytes)
        self = try Self(from: &reader)
        try reader.finish()
    }

    /// The value's bytes.
    public var serialized: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }
}
