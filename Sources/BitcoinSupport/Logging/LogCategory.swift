/// What a debug message is about. Users switch categories on and off by their names.
public enum LogCategory: UInt8, Sendable, CaseIterable {
    /// Peers and their messages.
    case net
    /// The Tor control connection.
    case tor
    /// The memory pool.
    case mempool
    /// The HTTP server.
    case http
    /// How long things take.
    case bench
    /// ZeroMQ notifications.
    case zmq
    /// Wallet databases.
    case walletdb
    /// JSON-RPC.
    case rpc
    /// Fee estimation.
    case estimatefee
    /// The manager of known addresses.
    case addrman
    /// Which coins a wallet spends.
    case selectcoins
    /// Rebuilding of indexes.
    case reindex
    /// Compact blocks.
    case cmpctblock
    /// Random numbers.
    case rand
    /// Pruning of block files.
    case prune
    /// Proxies.
    case proxy
    /// Transactions that the memory pool refused.
    case mempoolrej
    /// The database of coins.
    case coindb
    /// The graphical interface.
    case qt
    /// LevelDB.
    case leveldb
    /// Validation of blocks and transactions.
    case validation
    /// I2P.
    case i2p
    /// Calls between processes.
    case ipc
    /// Block files.
    case blockstorage = 24
    /// Reconciliation of transactions with peers.
    case txreconciliation
    /// Scans for a wallet's transactions.
    case scan
    /// Packages of transactions.
    case txpackages
    /// The validation library.
    case kernel
    /// Broadcast of own transactions over private networks.
    case privatebroadcast

    /// The name that `-debug` and the `logging` RPC use.
    public var name: String { LogCategory.names[Int(rawValue)] }

    /// The names by raw value; asking a case for its name at run time costs more than the rest of a line.
    private static let names: [String] = allCases.reduce(into: []) { names, category in
        let gap = Int(category.rawValue) - names.count
        names += Array(repeating: "", count: gap) + ["\(category)"]
    }

    /// All categories by name, in alphabetical order.
    public static let sortedByName = allCases.sorted { $0.name < $1.name }

    /// The bit that stands for this category in a mask.
    var mask: UInt64 { 1 << UInt64(rawValue) }

    /// Every category, and every one to come.
    static let everything = UInt64.max

    /// The categories that a word of the command line means: a name, or `all`, `1` and the empty word for
    /// everything. `nil` if there is no such category.
    static func mask(named name: String) -> UInt64? {
        if name.isEmpty || name == "1" || name == "all" { return everything }
        if let category = allCases.first(where: { $0.name == name }) { return category.mask }
        if name == "libevent" {
            Log.warning(
                "The logging category `libevent` is deprecated, does nothing, and will be removed in a "
                    + "future version")
            return 0
        }
        return nil
    }
}
