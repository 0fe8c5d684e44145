import BitcoinPrimitives

extension Coin {
    /// Height and origin in one number, as the databases have it.
    var code: UInt32 { height << 1 | (isCoinbase ? 1 : 0) }
}

extension Coin: BinarySerializable {
    /// Reads a coin as the chainstate database holds it.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        let code = try reader.readVarInt(UInt32.self)
        self.init(
            output: try reader.readCompressedOutput(), height: code >> 1, isCoinbase: code & 1 == 1)
    }

    /// Appends the coin as the chainstate database holds it.
    public func write(to writer: inout ByteWriter) {
        writer.writeVarInt(code)
        writer.writeCompressed(output)
    }
}
