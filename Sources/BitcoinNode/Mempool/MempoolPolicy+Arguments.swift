import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

extension MempoolPolicy {
    /// What the options say about the mempool.
    init(_ arguments: Arguments, parameters: ChainParameters) throws(StartupError) {
        self.init()
        maximumBytes = Self.megabytes(arguments.integer("maxmempool", default: 300))
        expirySeconds = Self.hours(arguments.integer("mempoolexpiry", default: 336))
        try readRates(arguments)
        weightPerSignatureCost = Int(
            clamping: arguments.integer("bytespersigop", default: Int64(weightPerSignatureCost)))
        allowsBareMultisig = arguments.bool("permitbaremultisig", default: true)
        let dataBytes = Int(clamping: arguments.integer("datacarriersize", default: 100_000))
        maximumDataBytes = arguments.bool("datacarrier", default: true) ? dataBytes : nil
        requiresStandard = !arguments.bool("acceptnonstdtxn", default: false)
        guard requiresStandard || parameters.isTestChain else {
            throw StartupError(
                "acceptnonstdtxn is not currently supported for \(parameters.chain.name) chain")
        }
        writesOldFile = arguments.bool("persistmempoolv1", default: false)
        let usualInterval: Int64 = parameters.defaultConsistencyChecks ? 1 : 0
        checkInterval = max(0, Int(clamping: arguments.integer("checkmempool", default: usualInterval)))
        try readLimits(arguments)
    }

    private mutating func readRates(_ arguments: Arguments) throws(StartupError) {
        if let rate = try arguments.feeRate("incrementalrelayfee") { incrementalRate = rate }
        if let rate = try arguments.feeRate("minrelaytxfee") {
            minimumRelayRate = rate
        } else if incrementalRate > minimumRelayRate {
            minimumRelayRate = incrementalRate
            Log.info("Increasing minrelaytxfee to \(minimumRelayRate) to match incrementalrelayfee")
        }
        if let rate = try arguments.feeRate("dustrelayfee") { dustRate = rate }
    }

    private mutating func readLimits(_ arguments: Arguments) throws(StartupError) {
        clusterLimits.count = Int(clamping: arguments.integer("limitclustercount", default: 64))
        let kilobytes = Int(clamping: arguments.integer("limitclustersize", default: 101))
        clusterLimits.virtualSize = min(max(kilobytes, 0), Int(Int32.max)) * 1000
        ancestorLimit = Int(clamping: arguments.integer("limitancestorcount", default: 25))
        descendantLimit = Int(clamping: arguments.integer("limitdescendantcount", default: 25))
        guard clusterLimits.count <= ClusterLimits.maximumCount else {
            throw StartupError(
                "limitclustercount must be less than or equal to \(ClusterLimits.maximumCount)")
        }
        // Room for forty clusters of the largest size.
        let minimum = clusterLimits.virtualSize * 40
        guard maximumBytes >= 0, maximumBytes == 0 || maximumBytes >= minimum else {
            throw StartupError("-maxmempool must be at least \((minimum + 999_999) / 1_000_000) MB")
        }
    }

    private static func megabytes(_ count: Int64) -> Int {
        Int(clamping: min(max(count, -1), Int64(Int32.max))) * 1_000_000
    }

    private static func hours(_ count: Int64) -> Int64 {
        min(max(count, Int64(Int32.min)), Int64(Int32.max)) * 60 * 60
    }
}

extension Arguments {
    /// The fee rate that an option gives in bitcoins for 1000 virtual bytes; nil if it is not given.
    func feeRate(_ option: String) throws(StartupError) -> FeeRate? {
        guard let text = string(option) else { return nil }
        guard let satoshis = try? JSONValue.string(text).satoshis() else {
            throw StartupError("Invalid amount for -\(option)=<amount>: '\(text)'")
        }
        return FeeRate(satoshisPerKilobyte: satoshis)
    }
}
