import BitcoinCrypto
import BitcoinPrimitives

/// Reads records of the block and undo files. A value that may go to any thread: blocks are
/// served to peers and users without asking the chain's executor.
public struct BlockFiles: Sendable {
    /// Magic and length before each record.
    public static let headerSize = 8
    /// The checksum behind each undo record.
    public static let checksumSize = 32
    /// The longest record that is believed: the deserializer's limit, 32 MiB.
    public static let maxRecordSize = 0x0200_0000

    /// The folder they are in.
    public let directory: String
    /// The four bytes before each record, as on the wire.
    public let magic: [UInt8]
    /// The key of both rows of files.
    public let obfuscation: Obfuscation
    /// The row `blkNNNNN.dat`.
    public let blocks: FlatFileSequence
    /// The row `revNNNNN.dat`.
    public let undo: FlatFileSequence

    /// A block as it is stored.
    public func readBlock(at position: FlatFilePosition) throws(StorageError) -> [UInt8] {
        try readRecord(blocks, at: position, trailer: 0)
    }

    /// A part of a block, or nil if the block does not reach that far.
    public func readBlock(at position: FlatFilePosition, part: Range<Int>) throws(StorageError) -> [UInt8]? {
        let file = try blocks.open(position.file, mode: .read)
        let size = try recordSize(in: file, at: position)
        guard !part.isEmpty, part.upperBound <= size else { return nil }
        let start = position.offset + part.lowerBound
        var bytes = try file.readExactly(at: start, count: part.count)
        obfuscation.apply(to: &bytes, offset: start)
        return bytes
    }

    /// The undo record of a block that follows `previous`, its checksum verified.
    public func readUndo(at position: FlatFilePosition, previous: BlockHash) throws(StorageError) -> [UInt8] {
        var record = try readRecord(undo, at: position, trailer: Self.checksumSize)
        let checksum = [UInt8](record.suffix(Self.checksumSize))
        record.removeLast(Self.checksumSize)
        guard Self.checksum(previous: previous, record: record) == checksum else {
            throw .damaged(
                path: undo.path(of: position.file), position: position.offset,
                reason: "the checksum of the undo data does not match")
        }
        return record
    }

    /// The checksum of an undo record, which also binds it to its place in the chain.
    static func checksum(previous: BlockHash, record: [UInt8]) -> [UInt8] {
        var hasher = SHA256()
        hasher.update(previous.hash.value)
        hasher.update(record)
        return hasher.finalizeDouble().bytes
    }

    private func readRecord(_ row: FlatFileSequence, at position: FlatFilePosition, trailer: Int)
        throws(StorageError) -> [UInt8]
    {
        guard position.offset >= Self.headerSize else {
            throw .noRecord(path: row.path(of: position.file), position: position.offset)
        }
        let file = try row.open(position.file, mode: .read)
        let size = try recordSize(in: file, at: position)
        var bytes = try file.readExactly(at: position.offset, count: size + trailer)
        obfuscation.apply(to: &bytes, offset: position.offset)
        return bytes
    }

    /// The length that stands before a record, after its magic has been seen to be right.
    private func recordSize(in file: borrowing FileHandle, at position: FlatFilePosition)
        throws(StorageError) -> Int
    {
        guard position.offset >= Self.headerSize else {
            throw .noRecord(path: file.path, position: position.offset)
        }
        let start = position.offset - Self.headerSize
        var header = try file.readExactly(at: start, count: Self.headerSize)
        obfuscation.apply(to: &header, offset: start)
        guard Array(header.prefix(4)) == magic else {
            throw .damaged(path: file.path, position: start, reason: "no record begins there")
        }
        let size = header[4...].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        guard size <= Self.maxRecordSize else {
            throw .damaged(
                path: file.path, position: start, reason: "the record claims to be \(size) bytes long")
        }
        return size
    }
}
