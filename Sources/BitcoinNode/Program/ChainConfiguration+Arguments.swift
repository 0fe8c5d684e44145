import BitcoinChain
import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import Glibc

extension ChainConfiguration {
    private static let mebibyte = 1 << 20
    /// The memory for caches if `-dbcache` says nothing else, in MiB.
    private static let defaultCacheMebibytes: Int64 = 450
    /// More than this is not believed, in MiB.
    private static let maximumCacheMebibytes: Int64 = 1 << 30
    /// More signatures than there can be in all blocks of a day, in MiB.
    private static let maximumSignatureMebibytes: Int64 = 16 << 10

    /// What the options say about the chain.
    init(_ arguments: Arguments, parameters: ChainParameters) throws(StartupError) {
        self.init(parameters: parameters, dataDirectory: arguments.networkDirectory)
        do {
            blocksDirectory = try arguments.blocksDirectory()
        } catch {
            throw StartupError("\(error)")
        }
        reindex = arguments.bool("reindex", default: false)
        reindexChainState = arguments.bool("reindex-chainstate", default: false)
        useBlocksKey = arguments.bool("blocksxor", default: true)
        fastPrune = arguments.bool("fastprune", default: false)
        pruneTargetBytes = try Self.pruneTarget(arguments)
        if let text = arguments.string("minimumchainwork") {
            guard let work = Self.hash(text) else {
                throw StartupError(
                    "Invalid minimum work specified (\(text)), must be up to 64 hex digits")
            }
            minimumChainWork = UInt256(work)
        }
        if let text = arguments.string("assumevalid") {
            guard let hash = Self.hash(text) else {
                throw StartupError(
                    "Invalid assumevalid block hash specified (\(text)), must be up to 64 hex digits "
                        + "(or 0 to disable)")
            }
            assumeValid = BlockHash(hash)
        }
        if let seconds = arguments.integer("maxtipage") { maximumTipAge = seconds }
        stopAtHeight = Int(clamping: arguments.integer("stopatheight", default: 0))
        checkBlocks = Int(clamping: arguments.integer("checkblocks", default: Int64(checkBlocks)))
        checkLevel = Int(clamping: arguments.integer("checklevel", default: Int64(checkLevel)))
        scriptThreads = Self.scriptThreads(arguments)
        coinsFlushRules.batchSize = Int(
            clamping: arguments.integer("dbbatchsize", default: Int64(CoinsDatabase.batchSize)))
        coinsFlushRules.crashRatio = max(Int(clamping: arguments.integer("dbcrashratio", default: 0)), 0)
        let signatureMebibytes = arguments.integer(
            "maxsigcachesize", default: Int64(signatureCacheBytes >> 20))
        signatureCacheBytes = Int(min(max(signatureMebibytes, 0), Self.maximumSignatureMebibytes)) << 20
        mempool = try MempoolPolicy(arguments, parameters: parameters)
        divideCache(Self.cacheBytes(arguments) - ChainIndexes.Options(arguments).cacheBytes)
    }

    /// `-dbcache` in bytes: the memory for all databases.
    static func cacheBytes(_ arguments: Arguments) -> Int {
        let mebibytes = arguments.integer("dbcache", default: defaultCacheMebibytes)
        return Int(clamping: min(max(mebibytes, 4), maximumCacheMebibytes)) * mebibyte
    }

    /// The databases get their fixed parts, coins all the rest.
    private mutating func divideCache(_ total: Int) {
        indexCacheBytes = min(total / 8, 2 * Self.mebibyte)
        coinsDatabaseCacheBytes = min((total - indexCacheBytes) / 2, 8 * Self.mebibyte)
        coinsCacheBytes = total - indexCacheBytes - coinsDatabaseCacheBytes
    }

    private static func pruneTarget(_ arguments: Arguments) throws(StartupError) -> UInt64? {
        let mebibytes = arguments.integer("prune", default: 0)
        guard mebibytes >= 0 else { throw StartupError("Prune cannot be configured with a negative value.") }
        if mebibytes == 0 { return nil }
        if mebibytes == 1 { return pruneManually }
        let (target, overflow) = UInt64(mebibytes).multipliedReportingOverflow(by: UInt64(mebibyte))
        guard !overflow else { return pruneManually - 1 }
        guard target >= minimumPruneTarget else {
            throw StartupError(
                "Prune configured below the minimum of \(minimumPruneTarget / UInt64(mebibyte)) MiB.  "
                    + "Please use a higher number.")
        }
        return target
    }

    /// `-par`: so many threads, or all but so many if negative; one of them is the chain's own.
    private static func scriptThreads(_ arguments: Arguments) -> Int {
        var threads = Int(clamping: arguments.integer("par", default: 0))
        if threads <= 0 { threads += sysconf(Int32(_SC_NPROCESSORS_ONLN)) }
        return min(max(threads - 1, 0), 15)
    }

    /// Up to 64 hexadecimal digits, perhaps behind `0x`, filled up with zeros in front.
    private static func hash(_ text: String) -> Hash256? {
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
        guard digits.utf8.count <= 64 else { return nil }
        return Hash256(hex: String(repeating: "0", count: 64 - digits.utf8.count) + digits)
    }
}
