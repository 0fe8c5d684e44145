import BitcoinPrimitives

/// A coin that a transaction could spend, with what that costs.
struct SpendableCoin: Hashable, Sendable {
    /// Where the coin is.
    var outPoint: OutPoint
    /// The output.
    var output: TransactionOutput
    /// Its confirmations; zero in the mempool.
    var depth: Int32
    /// The size in virtual bytes of an input that spends it, signed; `nil` if that cannot be told.
    var inputSize: Int32?
    /// Whether it is from this wallet or confirmed, so that it will not go away.
    var isSafe: Bool
    /// Whether this wallet made the transaction.
    var isFromWallet: Bool
    /// What the input costs at the fee rate of the new transaction.
    var fee: Amount
    /// What it would cost at a time of low fees.
    var longTermFee: Amount
    /// What the new transaction pays so that unconfirmed ancestors of the coin reach its fee rate.
    var ancestorBumpFee = Amount.zero
    /// How many transactions of the mempool it depends on, itself included; zero when confirmed.
    var ancestors = 0
    /// How many transactions of the mempool hang together with it; zero when confirmed.
    var clusterSize = 0

    /// What the coin is worth after its fee.
    var effectiveValue: Amount { output.value - fee }

    /// The weight of an input that spends it.
    var inputWeight: Int { Int(max(inputSize ?? 0, 0)) * 4 }

    /// A coin at a fee rate.
    init(
        outPoint: OutPoint, output: TransactionOutput, depth: Int32 = 0, inputSize: Int32?,
        isSafe: Bool = true,
        isFromWallet: Bool = false, feeRate: FeeRate, longTermFeeRate: FeeRate
    ) {
        self.outPoint = outPoint
        self.output = output
        self.depth = depth
        self.inputSize = inputSize
        self.isSafe = isSafe
        self.isFromWallet = isFromWallet
        fee = inputSize.map { feeRate.fee(forVirtualSize: $0) } ?? .zero
        longTermFee = inputSize.map { longTermFeeRate.fee(forVirtualSize: $0) } ?? .zero
    }

    /// Adds to the fee what ancestors need.
    mutating func apply(ancestorBumpFee bump: Amount) {
        ancestorBumpFee = bump
        fee += bump
    }
}
