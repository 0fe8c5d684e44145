import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage

/// Figures about one block, as `getblockstats` shows them. Sizes and weights leave the coinbase transaction out.
public struct BlockStatistics: Sendable {
    /// Lowest, highest and middle one of some numbers, all zero where there is none.
    public struct Spread: Sendable, Equatable {
        /// The lowest.
        public let minimum: Int64
        /// The highest.
        public let maximum: Int64
        /// The middle one, or the mean of the two in the middle, rounded down.
        public let median: Int64

        init(_ numbers: [Int64]) {
            let sorted = numbers.sorted()
            minimum = sorted.first ?? 0
            maximum = sorted.last ?? 0
            let middle = sorted.count / 2
            if sorted.isEmpty {
                median = 0
            } else if sorted.count % 2 == 1 {
                median = sorted[middle]
            } else {
                median = (sorted[middle - 1] + sorted[middle]) / 2
            }
        }
    }

    /// Outpoint, height and origin of a coin, which are counted to its size.
    private static let coinOverhead: Int64 = 36 + 4

    /// What is known of the block.
    public let block: BlockSnapshot
    /// What the miner may create.
    public let subsidy: Amount
    /// All transactions.
    public let transactionCount: Int
    /// The fees of the transactions.
    public let fees: Spread
    /// All fees together.
    public let totalFee: Int64
    /// The fee rates in satoshis per virtual byte.
    public let feeRates: Spread
    /// The fee rates that 10, 25, 50, 75 and 90 percent of the weight do not exceed.
    public let feeRatePercentiles: [Int64]
    /// The sizes of the transactions.
    public let sizes: Spread
    /// All sizes together.
    public let totalSize: Int64
    /// All weights together.
    public let totalWeight: Int64
    /// The inputs.
    public let inputCount: Int
    /// The outputs, those of the coinbase among them.
    public let outputCount: Int
    /// The value of all outputs but the coinbase's.
    public let totalOutput: Int64
    /// How many transactions have witnesses.
    public let witnessTransactionCount: Int
    /// The size of those together.
    public let witnessTotalSize: Int64
    /// The weight of those together.
    public let witnessTotalWeight: Int64
    /// By how many the coins grow: all outputs less all inputs.
    public var coinIncrease: Int { outputCount - inputCount }
    /// By how many bytes they grow.
    public let coinSizeIncrease: Int64
    /// By how many the coins grow that can be spent.
    public let spendableIncrease: Int
    /// By how many bytes those grow.
    public let spendableSizeIncrease: Int64

    /// Counts a block. Nil if its fees are not what fees can be, as only those of a damaged record are.
    public init?(of block: Block, at place: BlockSnapshot, spending undo: BlockUndo, subsidy: Amount) {
        let others = block.transactions.dropFirst()
        guard undo.transactions.count == others.count else { return nil }
        // The first coinbase and those that repeat an earlier one (BIP30) add nothing.
        let addsCoinbase =
            place.height > 0 && !RepeatedCoinbases.isRepeat(place.hash, height: place.height)
        var size: Int64 = 0
        var spendable = 0
        var spendableSize: Int64 = 0
        for (index, transaction) in block.transactions.enumerated() {
            for output in transaction.outputs {
                let bytes = Self.size(of: output)
                size += bytes
                guard index > 0 || addsCoinbase, !output.scriptPubKey.isUnspendable else { continue }
                spendable += 1
                spendableSize += bytes
            }
        }
        var fees: [Int64] = []
        var rates: [(rate: Int64, weight: Int64)] = []
        for (transaction, coins) in zip(others, undo.transactions) {
            for coin in coins {
                size -= Self.size(of: coin.output)
                spendableSize -= Self.size(of: coin.output)
            }
            let input = coins.reduce(Amount.zero) { $0 + $1.output.value }
            guard let output = transaction.outputValue, (input - output).isValid else { return nil }
            let fee = (input - output).satoshis
            fees.append(fee)
            let weight = Int64(transaction.weight)
            rates.append((fee * Int64(ConsensusLimits.witnessScaleFactor) / weight, weight))
        }
        let withWitness = others.filter(\.hasWitness)
        self.block = place
        self.subsidy = subsidy
        transactionCount = block.transactions.count
        self.fees = Spread(fees)
        totalFee = fees.reduce(0, +)
        feeRates = Spread(rates.map(\.rate))
        totalWeight = rates.reduce(0) { $0 + $1.weight }
        feeRatePercentiles = Self.percentiles(rates, totalWeight: totalWeight)
        sizes = Spread(others.map { Int64($0.totalSize) })
        totalSize = others.reduce(0) { $0 + Int64($1.totalSize) }
        inputCount = others.reduce(0) { $0 + $1.inputs.count }
        outputCount = block.transactions.reduce(0) { $0 + $1.outputs.count }
        totalOutput = others.reduce(0) { $0 + ($1.outputValue?.satoshis ?? 0) }
        witnessTransactionCount = withWitness.count
        witnessTotalSize = withWitness.reduce(0) { $0 + Int64($1.totalSize) }
        witnessTotalWeight = withWitness.reduce(0) { $0 + Int64($1.weight) }
        coinSizeIncrease = size
        spendableIncrease = spendable - inputCount
        spendableSizeIncrease = spendableSize
    }

    private static func size(of output: TransactionOutput) -> Int64 {
        let script = output.scriptPubKey.count
        return 8 + Int64(CompactSize.size(of: script) + script) + coinOverhead
    }

    /// The lowest rates up to which a part of the weight lies.
    private static func percentiles(_ rates: [(rate: Int64, weight: Int64)], totalWeight: Int64) -> [Int64] {
        let weight = Double(totalWeight)
        let limits = [weight / 10, weight / 4, weight / 2, weight * 3 / 4, weight * 9 / 10]
        var result: [Int64] = []
        var passed: Int64 = 0
        for (rate, weight) in rates.sorted(by: { $0 < $1 }) {
            passed += weight
            while result.count < limits.count, Double(passed) >= limits[result.count] { result.append(rate) }
        }
        while result.count < limits.count { result.append(result.last ?? 0) }
        return result
    }

    /// The mean fee, rounded down.
    public var averageFee: Int64 { transactionCount > 1 ? totalFee / Int64(transactionCount - 1) : 0 }

    /// The mean size, rounded down.
    public var averageSize: Int64 { transactionCount > 1 ? totalSize / Int64(transactionCount - 1) : 0 }

    /// All fees by all weight, in satoshis per virtual byte, rounded down.
    public var averageFeeRate: Int64 {
        totalWeight > 0 ? totalFee * Int64(ConsensusLimits.witnessScaleFactor) / totalWeight : 0
    }
}
