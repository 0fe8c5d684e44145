import BitcoinPrimitives

/// The database `blocks/index`: a record for every known header, and the accounts of the files.
public final class BlockIndexStore: Sendable {
    private enum Key {
        static let block = UInt8(ascii: "b")
        static let file = UInt8(ascii: "f")
        static let lastFile = UInt8(ascii: "l")
        static let flag = UInt8(ascii: "F")
        static let reindexing = UInt8(ascii: "R")

        static func file(_ number: Int) -> [UInt8] {
            var writer = ByteWriter(capacity: 5)
            writer.write(file)
            writer.write(Int32(number))
            return writer.bytes
        }

        static func flag(_ name: String) -> [UInt8] {
            var writer = ByteWriter()
            writer.write(flag)
            writer.writeLengthPrefixed(Array(name.utf8))
            return writer.bytes
        }
    }

    /// The flag that says that block files have been removed by pruning.
    public static let prunedFlag = "prunedblockfiles"

    private let store: LevelDBStore

    /// Opens the database.
    public init(path: String, options: LevelDBOptions) throws {
        store = try LevelDBStore(path: path, options: options)
    }

    // MARK: Blocks

    /// Hands every record to `body`, in the order of the keys. The hash that the record is stored
    /// under is handed on unchecked, for the caller to compare with the header's.
    public func forEachRecord(_ body: (BlockHash, BlockIndexRecord) throws -> Void) throws {
        let cursor = store.cursor(prefix: [Key.block])
        while let (key, value) = try cursor.next() {
            guard let hash = BlockHash([UInt8](key.dropFirst())) else {
                throw malformed("block index key of \(key.count) bytes")
            }
            var reader = ByteReader(value)
            guard let record = try? reader.read(BlockIndexRecord.self) else {
                throw malformed("unreadable record of block \(hash)")
            }
            try body(hash, record)
        }
    }

    /// One record.
    public func record(of hash: BlockHash) throws -> BlockIndexRecord? {
        guard let value = try store.get([Key.block] + hash.bytes) else { return nil }
        var reader = ByteReader(value)
        guard let record = try? reader.read(BlockIndexRecord.self) else {
            throw malformed("unreadable record of block \(hash)")
        }
        return record
    }

    /// Writes records and accounts of files, all or nothing, and has them on disk on return.
    public func write(
        records: [(hash: BlockHash, record: BlockIndexRecord)],
        files: [(file: Int, info: BlockFileInfo)], lastFile: Int
    ) throws {
        let batch = store.makeBatch()
        for (file, info) in files { batch.put(Key.file(file), info.serialized) }
        var writer = ByteWriter()
        writer.write(Int32(lastFile))
        batch.put([Key.lastFile], writer.bytes)
        for (hash, record) in records { batch.put([Key.block] + hash.bytes, record.serialized) }
        try store.write(batch, sync: true)
    }

    // MARK: Files

    /// The accounts of all files, from number zero on.
    public func fileInfos() throws -> [BlockFileInfo] {
        var last = 0
        if let value = try store.get([Key.lastFile]) {
            var reader = ByteReader(value)
            guard let number = try? reader.read(Int32.self), number >= 0 else {
                throw malformed("unreadable number of the last block file")
            }
            last = Int(number)
        }
        var infos: [BlockFileInfo] = []
        while true {
            let number = infos.count
            guard let value = try store.get(Key.file(number)) else {
                if number > last { return infos }
                infos.append(BlockFileInfo())
                continue
            }
            var reader = ByteReader(value)
            guard let info = try? reader.read(BlockFileInfo.self) else {
                throw malformed("unreadable account of block file \(number)")
            }
            infos.append(info)
        }
    }

    // MARK: Flags

    /// A named flag, nil if it was never written.
    public func flag(_ name: String) throws -> Bool? {
        try store.get(Key.flag(name)).map { $0 == [UInt8(ascii: "1")] }
    }

    /// Writes a named flag.
    public func setFlag(_ name: String, _ value: Bool) throws {
        try store.put(Key.flag(name), [UInt8(ascii: value ? "1" : "0")])
    }

    /// Whether a reindex was begun and not finished.
    public func isReindexing() throws -> Bool {
        try store.contains([Key.reindexing])
    }

    /// Notes that a reindex has begun or is finished.
    public func setReindexing(_ value: Bool) throws {
        if value {
            try store.put([Key.reindexing], [UInt8(ascii: "1")], sync: true)
        } else {
            try store.delete([Key.reindexing], sync: true)
        }
    }

    private func malformed(_ message: String) -> LevelDBError {
        .malformedValue(path: store.path, message: message)
    }
}
