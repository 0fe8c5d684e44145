/// How a LevelDB database is opened.
public struct LevelDBOptions: Sendable {
    /// Memory for the database: one half caches blocks, one quarter each is a write buffer.
    public var cacheBytes: Int
    /// A cache of blocks to share with other databases, instead of one of its own.
    public var cache: LevelDBCache?
    /// Size at which a table file is closed and the next one begun.
    public var maxFileBytes = 32 << 20
    /// Number of table files kept open. LevelDB maps them, so they cost no descriptors.
    public var maxOpenFiles = 1000
    /// Whether a new database gets a random obfuscation key. An existing one keeps what it has.
    public var obfuscate = false
    /// Whether to delete what is there and begin anew.
    public var wipe = false
    /// Whether to make the database when it does not exist.
    public var createIfMissing = true

    /// How much of the memory caches blocks.
    public var blockCacheBytes: Int { cacheBytes / 2 }

    /// The options for a database with this much memory.
    public init(cacheBytes: Int = 8 << 20, obfuscate: Bool = false, wipe: Bool = false) {
        self.cacheBytes = cacheBytes
        self.obfuscate = obfuscate
        self.wipe = wipe
    }
}
