import CLevelDB

/// Memory for blocks that were read from databases. Several may share one: who reads the most has the most of it.
///
/// LevelDB synchronizes it, and the handle never changes; so it may go to any thread.
public final class LevelDBCache: @unchecked Sendable {
    let handle: OpaquePointer

    /// A cache of so many bytes.
    public init(byteCount: Int) {
        handle = leveldb_cache_create_lru(max(byteCount, 0))
    }

    deinit {
        leveldb_cache_destroy(handle)
    }
}
