import BitcoinPrimitives

/// Records of blocks by height, and of blocks that have left the best chain by hash.
struct HeightRecords<Record: BinarySerializable & Sendable>: Sendable {
    private let database: IndexDatabase
    private let name: String

    init(_ database: IndexDatabase, name: String) {
        self.database = database
        self.name = name
    }

    private static func key(height: Int) -> [UInt8] {
        // Highest byte first, so that the keys' order is that of the heights.
        let height = UInt32(height)
        return [UInt8(ascii: "t")] + stride(from: 24, through: 0, by: -8).map { UInt8(height >> $0 & 0xff) }
    }

    private static func key(hash: BlockHash) -> [UInt8] { [UInt8(ascii: "s")] + hash.bytes }

    private func atHeight(_ height: Int) throws -> (hash: BlockHash, record: Record)? {
        try database.value(Self.key(height: height), "record of height \(height)") {
            reader throws(SerializationError) in
            (BlockHash(try reader.readHash()), try reader.read(Record.self))
        }
    }

    /// The record of a block, nil if there is none.
    func record(of hash: BlockHash, height: Int) throws -> Record? {
        guard height >= 0, height <= Int32.max else { return nil }
        if let found = try atHeight(height), found.hash == hash { return found.record }
        return try database.value(Self.key(hash: hash), "record of block \(hash)") {
            reader throws(SerializationError) in try reader.read(Record.self)
        }
    }

    /// Stores the record of a block of the best chain.
    func put(_ record: Record, hash: BlockHash, height: Int) throws {
        var writer = ByteWriter()
        writer.write(hash.hash)
        writer.write(record)
        try database.store.put(Self.key(height: height), writer.bytes)
    }

    /// Keeps the record of a height by its block's hash, because another block will take the height.
    func keepByHash(height: Int, in batch: LevelDBBatch) throws {
        guard let (hash, record) = try atHeight(height) else {
            throw IndexError("unexpected key in \(name): expected (t, \(height))")
        }
        batch.put(Self.key(hash: hash), record.serialized)
    }
}
