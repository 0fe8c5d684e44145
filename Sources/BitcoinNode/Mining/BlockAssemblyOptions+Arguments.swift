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
        if let text = arguments.string("blockmintxfee"),
            let satoshis = try? JSONValue.string(text).satoshis()
        {
            minimumRate = FeeRate(satoshisPerKilobyte: satoshis)
        }
        logsFeeRates = arguments.bool("printpriority", default: false)
        // Only where blocks are made on demand, for tests of rules about versions.
        if parameters.minesOnDemand, arguments.isSet("blockversion") {
            version = Int32(truncatingIfNeeded: arguments.integer("blockversion", default: 0))
        }
    }
}
