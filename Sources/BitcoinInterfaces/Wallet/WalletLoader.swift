import BitcoinSupport

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

    /// What keeps the process of these wallets from doing other things, as `getsandboxinfo` shows it.
    func getSandboxInfo() async throws -> JSONValue

    /// The directory that wallets are looked for in.
    func getWalletDir() async throws -> String

    /// The wallets that were found in that directory.
    func listWalletDir() async throws -> [WalletDirectoryEntry]

    /// The names of the wallets that are loaded, in the order of loading.
    func getWalletNames() async throws -> [String]

    /// A wallet that is loaded, or `nil`.
    func getWallet(name: String) async throws -> (any Wallet)?

    /// Makes a wallet and loads it. Returns what the user should know; throws why there is none.
    ///
    /// - Parameter passphrase: what its keys are encrypted with; empty leaves them in the clear.
    func createWallet(name: String, passphrase: [UInt8], traits: WalletTraits) async throws -> [String]

    /// Loads a wallet. Returns what the user should know; throws why it cannot be loaded.
    func loadWallet(name: String) async throws -> [String]

    /// Makes a wallet of a copy that was made by ``Wallet/backupWallet(_:)``, and loads it. Returns what the user should
    /// know.
    func restoreWallet(name: String, from backup: String) async throws -> [String]

    /// Closes a wallet.
    func unloadWallet(name: String) async throws
}

/// What sets a new wallet apart.
public struct WalletTraits: Sendable, Hashable {
    /// It has no private keys and never will.
    public var hasNoPrivateKeys: Bool
    /// It begins without keys.
    public var isBlank: Bool
    /// It keeps coins of addresses that were spent from apart.
    public var avoidsReuse: Bool

    /// Creates traits; without arguments those of an ordinary wallet.
    public init(hasNoPrivateKeys: Bool = false, isBlank: Bool = false, avoidsReuse: Bool = false) {
        self.hasNoPrivateKeys = hasNoPrivateKeys
        self.isBlank = isBlank
        self.avoidsReuse = avoidsReuse
    }
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
