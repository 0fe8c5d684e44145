import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

extension BlockAssemblyOptions {
    /// What the options say about all blocks. They have been checked when the node started.
    init(_ arguments: Arguments, parameters: ChainParameters) {
        self.init()
        maximumWeight = Int(clamping: arguments.integer("blockmaxweight", default: Int64(maximumWeight)))
        reservedWeight = Int(
            clamping: arguments.integer("blockreservedweight", default: Int64(reservedWeight)))
        if let rate = try? arguments.feeRate("blockmintxfee") { minimumRate = rate }
        logsFeeRates = arguments.bool("printpriority", default: false)
        // Only where blocks are made on demand, for tests of rules about versions.
        if parameters.minesOnDemand, arguments.isSet("blockversion") {
            version = Int32(truncatingIfNeeded: arguments.integer("blockversion", default: 0))
        }
    }

    /// Less than this cannot hold a header and a coinbase.
    private static let minimumReservedWeight = 2000

    /// What is wrong with weights, in the names of options or in those of the mining interface. Nil if they can be met.
    static func problem(
        reservedWeight: UInt64, maximumWeight: Int64, namesOptions: Bool
    ) -> String? {
        let limit = ConsensusLimits.maximumBlockWeight
        let reservedName = namesOptions ? "-blockreservedweight" : "block_reserved_weight"
        let maximumName = namesOptions ? "-blockmaxweight" : "block_max_weight"
        if reservedWeight < minimumReservedWeight {
            return "\(reservedName) (\(reservedWeight)) is lower than minimum safety value of "
                + "(\(minimumReservedWeight))"
        }
        if reservedWeight > limit {
            return "\(reservedName) (\(reservedWeight)) exceeds consensus maximum block weight (\(limit))"
        }
        if maximumWeight > limit {
            return "\(maximumName) (\(maximumWeight)) exceeds consensus maximum block weight (\(limit))"
        }
        if Int64(clamping: reservedWeight) > maximumWeight {
            return "\(reservedName) (\(reservedWeight)) exceeds \(maximumName) (\(maximumWeight))"
        }
        return nil
    }
}

extension OptionChecks {
    /// Throws what is wrong with the options about the making of blocks.
    static func checkMining(_ arguments: Arguments) throws(StartupError) {
        _ = try arguments.feeRate("blockmintxfee")
        let usual = BlockAssemblyOptions()
        let problem = BlockAssemblyOptions.problem(
            reservedWeight: UInt64(
                clamping: arguments.integer("blockreservedweight", default: Int64(usual.reservedWeight))),
            maximumWeight: arguments.integer("blockmaxweight", default: Int64(usual.maximumWeight)),
            namesOptions: true)
        if let problem { throw StartupError(problem) }
    }
}
