import CLevelDB

/// Changes that reach the database together or not at all.
///
/// Values are obfuscated as they are added, so a batch belongs to the store that made it.
public final class LevelDBBatch {
    let handle: OpaquePointer
    private let obfuscation: Obfuscation

    /// How many bytes the batch takes in the log, about.
    public private(set) var approximateSize = 12

    /// The number of changes in it.
    public private(set) var count = 0

    init(obfuscation: Obfuscation) {
        handle = leveldb_writebatch_create()
        self.obfuscation = obfuscation
    }

    deinit {
        leveldb_writebatch_destroy(handle)
    }

    /// Stores a value.
    public func put(_ key: [UInt8], _ value: [UInt8]) {
        var value = value
        obfuscation.apply(to: &value)
        withCharacters(key) { keyBytes, keyCount in
            withCharacters(value) { valueBytes, valueCount in
                leveldb_writebatch_put(handle, keyBytes, keyCount, valueBytes, valueCount)
            }
        }
        approximateSize += key.count + value.count + 11
        count += 1
    }

    /// Removes a key. One that is not there is no error.
    public func delete(_ key: [UInt8]) {
        withCharacters(key) { leveldb_writebatch_delete(handle, $0, $1) }
        approximateSize += key.count + 6
        count += 1
    }

    /// Forgets all changes, for the next use.
    public func clear() {
        leveldb_writebatch_clear(handle)
        approximateSize = 12
        count = 0
    }
}
