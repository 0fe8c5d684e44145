import BitcoinPrimitives

extension BlockFileInfo: BinarySerializable {
    /// Reads the stored account of a file.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        blockCount = try reader.readVarInt()
        size = try reader.readVarInt()
        undoSize = try reader.readVarInt()
        firstHeight = try reader.readVarInt()
        lastHeight = try reader.readVarInt()
        firstTime = try reader.readVarInt()
        lastTime = try reader.readVarInt()
    }

    /// Appends the account as it is stored.
    public func write(to writer: inout ByteWriter) {
        writer.writeVarInt(blockCount)
        writer.writeVarInt(size)
        writer.writeVarInt(undoSize)
        writer.writeVarInt(firstHeight)
        writer.writeVarInt(lastHeight)
        writer.writeVarInt(firstTime)
        writer.writeVarInt(lastTime)
    }
}
