/// How a node is doing.
public struct NodeStatus: Sendable, Hashable {
    /// What the node is doing before it can be used, such as `Verifying wallet(s)…`; empty when it can.
    public var activity: String
    /// How the chain stands.
    public var chain: ChainStatus
    /// How the connections to peers stand.
    public var network: NetworkStatus
    /// How full the mempool is.
    public var mempool: MempoolStatus
    /// What users should know at once.
    public var warnings: [String]
    /// Grows when another process serves the wallets, and when wallets are loaded or closed.
    public var walletsRevision: UInt64

    /// Creates a status; without arguments that of a node that has just been started.
    public init(
        activity: String = "", chain: ChainStatus = ChainStatus(), network: NetworkStatus = NetworkStatus(),
        mempool: MempoolStatus = MempoolStatus(), warnings: [String] = [], walletsRevision: UInt64 = 0
    ) {
        self.activity = activity
        self.chain = chain
        self.network = network
        self.mempool = mempool
        self.warnings = warnings
        self.walletsRevision = walletsRevision
    }
}

/// How the chain of a node stands.
public struct ChainStatus: Sendable, Hashable {
    /// The height of the last block; -1 if there is none yet.
    public var height: Int32
    /// The height of the best known header; -1 if there is none yet.
    public var headerHeight: Int32
    /// The hash of the last block, in hexadecimal; empty if there is none yet.
    public var tipHash: String
    /// When the last block was made, by its own account, in seconds since 1970.
    public var tipTimeSeconds: Int64
    /// When the best known header was made, by its own account, in seconds since 1970.
    public var headerTimeSeconds: Int64
    /// Which part of all transactions has been verified, from 0 to 1.
    public var verificationProgress: Double
    /// Whether the node has far to go to the end of the chain.
    public var isInitialDownload: Bool

    /// Creates a status; without arguments that of a node without a block.
    public init(
        height: Int32 = -1, headerHeight: Int32 = -1, tipHash: String = "", tipTimeSeconds: Int64 = 0,
        headerTimeSeconds: Int64 = 0, verificationProgress: Double = 0, isInitialDownload: Bool = true
    ) {
        self.height = height
        self.headerHeight = headerHeight
        self.tipHash = tipHash
        self.tipTimeSeconds = tipTimeSeconds
        self.headerTimeSeconds = headerTimeSeconds
        self.verificationProgress = verificationProgress
        self.isInitialDownload = isInitialDownload
    }
}

/// How the connections of a node stand.
public struct NetworkStatus: Sendable, Hashable {
    /// Whether the node wants connections at all.
    public var isActive: Bool
    /// How many peers have connected to this node.
    public var inboundCount: Int32
    /// How many peers this node has connected to.
    public var outboundCount: Int32
    /// What has come in since the start, in bytes.
    public var receivedBytes: UInt64
    /// What has gone out since the start, in bytes.
    public var sentBytes: UInt64
    /// The proxy for connections, such as `127.0.0.1:9050`; empty if there is none.
    public var proxy: String

    /// Creates a status; without arguments that of a node that has not started to connect.
    public init(
        isActive: Bool = false, inboundCount: Int32 = 0, outboundCount: Int32 = 0, receivedBytes: UInt64 = 0,
        sentBytes: UInt64 = 0, proxy: String = ""
    ) {
        self.isActive = isActive
        self.inboundCount = inboundCount
        self.outboundCount = outboundCount
        self.receivedBytes = receivedBytes
        self.sentBytes = sentBytes
        self.proxy = proxy
    }
}

/// How full a mempool is.
public struct MempoolStatus: Sendable, Hashable {
    /// How many transactions there are.
    public var transactionCount: UInt64
    /// The memory that they take, in bytes.
    public var usageBytes: UInt64
    /// The memory that they may take, in bytes.
    public var limitBytes: UInt64

    /// Creates a status; without arguments that of an empty mempool.
    public init(transactionCount: UInt64 = 0, usageBytes: UInt64 = 0, limitBytes: UInt64 = 0) {
        self.transactionCount = transactionCount
        self.usageBytes = usageBytes
        self.limitBytes = limitBytes
    }
}
