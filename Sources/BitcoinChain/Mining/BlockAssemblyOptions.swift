import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives

/// How a block is put together. Whoever wants the same shares the work.
public struct BlockAssemblyOptions: Sendable, Hashable {
    /// Whether it takes transactions from the mempool.
    public var usesMempool = true
    /// `-blockmaxweight`: its weight, with what is kept free, stays below this.
    public var maximumWeight = ConsensusLimits.maximumBlockWeight
    /// `-blockreservedweight`: what is kept free for the header, the count and the coinbase.
    public var reservedWeight = 8000
    /// The cost of signature operations that is kept free for the outputs of the coinbase.
    public var reservedSignatureCost = 400
    /// `-blockmintxfee`: chunks of a lower rate are left out.
    public var minimumRate: FeeRate {
        get { FeeRate(satoshisPerKilobyte: minimumSatoshisPerKilobyte) }
        set { minimumSatoshisPerKilobyte = newValue.satoshisPerKilobyte }
    }
    /// Kept as a number, which unlike a rate says the same in one way only.
    private var minimumSatoshisPerKilobyte: Int64 = 1
    /// `-printpriority`: the fee rate of each transaction is logged.
    public var logsFeeRates = false
    /// The version, instead of the one that the chain asks for.
    public var version: Int32?

    /// The usual options.
    public init() {}
}

/// What goes into a block besides the coinbase.
public struct BlockContents: Sendable {
    /// The transactions, each after those whose outputs it spends.
    public var transactions: [Transaction] = []
    /// What each leaves for the coinbase.
    public var transactionFees: [Amount] = []
    /// The cost of the signature operations of each.
    public var signatureCosts: [Int] = []
    /// What they leave for the coinbase together.
    public var fees = Amount.zero
    /// Their weight, and what is kept free.
    public var weight = 0
    /// The cost of their signature operations, and what is kept free.
    public var signatureCost = 0

    /// No transactions.
    public static let empty = BlockContents()

    private init() {}

    /// Transactions and their fees.
    public init(transactions: [Transaction], fees: Amount) {
        self.transactions = transactions
        self.fees = fees
    }
}

extension BlockContents {
    /// After so many chunks in a row that did not fit, a block that is nearly full is full.
    private static let maximumFailures = 1000
    /// So much weight less than the maximum is nearly full.
    private static let nearlyFull = 4000

    /// Takes the best chunks of a mempool, as long as there is room for them.
    ///
    /// - Parameters:
    ///   - height: the height of the block.
    ///   - time: the median time past that lock times are compared with.
    public init(bestOf mempool: Mempool, height: Int, time: Int64, _ options: BlockAssemblyOptions) {
        weight = options.reservedWeight
        signatureCost = options.reservedSignatureCost
        guard options.usesMempool else { return }
        var chunks = mempool.miningChunks()
        var failures = 0
        while let chunk = chunks.next(), chunk.worth.feeRate >= options.minimumRate {
            let cost = chunk.transactions.reduce(0) { $0 + $1.signatureCost }
            let fits =
                weight + chunk.worth.weight < options.maximumWeight
                && signatureCost + cost < ConsensusLimits.maximumBlockSignatureCost
                && chunk.transactions.allSatisfy { $0.transaction.isFinal(height: height, time: time) }
            if fits {
                failures = 0
                for entry in chunk.transactions { append(entry) }
            } else {
                chunks.skip()
                failures += 1
                if failures > Self.maximumFailures, weight + Self.nearlyFull > options.maximumWeight {
                    return
                }
            }
        }
    }

    private mutating func append(_ entry: MempoolEntry) {
        transactions.append(entry.transaction)
        transactionFees.append(entry.fee)
        signatureCosts.append(entry.signatureCost)
        fees += entry.fee
        weight += entry.transaction.weight
        signatureCost += entry.signatureCost
    }
}
