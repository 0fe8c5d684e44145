import BitcoinPrimitives

/// A descriptor in a wallet file, with what the wallet notes about it.
struct DescriptorRecord: Hashable, Sendable {
    /// The descriptor with public keys, with its checksum.
    var text: String
    /// From when on it was used, in seconds since 1970.
    var creationTime: UInt64
    /// The next position that gives an address.
    var nextIndex: Int32
    /// The first position.
    var rangeStart: Int32
    /// The position after the last that is watched.
    var rangeEnd: Int32
}

extension DescriptorRecord: BinarySerializable {
    init(from reader: inout ByteReader) throws(SerializationError) {
        text = try reader.readText()
        creationTime = try reader.read()
        nextIndex = try reader.read()
        rangeStart = try reader.read()
        rangeEnd = try reader.read()
    }

    func write(to writer: inout ByteWriter) {
        writer.writeText(text)
        writer.write(creationTime)
        writer.write(nextIndex)
        writer.write(rangeStart)
        writer.write(rangeEnd)
    }
}
