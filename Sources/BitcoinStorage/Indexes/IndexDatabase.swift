import BitcoinPrimitives

/// The database of an index, with the block that it was committed up to.
struct IndexDatabase: Sendable {
    let store: LevelDBStore

    /// The key of the locator in most indexes.
    static let bestBlock: [UInt8] = [UInt8(ascii: "B")]
    /// What stands before a locator, where a version number once was.
    private static let locatorVersion: Int32 = 70_016

    /// Opens the database in a folder, which is made if need be.
    init(path: String, cacheBytes: Int, wipe: Bool) throws {
        store = try LevelDBStore(path: path, options: LevelDBOptions(cacheBytes: cacheBytes, wipe: wipe))
    }

    /// The locator under a key; empty if there is none.
    func locator(_ key: [UInt8] = bestBlock) throws -> [BlockHash] {
        guard let value = try store.get(key) else { return [] }
        return try read(value, "best block") { reader throws(SerializationError) in
            try reader.skip(4)
            let count = try reader.readCount()
            var hashes: [BlockHash] = []
            for _ in 0..<count { hashes.append(BlockHash(try reader.readHash())) }
            return hashes
        }
    }

    /// Adds a locator to a batch.
    func put(_ locator: [BlockHash], _ key: [UInt8] = bestBlock, in batch: LevelDBBatch) {
        var writer = ByteWriter(capacity: 8 + 32 * locator.count)
        writer.write(Self.locatorVersion)
        writer.writeCompactSize(locator.count)
        for hash in locator { writer.write(hash.hash) }
        batch.put(key, writer.bytes)
    }

    /// The value of a key, read as `body` says.
    func value<Value>(
        _ key: [UInt8], _ name: String,
        _ body: (inout ByteReader) throws(SerializationError) -> Value
    ) throws -> Value? {
        try store.get(key).map { try read($0, name, body) }
    }

    private func read<Value>(
        _ bytes: [UInt8], _ name: String, _ body: (inout ByteReader) throws(SerializationError) -> Value
    ) throws -> Value {
        var reader = ByteReader(bytes)
        do {
            return try body(&reader)
        } catch {
            throw LevelDBError.malformedValue(path: store.path, message: "unreadable \(name)")
        }
    }

    /// Two words that make the hashes of this database its own: those under a key, or new ones.
    func salt(_ key: [UInt8]) throws -> (UInt64, UInt64) {
        let known = try value(key, "salt") { reader throws(SerializationError) in
            (try reader.read(UInt64.self), try reader.read(UInt64.self))
        }
        if let known { return known }
        var generator = SystemRandomNumberGenerator()
        let salt = (generator.next(), generator.next())
        var writer = ByteWriter(capacity: 16)
        writer.write(salt.0)
        writer.write(salt.1)
        try store.put(key, writer.bytes, sync: true)
        return salt
    }

    /// A key that is a text, as it is serialized: its length comes first.
    static func textKey(_ text: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeLengthPrefixed(Array(text.utf8))
        return writer.bytes
    }
}
