import BitcoinPrimitives

/// How a block is to be assembled.
public struct BlockCreateOptions: Sendable, Hashable {
    /// Whether to take transactions from the mempool.
    public var useMempool: Bool

    /// Weight kept free for the header, the transaction count and the coinbase transaction.
    public var blockReservedWeight: UInt64

    /// Signature operation cost kept free for the outputs of the coinbase transaction.
    public var coinbaseOutputMaxAdditionalSigops: UInt64

    /// Creates options. The defaults are the schema's.
    public init(
        useMempool: Bool = true, blockReservedWeight: UInt64 = 8000,
        coinbaseOutputMaxAdditionalSigops: UInt64 = 400
    ) {
        self.useMempool = useMempool
        self.blockReservedWeight = blockReservedWeight
        self.coinbaseOutputMaxAdditionalSigops = coinbaseOutputMaxAdditionalSigops
    }
}

/// What is worth being woken up for while a template is in use.
public struct BlockWaitOptions: Sendable, Hashable {
    /// How long to wait.
    public var timeout: Timeout

    /// By how much the fees must rise over those of the current template. With the default, all the money there can
    /// be, only a new tip counts, which is much cheaper to wait for.
    public var feeThreshold: Amount

    /// Creates options.
    public init(timeout: Timeout = .never, feeThreshold: Amount = .maximum) {
        self.timeout = timeout
        self.feeThreshold = feeThreshold
    }
}

/// What to leave out when a block is checked.
public struct BlockCheckOptions: Sendable, Hashable {
    /// Whether the merkle root must match the transactions.
    public var checkMerkleRoot: Bool

    /// Whether the header must have its proof of work and, on a signet, the block its solution.
    public var checkPow: Bool

    /// Creates options.
    public init(checkMerkleRoot: Bool = true, checkPow: Bool = true) {
        self.checkMerkleRoot = checkMerkleRoot
        self.checkPow = checkPow
    }
}
