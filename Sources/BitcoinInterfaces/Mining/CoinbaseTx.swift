import BitcoinPrimitives

/// What the node asks of the coinbase transaction of a template. A miner adds its own outputs and may extend the
/// input's script.
public struct CoinbaseTx: Sendable, Hashable {
    /// The transaction's version.
    public var version: UInt32

    /// The sequence number of the only input.
    public var sequence: UInt32

    /// What the input's script must begin with (BIP 34: the height). With all that follows it must be 2 to 100 bytes
    /// long; for heights up to 16 the prefix is one byte, so that at least one must follow.
    public var scriptSigPrefix: [UInt8]

    /// The only element of the input's witness (BIP 141: the witness reserved value), or `nil` for a block without
    /// witness data.
    public var witness: [UInt8]?

    /// Subsidy and fees, less what the required outputs take.
    public var blockRewardRemaining: Amount

    /// Outputs that must be the last ones: the witness commitment.
    public var requiredOutputs: [TransactionOutput]

    /// The transaction's lock time.
    public var lockTime: UInt32

    /// Creates the description of a coinbase transaction.
    public init(
        version: UInt32, sequence: UInt32, scriptSigPrefix: [UInt8], witness: [UInt8]?,
        blockRewardRemaining: Amount, requiredOutputs: [TransactionOutput], lockTime: UInt32
    ) {
        self.version = version
        self.sequence = sequence
        self.scriptSigPrefix = scriptSigPrefix
        self.witness = witness
        self.blockRewardRemaining = blockRewardRemaining
        self.requiredOutputs = requiredOutputs
        self.lockTime = lockTime
    }
}
