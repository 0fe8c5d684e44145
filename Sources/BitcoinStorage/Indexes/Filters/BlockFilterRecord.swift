import BitcoinPrimitives

/// What the filter index's database holds of a block.
struct BlockFilterRecord: BinarySerializable, Sendable {
    /// The hash of the filter.
    var hash: Hash256
    /// The header of the filter.
    var header: Hash256
    /// Where the filter begins in the filter files.
    var position: FlatFilePosition

    init(hash: Hash256, header: Hash256, position: FlatFilePosition) {
        self.hash = hash
        self.header = header
        self.position = position
    }

    init(from reader: inout ByteReader) throws(SerializationError) {
        hash = try reader.readHash()
        header = try reader.readHash()
        position = try reader.readPosition()
    }

    func write(to writer: inout ByteWriter) {
        writer.write(hash)
        writer.write(header)
        writer.write(position)
    }
}

extension ByteReader {
    /// Reads the number of a file and an offset, as databases hold them.
    mutating func readPosition() throws(SerializationError) -> FlatFilePosition {
        let file = try readVarInt(UInt32.self)
        let offset = try readVarInt(UInt32.self)
        guard file <= Int32.max else { throw .invalidValue("number too large") }
        return FlatFilePosition(file: Int(file), offset: Int(offset))
    }
}

extension ByteWriter {
    /// Appends the number of a file and an offset, as databases hold them.
    mutating func write(_ position: FlatFilePosition) {
        writeVarInt(UInt32(position.file))
        writeVarInt(UInt32(position.offset))
    }
}
