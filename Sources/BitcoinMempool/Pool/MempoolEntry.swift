import BitcoinPrimitives

/// A transaction of the mempool, and what was found out about it when it came.
public struct MempoolEntry: Sendable {
    /// The transaction.
    public let transaction: Transaction
    /// What it pays.
    public let fee: Amount
    /// What the user added to its fee for the purpose of mining.
    public internal(set) var feeDelta: Amount = .zero
    /// When it came, in seconds since 1970.
    public let time: Int64
    /// The height of the chain at that time.
    public let height: Int
    /// How many changes the mempool had seen; zero for a transaction that comes from a block that was taken back.
    public let sequence: UInt64
    /// Whether it spends a coinbase, which a reorganisation can make too young.
    public let spendsCoinbase: Bool
    /// Its relative locks (BIP68), which a reorganisation can make to hold again; nil if it has none.
    public internal(set) var lockPoints: LockPoints?
    /// The cost of its signature operations (BIP141).
    public let signatureCost: Int
    /// The weight that it counts for, see ``MempoolPolicy/adjustedWeight(_:signatureCost:)``.
    public let adjustedWeight: Int

    /// A transaction with what is known of it.
    public init(
        _ transaction: Transaction, fee: Amount, time: Int64, height: Int, sequence: UInt64,
        spendsCoinbase: Bool, lockPoints: LockPoints? = nil, signatureCost: Int, policy: MempoolPolicy
    ) {
        self.transaction = transaction
        self.fee = fee
        self.time = time
        self.height = height
        self.sequence = sequence
        self.spendsCoinbase = spendsCoinbase
        self.lockPoints = lockPoints
        self.signatureCost = signatureCost
        adjustedWeight = policy.adjustedWeight(transaction.weight, signatureCost: signatureCost)
        memoryUsage = MemoryAccounting.entry(transaction)
    }

    /// The virtual size that it counts for.
    public var virtualSize: Int { (adjustedWeight + 3) / 4 }

    /// The fee that counts for mining.
    public var modifiedFee: Amount {
        let (sum, overflow) = fee.satoshis.addingReportingOverflow(feeDelta.satoshis)
        return Amount(satoshis: overflow ? (feeDelta.satoshis < 0 ? .min : .max) : sum)
    }

    /// The modified fee and the adjusted weight.
    public var worth: FeeWeight { FeeWeight(fee: modifiedFee, weight: adjustedWeight) }

    /// The fee rate that counts for mining, by virtual size.
    public var modifiedFeeRate: FeeRate {
        FeeRate(fee: modifiedFee, virtualSize: Int32(clamping: virtualSize))
    }

    /// The memory that it counts for, see ``MemoryAccounting``.
    let memoryUsage: Int
}
