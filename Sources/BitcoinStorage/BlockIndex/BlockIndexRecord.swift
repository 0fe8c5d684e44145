import BitcoinPrimitives

/// What the index database holds of a block: its header, how far it is checked, and where it is.
public struct BlockIndexRecord: Equatable, Sendable {
    /// The header.
    public var header: BlockHeader
    /// The number of blocks before it.
    public var height: Int
    /// How far it is checked and what of it is on disk.
    public var status: BlockStatus
    /// The number of its transactions, zero until they were seen.
    public var transactionCount: UInt32
    /// The block and undo file it is in, if it is in one.
    public var file: Int
    /// Where in the block file it begins, if it is in one.
    public var dataOffset: UInt32
    /// Where in the undo file its undo record begins, if it is in one.
    public var undoOffset: UInt32

    /// A record.
    public init(
        header: BlockHeader, height: Int, status: BlockStatus, transactionCount: UInt32 = 0,
        file: Int = 0, dataOffset: UInt32 = 0, undoOffset: UInt32 = 0
    ) {
        self.header = header
        self.height = height
        self.status = status
        self.transactionCount = transactionCount
        self.file = file
        self.dataOffset = dataOffset
        self.undoOffset = undoOffset
    }
}

extension BlockIndexRecord: BinarySerializable {
    /// Once the version of the program that wrote; the highest that ever did.
    private static let version: UInt32 = 259_900

    /// Reads a stored record.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        _ = try reader.readVarInt(UInt32.self)
        height = Int(try reader.readVarInt(UInt32.self))
        status = BlockStatus(rawValue: try reader.readVarInt())
        transactionCount = try reader.readVarInt()
        let hasData = status.contains(.hasData)
        let hasUndo = status.contains(.hasUndo)
        file = hasData || hasUndo ? Int(try reader.readVarInt(UInt32.self)) : 0
        dataOffset = hasData ? try reader.readVarInt() : 0
        undoOffset = hasUndo ? try reader.readVarInt() : 0
        header = try reader.read()
        guard height <= Int32.max, file <= Int32.max else { throw .invalidValue("number too large") }
    }

    /// Appends the record as it is stored.
    public func write(to writer: inout ByteWriter) {
        writer.writeVarInt(Self.version)
        writer.writeVarInt(UInt32(height))
        writer.writeVarInt(status.rawValue)
        writer.writeVarInt(transactionCount)
        let hasData = status.contains(.hasData)
        let hasUndo = status.contains(.hasUndo)
        if hasData || hasUndo { writer.writeVarInt(UInt32(file)) }
        if hasData { writer.writeVarInt(dataOffset) }
        if hasUndo { writer.writeVarInt(undoOffset) }
        writer.write(header)
    }
}
