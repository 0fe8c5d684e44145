import BitcoinChain
import BitcoinPrimitives
import BitcoinSupport

extension ChainConfiguration {
    /// Writes what the memory of `-dbcache` goes to.
    func logMemory(for indexes: ChainIndexes.Options) {
        Log.info("Cache configuration:")
        Self.log(indexCacheBytes, "block index database")
        if indexes.hasTransactions { Self.log(indexes.transactionCacheBytes, "transaction index database") }
        if indexes.hasSpenders {
            Self.log(indexes.spenderCacheBytes, "transaction output spender index database")
        }
        for type in indexes.filters {
            Self.log(indexes.filterCacheBytes, "\(type.name) block filter index database")
        }
        Self.log(coinsDatabaseCacheBytes, "chain state database")
        Self.log(coinsCacheBytes, "in-memory UTXO set")
    }

    private static func log(_ bytes: Int, _ purpose: String) {
        Log.info("* Using \((Double(bytes) / Double(1 << 20)).fixed(1)) MiB for \(purpose)")
    }
}
