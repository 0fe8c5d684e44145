import BitcoinChain
import BitcoinPrimitives
import BitcoinSupport

extension ChainIndexes.Options {
    /// The most memory that one kind of index gets for its database: 1 GiB.
    private static let maximumCacheBytes = 1 << 30

    /// Which indexes the options want. Of the memory of `-dbcache` the index of transactions gets a tenth, those of
    /// spenders and of filters a twentieth each; the coin statistics are hardly ever read twice.
    init(_ arguments: Arguments) {
        self.init()
        hasTransactions = arguments.bool("txindex", default: false)
        hasSpenders = arguments.bool("txospenderindex", default: false)
        hasCoinStatistics = arguments.bool("coinstatsindex", default: false)
        filters = Self.filters(arguments)
        wipe = arguments.bool("reindex", default: false)
        let total = ChainConfiguration.cacheBytes(arguments)
        if hasTransactions { transactionCacheBytes = min(total / 10, Self.maximumCacheBytes) }
        if hasSpenders { spenderCacheBytes = min(total / 20, Self.maximumCacheBytes) }
        if !filters.isEmpty { filterCacheBytes = min(total / 20, Self.maximumCacheBytes) / filters.count }
    }

    /// `-blockfilterindex`: types by name, or all with an empty value or 1. What is wrong was reported before.
    private static func filters(_ arguments: Arguments) -> [BlockFilterType] {
        switch arguments.string("blockfilterindex", default: "0") {
        case "0": []
        case "", "1": BlockFilterType.allCases
        default: BlockFilterType.allCases.filter { arguments.list("blockfilterindex").contains($0.name) }
        }
    }
}
