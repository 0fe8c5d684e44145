import BitcoinPrimitives

/// How a transaction hangs together with others of the mempool. All is zero for one that is not there.
public struct MempoolRelations: Sendable, Equatable {
    /// How many transactions it depends on, with itself.
    public var ancestorCount: Int32
    /// Their virtual sizes together, in virtual bytes.
    public var ancestorVirtualSize: Int64
    /// What they pay together, as it counts for mining.
    public var ancestorFees: Amount
    /// How many transactions depend on it, with itself.
    public var descendantCount: Int32
    /// How many transactions its cluster has.
    public var clusterCount: Int32
    /// Whether it or one that it depends on says that it may be replaced (BIP 125).
    public var isReplaceable: Bool

    /// Whether the transaction is in the mempool.
    public var isPresent: Bool { ancestorCount > 0 }

    /// Creates a description; without arguments that of a transaction that is not there.
    public init(
        ancestorCount: Int32 = 0, ancestorVirtualSize: Int64 = 0, ancestorFees: Amount = .zero,
        descendantCount: Int32 = 0, clusterCount: Int32 = 0, isReplaceable: Bool = false
    ) {
        self.ancestorCount = ancestorCount
        self.ancestorVirtualSize = ancestorVirtualSize
        self.ancestorFees = ancestorFees
        self.descendantCount = descendantCount
        self.clusterCount = clusterCount
        self.isReplaceable = isReplaceable
    }
}

/// How many transactions of the mempool may hang together.
public struct PackageLimits: Sendable, Equatable {
    /// How many a transaction may depend on, with itself (`-limitancestorcount`).
    public var ancestorCount: Int32

    /// How many may depend on a transaction, with itself (`-limitdescendantcount`).
    public var descendantCount: Int32

    /// Creates limits.
    public init(ancestorCount: Int32, descendantCount: Int32) {
        self.ancestorCount = ancestorCount
        self.descendantCount = descendantCount
    }
}
