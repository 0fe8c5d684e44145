import BitcoinPrimitives

/// The coins after a block, and where all money went up to it, as the coin statistics index holds them.
public struct CoinTotals: Sendable, Equatable {
    /// The MuHash of all coins.
    public var muhash = Hash256.zero
    /// Unspent outputs.
    public var outputCount: UInt64 = 0
    /// A measure of their size that no database has a part in.
    public var bogoSize: UInt64 = 0
    /// The sum of their amounts.
    public var totalAmount = Amount.zero
    /// The subsidies of all blocks.
    public var subsidy = Amount.zero
    /// The amounts of all outputs that were spent.
    public var spent = UInt256.zero
    /// The amounts of all outputs that can be spent, without those of coinbases.
    public var created = UInt256.zero
    /// The amounts of all outputs of coinbases that can be spent.
    public var coinbase = UInt256.zero
    /// What can never be spent.
    public var unspendable = Unspendable()

    /// Money that is lost, by reason.
    public struct Unspendable: Sendable, Equatable {
        /// The subsidy of the genesis block, which is not in the set.
        public var genesis = Amount.zero
        /// Coinbases that came a second time (BIP30).
        public var repeated = Amount.zero
        /// Outputs whose script nothing satisfies.
        public var scripts = Amount.zero
        /// What miners could have claimed and did not.
        public var unclaimed = Amount.zero

        /// Nothing.
        public init() {}

        /// All of it.
        public var total: Amount { genesis + repeated + scripts + unclaimed }

        /// By how much each has grown.
        public static func - (after: Self, before: Self) -> Self {
            var difference = Self()
            difference.genesis = after.genesis - before.genesis
            difference.repeated = after.repeated - before.repeated
            difference.scripts = after.scripts - before.scripts
            difference.unclaimed = after.unclaimed - before.unclaimed
            return difference
        }
    }

    /// Nothing yet.
    public init() {}
}

extension CoinTotals: BinarySerializable {
    /// Reads stored totals.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        muhash = try reader.readHash()
        outputCount = try reader.read()
        bogoSize = try reader.read()
        totalAmount = Amount(satoshis: try reader.read())
        subsidy = Amount(satoshis: try reader.read())
        spent = UInt256(try reader.readHash())
        created = UInt256(try reader.readHash())
        coinbase = UInt256(try reader.readHash())
        unspendable.genesis = Amount(satoshis: try reader.read())
        unspendable.repeated = Amount(satoshis: try reader.read())
        unspendable.scripts = Amount(satoshis: try reader.read())
        unspendable.unclaimed = Amount(satoshis: try reader.read())
    }

    /// Appends the totals as they are stored.
    public func write(to writer: inout ByteWriter) {
        writer.write(muhash)
        writer.write(outputCount)
        writer.write(bogoSize)
        writer.write(totalAmount.satoshis)
        writer.write(subsidy.satoshis)
        for total in [spent, created, coinbase] { writer.write(total.hash) }
        for amount in [
            unspendable.genesis, unspendable.repeated, unspendable.scripts, unspendable.unclaimed,
        ] { writer.write(amount.satoshis) }
    }
}
