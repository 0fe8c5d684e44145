import BitcoinPrimitives

/// What a transaction should pay.
public struct FeeEstimate: Sendable, Equatable {
    /// The estimated rate, or `nil` while too little is known.
    public var feeRate: FeeRate?

    /// The number of blocks that the estimate is for; it can differ from what was asked.
    public var confirmationTarget: Int32

    /// Creates an estimate.
    public init(feeRate: FeeRate?, confirmationTarget: Int32) {
        self.feeRate = feeRate
        self.confirmationTarget = confirmationTarget
    }
}

/// The fee rates below which a node keeps or relays nothing.
public struct RelayFees: Sendable, Equatable {
    /// What the mempool asks of a newcomer at present.
    public var mempoolMinimum: FeeRate

    /// The least that is relayed at all (`-minrelaytxfee`).
    public var relayMinimum: FeeRate

    /// What a replacement must pay on top (`-incrementalrelayfee`).
    public var incremental: FeeRate

    /// At this rate an output must be worth spending (`-dustrelayfee`).
    public var dust: FeeRate

    /// Creates a set of rates.
    public init(mempoolMinimum: FeeRate, relayMinimum: FeeRate, incremental: FeeRate, dust: FeeRate) {
        self.mempoolMinimum = mempoolMinimum
        self.relayMinimum = relayMinimum
        self.incremental = incremental
        self.dust = dust
    }
}
