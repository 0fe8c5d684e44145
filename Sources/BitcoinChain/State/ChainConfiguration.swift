import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinStorage

/// Everything that the user can choose about the chain.
public struct ChainConfiguration: Sendable {
    /// The network.
    public var parameters: ChainParameters
    /// The folder of the network's data.
    public var dataDirectory: String
    /// The folder of the block files: `blocks` in the data directory, or in `-blocksdir`.
    public var blocksDirectory: String
    /// The memory for the block index database.
    public var indexCacheBytes = 2 << 20
    /// The memory for the coins database.
    public var coinsDatabaseCacheBytes = 8 << 20
    /// `-dbbatchsize` and `-dbcrashratio`
    public var coinsFlushRules = CoinsDatabase.FlushRules()
    /// The memory for coins: `-dbcache` less what the databases take.
    public var coinsCacheBytes = 440 << 20
    /// `-reindex`: forget the index and the coins, and build them from the block files.
    public var reindex = false
    /// `-reindex-chainstate`: forget the coins, and build them from the indexed blocks.
    public var reindexChainState = false
    /// `-prune`: the bytes that block files may take; nil to keep all, `pruneManually` for by hand.
    public var pruneTargetBytes: UInt64?
    /// However little `pruneTargetBytes` says, so much is kept.
    public var minimumPruneTargetBytes = minimumPruneTarget
    /// `-blocksxor`
    public var useBlocksKey = true
    /// `-fastprune`
    public var fastPrune = false
    /// `-assumevalid`: scripts of this block and its ancestors are not checked; all zeroes for none.
    public var assumeValid: BlockHash
    /// `-minimumchainwork`: less work than this is not synchronized yet.
    public var minimumChainWork: UInt256
    /// `-maxtipage` in seconds: a tip older than this is not synchronized yet.
    public var maximumTipAge: Int64 = 24 * 60 * 60
    /// `-stopatheight`: the height at which to stop, or zero.
    public var stopAtHeight = 0
    /// `-checkblocks`: how many blocks are checked at start; zero for all.
    public var checkBlocks = 6
    /// `-checklevel`: how thoroughly, from zero to four.
    public var checkLevel = 3
    /// `-maxsigcachesize`: the memory for signatures and transactions that are known to be right.
    public var signatureCacheBytes = 32 << 20
    /// What the mempool takes, and how much of it.
    public var mempool = MempoolPolicy()
    /// Threads that check scripts besides the chain's own: `-par` less one.
    public var scriptThreads = 0

    /// The least that `-prune` may ask for: 550 MiB.
    public static let minimumPruneTarget: UInt64 = 550 << 20

    /// `-prune=1`: files are removed only when the user says so.
    public static let pruneManually = UInt64.max

    /// The usual choices, for a folder.
    public init(parameters: ChainParameters, dataDirectory: String) {
        self.parameters = parameters
        self.dataDirectory = dataDirectory
        blocksDirectory = "\(dataDirectory)/blocks"
        assumeValid = parameters.consensus.defaultAssumeValid
        minimumChainWork = parameters.consensus.minimumChainWork
    }
}
