/// The wallets of a process, as the node that it serves sees them. The node calls ``verify()``, ``load()`` and
/// ``start()`` in this order while it starts, and ``stop()`` when it ends.
public protocol WalletLoader: Sendable {
    /// Checks the wallets that are to be loaded at start, without changing anything. Throws what is wrong.
    func verify() async throws

    /// Loads the wallets that are to be loaded at start. Throws what is wrong.
    func load() async throws

    /// Begins what wallets do by themselves, such as to send their transactions again.
    func start() async throws

    /// Writes everything to disk and closes every wallet.
    func stop() async throws

    /// Sets the clock that wallets go by, in seconds since 1970; 0 for the real one.
    func setMockTime(seconds: Int64) async throws

    /// Does now what wallets would do by themselves in the next so many seconds. For tests.
    func forward(seconds: Int64) async throws

    /// The directory that wallets are looked for in.
    func getWalletDir() async throws -> String

    /// The wallets that were found in that directory.
    func listWalletDir() async throws -> [WalletDirectoryEntry]
}

/// A wallet on disk.
public struct WalletDirectoryEntry: Sendable, Hashable {
    /// Its path relative to the wallet directory, which is its name.
    public var name: String

    /// The kind of database, such as `sqlite`.
    public var format: String

    /// Creates an entry.
    public init(name: String, format: String) {
        self.name = name
        self.format = format
    }
}
