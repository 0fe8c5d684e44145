import CLevelDB

/// A walk over the keys of a database in order, over the state that it had when the walk began.
///
/// It keeps the database open for as long as it lives.
public final class LevelDBCursor {
    /// A key and its value, obfuscation taken off.
    public typealias Entry = (key: [UInt8], value: [UInt8])

    private let store: LevelDBStore
    private let handle: OpaquePointer
    private let prefix: [UInt8]

    init(store: LevelDBStore, handle: OpaquePointer, prefix: [UInt8], from start: [UInt8]) {
        self.store = store
        self.handle = handle
        self.prefix = prefix
        if start.isEmpty {
            leveldb_iter_seek_to_first(handle)
        } else {
            withCharacters(start) { leveldb_iter_seek(handle, $0, $1) }
        }
    }

    deinit {
        leveldb_iter_destroy(handle)
    }

    /// The next entry whose key begins with the prefix; nil after the last one.
    public func next() throws(LevelDBError) -> Entry? {
        guard leveldb_iter_valid(handle) != 0 else {
            var message: UnsafeMutablePointer<CChar>?
            leveldb_iter_get_error(handle, &message)
            try store.check(message)
            return nil
        }
        var keyCount = 0
        var valueCount = 0
        guard let keyBytes = leveldb_iter_key(handle, &keyCount),
            let valueBytes = leveldb_iter_value(handle, &valueCount)
        else { return nil }
        let key = [UInt8](UnsafeRawBufferPointer(start: keyBytes, count: keyCount))
        guard key.starts(with: prefix) else { return nil }
        var value = [UInt8](UnsafeRawBufferPointer(start: valueBytes, count: valueCount))
        store.obfuscation.apply(to: &value)
        leveldb_iter_next(handle)
        return (key, value)
    }
}
