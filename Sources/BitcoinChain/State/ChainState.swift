import BitcoinConsensus
import BitcoinMempool
import BitcoinPrimitives
import BitcoinScript
import BitcoinStorage
import BitcoinSupport
import Synchronization

/// All that the node knows of the chain, in memory and on disk, and the rules by which it changes.
///
/// Synchronous, and for one thread only: `ChainManager` owns it. Two kinds of errors are thrown: a
/// `BlockRejection` is the fault of a block, anything else is a failure of this computer, after
/// which nothing more may be done than to stop.
final class ChainState {
    let configuration: ChainConfiguration
    let consensus: ConsensusParameters
    let events: ChainEventHub
    let workers: WorkerPool
    /// Signatures that were found to be right before their block came.
    let signatureCache: SignatureCache
    /// Set from any thread to cut off long work.
    let isInterrupted: InterruptFlag

    let tree = BlockTree()
    var active = ActiveChain()
    var candidates = Candidates()
    /// Blocks that are on disk while an ancestor is not, by their parents.
    var unlinked: [BlockNode: [BlockNode]] = [:]
    /// Blocks whose record has changed since the last flush.
    var dirtyBlocks: Set<BlockNode> = []
    /// The header of most work that is not known to be bad.
    var bestHeader: BlockNode?
    /// The block of most work that is known to be bad.
    var bestInvalid: BlockNode?
    var nextSequence = BlockEntry.sequenceFromDisk + 1
    /// Counts down: what the user calls precious comes before everything that was received.
    var nextPreciousSequence: Int32 = -1
    var lastPreciousWork = UInt256.zero

    /// The transactions that wait for a block.
    var mempool: Mempool
    /// Transactions of blocks that were taken back, until the reorganisation is over.
    var resurrection = ResurrectionQueue()

    let files: BlockFileStore
    let coins: CoinsCache
    private var openDatabases: Databases?

    /// The databases, until they are closed.
    struct Databases {
        let index: BlockIndexStore
        let coins: CoinsDatabase
    }

    /// Whether the node has yet to catch up with the network. Once false, it stays so.
    var isInitialDownload = true
    /// False from the beginning of a reindex to its end, also across restarts.
    var areFilesIndexed = true
    /// Whether blocks are being read from files.
    var isImporting = false
    /// Whether block files have ever been removed.
    var hasPruned = false
    /// Set when removing block files may be due.
    var isPruningDue = false
    /// The lowest height whose block an index still needs, by the name of the index.
    var pruneLocks: [String: Int] = [:]
    /// When changes are written at the latest, in microseconds of the node's clock.
    var nextWriteTime: Int64 = 0
    /// Why scripts were checked or not at the last block, for saying so once.
    var lastScriptCheckReason: ScriptCheckReason?
    /// Whether the user has been warned of a bad chain of more work.
    var hasWarnedOfInvalidChain = false
    /// The header that the last announcement was about.
    var lastAnnouncedHeader: BlockNode?
    var versionBits: VersionBitsCache<BlockTree.Cursor>

    /// Opens the databases and files. The chain is loaded by `load()`.
    init(
        _ configuration: ChainConfiguration, events: ChainEventHub, isInterrupted: InterruptFlag
    ) throws {
        self.configuration = configuration
        self.events = events
        self.isInterrupted = isInterrupted
        consensus = configuration.parameters.consensus
        versionBits = VersionBitsCache(parameters: consensus)
        mempool = Mempool(policy: configuration.mempool)

        var fileOptions = BlockFileStore.Options(
            directory: configuration.blocksDirectory, magic: configuration.parameters.messageStart)
        fileOptions.useKey = configuration.useBlocksKey
        fileOptions.fastPrune = configuration.fastPrune
        files = try BlockFileStore(fileOptions)
        // The index stays in the data directory, also with -blocksdir.
        let index = try BlockIndexStore(
            path: "\(configuration.dataDirectory)/blocks/index",
            options: LevelDBOptions(
                cacheBytes: configuration.indexCacheBytes, wipe: configuration.reindex))
        if configuration.reindex {
            try index.setReindexing(true)
            areFilesIndexed = false
            if configuration.pruneTargetBytes != nil { try files.removeUnusableFiles() }
        }
        let coinsDatabase = try CoinsDatabase(
            path: "\(configuration.dataDirectory)/chainstate",
            options: LevelDBOptions(
                cacheBytes: configuration.coinsDatabaseCacheBytes, obfuscate: true,
                wipe: configuration.reindex || configuration.reindexChainState))
        coins = try CoinsCache(database: coinsDatabase)
        openDatabases = Databases(index: index, coins: coinsDatabase)
        signatureCache = SignatureCache(byteCount: configuration.signatureCacheBytes)
        workers = WorkerPool(threadCount: configuration.scriptThreads)
    }

    /// The databases. Throws after they were closed.
    var databases: Databases {
        get throws {
            guard let openDatabases else {
                throw LevelDBError.closed(path: configuration.dataDirectory)
            }
            return openDatabases
        }
    }

    /// Lets the databases go, for others to open. What is in memory can still be read.
    func closeDatabases() {
        openDatabases = nil
        coins.close()
    }

    // MARK: Looking up

    var tip: BlockNode? { active.tip }

    /// The work of the tip; none without a tip.
    var tipWork: UInt256 { tip.map { tree[$0].chainWork } ?? .zero }

    /// What blocks are read from, on any thread.
    var blockFiles: BlockFiles { files.files }

    func isActive(_ node: BlockNode) -> Bool { active.contains(node, in: tree) }

    /// Changes the entry of a block and notes that its record has to be written.
    func update(_ node: BlockNode, _ change: (inout BlockEntry) -> Void) {
        change(&tree[node])
        dirtyBlocks.insert(node)
    }

    func isDeploymentActive(_ deployment: BuriedDeployment, atHeight height: Int) -> Bool {
        height >= consensus.activationHeights[deployment]
    }

    func checkInterrupted() throws {
        if isInterrupted.isSet { throw ChainInterrupted() }
    }
}

/// A flag that any thread may set.
public final class InterruptFlag: Sendable {
    private let flag = Atomic(false)

    /// A flag that is not set.
    public init() {}

    /// Whether it is set.
    public var isSet: Bool { flag.load(ordering: .relaxed) }

    /// Sets it.
    public func set() { flag.store(true, ordering: .relaxed) }
}
