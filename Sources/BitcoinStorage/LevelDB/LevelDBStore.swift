import BitcoinSupport
import CLevelDB
import Glibc

/// A LevelDB database with the habits that Bitcoin's files need: checksums verified on every read,
/// no compression, a bloom filter, and values obfuscated with a key that the database itself holds.
///
/// Any thread may use it: the handles never change after `init`, and LevelDB synchronizes itself.
/// That is why the class may promise `Sendable` although the pointers cannot.
public final class LevelDBStore: @unchecked Sendable {
    /// `\0obfuscate_key` with its length before it, as a serialized string.
    static let obfuscationKeyName: [UInt8] = [14, 0] + Array("obfuscate_key".utf8)

    /// The folder of the database.
    public let path: String
    /// The key of its values.
    public let obfuscation: Obfuscation

    private let database: OpaquePointer
    private let resources: Resources

    /// What the open database uses and what has to be freed after it.
    private struct Resources {
        let options: OpaquePointer
        let cache: LevelDBCache
        let filter: OpaquePointer
        let read: OpaquePointer
        let walk: OpaquePointer
        let write: OpaquePointer
        let syncWrite: OpaquePointer

        init(_ settings: LevelDBOptions) {
            options = leveldb_options_create()
            cache = settings.cache ?? LevelDBCache(byteCount: settings.blockCacheBytes)
            filter = leveldb_filterpolicy_create_bloom(10)
            leveldb_options_set_cache(options, cache.handle)
            leveldb_options_set_filter_policy(options, filter)
            leveldb_options_set_write_buffer_size(options, settings.cacheBytes / 4)
            leveldb_options_set_compression(options, Int32(leveldb_no_compression))
            leveldb_options_set_paranoid_checks(options, 1)
            leveldb_options_set_max_open_files(options, Int32(clamping: settings.maxOpenFiles))
            leveldb_options_set_max_file_size(options, settings.maxFileBytes)
            leveldb_options_set_create_if_missing(options, settings.createIfMissing ? 1 : 0)
            read = leveldb_readoptions_create()
            leveldb_readoptions_set_verify_checksums(read, 1)
            walk = leveldb_readoptions_create()
            leveldb_readoptions_set_verify_checksums(walk, 1)
            leveldb_readoptions_set_fill_cache(walk, 0)
            write = leveldb_writeoptions_create()
            syncWrite = leveldb_writeoptions_create()
            leveldb_writeoptions_set_sync(syncWrite, 1)
        }

        func free() {
            leveldb_writeoptions_destroy(syncWrite)
            leveldb_writeoptions_destroy(write)
            leveldb_readoptions_destroy(walk)
            leveldb_readoptions_destroy(read)
            leveldb_options_destroy(options)
            leveldb_filterpolicy_destroy(filter)
        }
    }

    /// Opens the database in a folder, which is made if need be.
    public init(path: String, options: LevelDBOptions = LevelDBOptions()) throws {
        if options.wipe {
            Log.info("Wiping LevelDB in \(path)")
            try Self.destroy(path: path)
        }
        if options.createIfMissing {
            try Directory.create(path)
        }
        Log.info("Opening LevelDB in \(path)")
        let resources = Resources(options)
        var message: UnsafeMutablePointer<CChar>?
        guard let database = leveldb_open(resources.options, path, &message) else {
            resources.free()
            let text = message.map { String(cString: $0) } ?? "unknown error"
            leveldb_free(message)
            throw LevelDBError(path: path, message: text)
        }
        Log.info("Opened LevelDB successfully")
        do {
            obfuscation = try Self.obfuscation(
                of: database, resources: resources, path: path, create: options.obfuscate)
        } catch {
            leveldb_close(database)
            resources.free()
            throw error
        }
        self.path = path
        self.database = database
        self.resources = resources
        Log.info("Using obfuscation key for \(path): \(obfuscation.hex)")
    }

    deinit {
        leveldb_close(database)
        resources.free()
    }

    // MARK: Reading

    /// The value of a key, or nil.
    public func get(_ key: [UInt8]) throws(LevelDBError) -> [UInt8]? {
        guard var value = try Self.raw(database, resources, path, key) else { return nil }
        obfuscation.apply(to: &value)
        return value
    }

    /// Whether a key has a value.
    public func contains(_ key: [UInt8]) throws(LevelDBError) -> Bool {
        try Self.raw(database, resources, path, key) != nil
    }

    /// A walk over all keys that begin with `prefix`, from `start` on.
    public func cursor(prefix: [UInt8] = [], from start: [UInt8]? = nil) -> LevelDBCursor {
        LevelDBCursor(
            store: self, handle: leveldb_create_iterator(database, resources.walk), prefix: prefix,
            from: start ?? prefix)
    }

    /// Whether there is no key at all.
    public var isEmpty: Bool {
        get throws(LevelDBError) { try cursor().next() == nil }
    }

    /// How many bytes on disk the keys of a range take, about.
    public func approximateSize(from start: [UInt8], to limit: [UInt8]) -> UInt64 {
        var size: UInt64 = 0
        withCharacters(start) { startBytes, startCount in
            withCharacters(limit) { limitBytes, limitCount in
                var starts: UnsafePointer<CChar>? = startBytes
                var limits: UnsafePointer<CChar>? = limitBytes
                var startCount = startCount
                var limitCount = limitCount
                leveldb_approximate_sizes(
                    database, 1, &starts, &startCount, &limits, &limitCount, &size)
            }
        }
        return size
    }

    /// A property of the library, as `leveldb.stats`.
    public func property(_ name: String) -> String? {
        guard let text = leveldb_property_value(database, name) else { return nil }
        defer { leveldb_free(text) }
        return String(cString: text)
    }

    // MARK: Writing

    /// An empty batch for this database.
    public func makeBatch() -> LevelDBBatch {
        LevelDBBatch(obfuscation: obfuscation)
    }

    /// Carries out a batch. With `sync` it is on the disk when this returns.
    public func write(_ batch: LevelDBBatch, sync: Bool = false) throws(LevelDBError) {
        var message: UnsafeMutablePointer<CChar>?
        leveldb_write(database, sync ? resources.syncWrite : resources.write, batch.handle, &message)
        try check(message)
    }

    /// Stores one value.
    public func put(_ key: [UInt8], _ value: [UInt8], sync: Bool = false) throws(LevelDBError) {
        let batch = makeBatch()
        batch.put(key, value)
        try write(batch, sync: sync)
    }

    /// Removes one key.
    public func delete(_ key: [UInt8], sync: Bool = false) throws(LevelDBError) {
        let batch = makeBatch()
        batch.delete(key)
        try write(batch, sync: sync)
    }

    /// Rewrites all tables, dropping what was overwritten or deleted.
    public func compact() {
        leveldb_compact_range(database, nil, 0, nil, 0)
    }

    // MARK: Whole databases

    /// Deletes the database in a folder. One that is not there is no error.
    public static func destroy(path: String) throws(LevelDBError) {
        try maintain(path, leveldb_destroy_db)
    }

    /// Saves what can be saved of a damaged database. Some of it may be lost.
    public static func repair(path: String) throws(LevelDBError) {
        try maintain(path, leveldb_repair_db)
    }

    private static func maintain(
        _ path: String,
        _ operation: (
            OpaquePointer?, UnsafePointer<CChar>?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        ) -> Void
    ) throws(LevelDBError) {
        let options = leveldb_options_create()
        defer { leveldb_options_destroy(options) }
        var message: UnsafeMutablePointer<CChar>?
        operation(options, path, &message)
        try check(message, path: path)
    }

    // MARK: Inside

    func check(_ message: UnsafeMutablePointer<CChar>?) throws(LevelDBError) {
        try Self.check(message, path: path)
    }

    private static func check(_ message: UnsafeMutablePointer<CChar>?, path: String) throws(LevelDBError) {
        guard let message else { return }
        defer { leveldb_free(message) }
        throw LevelDBError(path: path, message: String(cString: message))
    }

    private static func raw(
        _ database: OpaquePointer, _ resources: Resources, _ path: String, _ key: [UInt8]
    ) throws(LevelDBError) -> [UInt8]? {
        var message: UnsafeMutablePointer<CChar>?
        var count = 0
        let value = withCharacters(key) {
            leveldb_get(database, resources.read, $0, $1, &count, &message)
        }
        try check(message, path: path)
        guard let value else { return nil }
        defer { leveldb_free(value) }
        return [UInt8](UnsafeRawBufferPointer(start: value, count: count))
    }

    /// The key that the database holds, or a new one if it is empty and shall have one.
    private static func obfuscation(
        of database: OpaquePointer, resources: Resources, path: String, create: Bool
    ) throws(LevelDBError) -> Obfuscation {
        if let stored = try raw(database, resources, path, obfuscationKeyName) {
            guard stored.first == UInt8(Obfuscation.keySize),
                let obfuscation = Obfuscation(bytes: stored.dropFirst())
            else {
                throw LevelDBError.malformedValue(
                    path: path, message: "Obfuscation key size should be exactly 8 bytes long")
            }
            return obfuscation
        }
        guard create else { return .none }
        let iterator = leveldb_create_iterator(database, resources.walk)
        leveldb_iter_seek_to_first(iterator)
        let isEmpty = leveldb_iter_valid(iterator) == 0
        leveldb_iter_destroy(iterator)
        guard isEmpty else { return .none }

        let obfuscation = Obfuscation.random()
        let value = [UInt8(Obfuscation.keySize)] + obfuscation.bytes
        var message: UnsafeMutablePointer<CChar>?
        withCharacters(obfuscationKeyName) { keyBytes, keyCount in
            withCharacters(value) { valueBytes, valueCount in
                leveldb_put(
                    database, resources.write, keyBytes, keyCount, valueBytes, valueCount, &message)
            }
        }
        try check(message, path: path)
        Log.info("Wrote new obfuscation key for \(path): \(obfuscation.hex)")
        return obfuscation
    }
}

/// Lends bytes to a C function that wants characters and a length.
func withCharacters<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>?, Int) -> Result) -> Result {
    bytes.withUnsafeBytes { body($0.bindMemory(to: CChar.self).baseAddress, $0.count) }
}
