/// What does not change while a node runs.
public struct NodeInformation: Sendable, Hashable {
    /// The name of the program and its version, such as `bitcoin-node v31.99.0`.
    public var version: String
    /// What the node tells its peers that it is, as in BIP 14.
    public var userAgent: String
    /// The network's name as in `-chain=<name>`.
    public var network: String
    /// The base data directory.
    public var dataDirectory: String
    /// Where the blocks are.
    public var blocksDirectory: String
    /// Where the log is; empty if it is not written to a file.
    public var logPath: String
    /// When the node was started, in seconds since 1970.
    public var startTimeSeconds: Int64
    /// Whether this node has wallets, unless none are loaded.
    public var hasWallets: Bool
    /// Seconds between two blocks of this network, on average.
    public var blockSpacingSeconds: Int64

    /// Creates the description of a node.
    public init(
        version: String, userAgent: String, network: String, dataDirectory: String, blocksDirectory: String,
        logPath: String, startTimeSeconds: Int64, hasWallets: Bool, blockSpacingSeconds: Int64
    ) {
        self.version = version
        self.userAgent = userAgent
        self.network = network
        self.dataDirectory = dataDirectory
        self.blocksDirectory = blocksDirectory
        self.logPath = logPath
        self.startTimeSeconds = startTimeSeconds
        self.hasWallets = hasWallets
        self.blockSpacingSeconds = blockSpacingSeconds
    }
}
