import BitcoinPrimitives

/// What the user can choose about the mempool.
public struct MempoolPolicy: Sendable {
    /// `-acceptnonstdtxn` reversed: only transactions of known forms are taken.
    public var requiresStandard = true
    /// `-datacarrier` and `-datacarriersize`: how many bytes the data outputs of a transaction may have together; nil
    /// for no such outputs.
    public var maximumDataBytes: Int? = 100_000
    /// `-permitbaremultisig`
    public var allowsBareMultisig = true
    /// `-dustrelayfee`: at this rate spending an output must not cost more than it holds.
    public var dustRate = FeeRate(satoshisPerKilobyte: 3000)
    /// `-minrelaytxfee`: a lower rate counts as none.
    public var minimumRelayRate = FeeRate(satoshisPerKilobyte: 100)
    /// `-incrementalrelayfee`: what relaying costs when transactions are replaced or evicted.
    public var incrementalRate = FeeRate(satoshisPerKilobyte: 100)
    /// `-bytespersigop`: weight units that a unit of signature operation cost counts for at least.
    public var weightPerSignatureCost = 20
    /// `-maxmempool` in bytes.
    public var maximumBytes = 300_000_000
    /// `-mempoolexpiry` in seconds.
    public var expirySeconds: Int64 = 336 * 60 * 60
    /// `-limitclustercount` and `-limitclustersize`
    public var clusterLimits = ClusterLimits()
    /// `-limitancestorcount`, which only wallets heed.
    public var ancestorLimit = 25
    /// `-limitdescendantcount`, which only wallets heed.
    public var descendantLimit = 25
    /// `-persistmempoolv1`: the file is written without the key that obscures it.
    public var writesOldFile = false
    /// `-checkmempool`: the consistency of the mempool is checked once in so many changes; zero for never.
    public var checkInterval = 0

    /// The usual choices.
    public init() {}

    /// The virtual size that a transaction counts for: a fourth of ``adjustedWeight(_:signatureCost:)``, rounded up.
    public func virtualSize(weight: Int, signatureCost: Int) -> Int {
        (adjustedWeight(weight, signatureCost: signatureCost) + 3) / 4
    }

    /// The weight that a transaction counts for: at least so much for each signature operation.
    public func adjustedWeight(_ weight: Int, signatureCost: Int) -> Int {
        max(weight, signatureCost * weightPerSignatureCost)
    }
}
