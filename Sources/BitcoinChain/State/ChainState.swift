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
    /// The coins of the tip.
    private(set) var coins: CoinsCache
    private var openDatabases: Databases?
    /// The snapshot that the best chain stands on, if it does.
    var loadedSnapshot: LoadedSnapshot?
    /// The validated chain behind it, until it has come to the snapshot's block.
    var background: BackgroundChain?
    /// Candidates that leave the chain below a snapshot: they can be tried once all blocks up to it are validated.
    var deferredCandidates: Set<BlockNode> = []
    /// How databases of coins are opened. Behind a snapshot there are two, which share the memory for one.
    let coinsOptions: LevelDBOptions
    /// Whether the coins of a snapshot are just being read.
    var isLoadingSnapshot = false

    /// The databases, until they are closed.
    struct Databases {
        let index: BlockIndexStore
        let coins: CoinsDatabase
    }

    /// A snapshot of an earlier run, until the chain behind it is loaded.
    struct SnapshotAtStart {
        let base: BlockHash
        let database: CoinsDatabase
        let coins: CoinsCache
    }

    var snapshotAtStart: SnapshotAtStart?

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
    /// What the user should know.
    let warnings: NodeWarnings
    /// The header that the last announcement was about.
    var lastAnnouncedHeader: BlockNode?
    var versionBits: VersionBitsCache<BlockTree.Cursor>

    /// Opens the databases and files. The chain is loaded by `load()`.
    init(
        _ configuration: ChainConfiguration, events: ChainEventHub, isInterrupted: InterruptFlag,
        warnings: NodeWarnings = NodeWarnings()
    ) throws {
        self.configuration = configuration
        self.warnings = warnings
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
        let index = try ChainError.naming("Error opening block database") {
            try BlockIndexStore(
                path: "\(configuration.dataDirectory)/blocks/index",
                options: LevelDBOptions(
                    cacheBytes: configuration.indexCacheBytes, wipe: configuration.reindex))
        }
        if configuration.reindex {
            try index.setReindexing(true)
            areFilesIndexed = false
            if configuration.pruneTargetBytes != nil { try files.removeUnusableFiles() }
        }
        let options = Self.coinsOptions(configuration)
        coinsOptions = options
        let folder = SnapshotFolder(dataDirectory: configuration.dataDirectory)
        if configuration.reindex || configuration.reindexChainState {
            if Directory.exists(folder.path) {
                Log.info("[snapshot] deleting snapshot chainstate due to reindexing")
            }
            try folder.remove()
        } else {
            try folder.finishReplacement()
        }
        let snapshotBase = try folder.base()
        if let snapshotBase { try Self.requireAssumption(for: snapshotBase, configuration) }
        let rules = configuration.coinsFlushRules
        let validated = try Self.openCoins(folder.validatedPath, options, rules)
        if let base = snapshotBase {
            Log.info("[snapshot] detected active snapshot chainstate (\(folder.path)) - loading")
            let database = try Self.openCoins(folder.path, options, rules)
            coins = try CoinsCache(database: database)
            openDatabases = Databases(index: index, coins: database)
            snapshotAtStart = SnapshotAtStart(
                base: base, database: validated, coins: try CoinsCache(database: validated))
        } else {
            coins = try CoinsCache(database: validated)
            openDatabases = Databases(index: index, coins: validated)
        }
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

    /// A snapshot of which nothing is known cannot be validated, so nothing of it is touched.
    private static func requireAssumption(
        for base: BlockHash, _ configuration: ChainConfiguration
    ) throws(ChainError) {
        guard configuration.parameters.assumeUTXO.contains(where: { $0.blockHash == base }) else {
            throw ChainError(
                "A fatal internal error occurred, see debug.log for details: Assumeutxo data not found for the given "
                    + "blockhash '\(base)'.")
        }
    }

    private static func coinsOptions(_ configuration: ChainConfiguration) -> LevelDBOptions {
        var options = LevelDBOptions(
            cacheBytes: configuration.coinsDatabaseCacheBytes, obfuscate: true,
            wipe: configuration.reindex || configuration.reindexChainState)
        options.cache = LevelDBCache(byteCount: options.blockCacheBytes)
        return options
    }

    private static func openCoins(
        _ path: String, _ options: LevelDBOptions, _ rules: CoinsDatabase.FlushRules
    ) throws -> CoinsDatabase {
        try ChainError.naming("Error opening coins database") {
            try CoinsDatabase(path: path, options: options, flushRules: rules)
        }
    }

    /// Lets the databases go, for others to open. What is in memory can still be read.
    func closeDatabases() {
        openDatabases = nil
        coins.close()
        closeBackground()
    }

    private func closeBackground() {
        background?.coins.close()
        background = nil
        snapshotAtStart = nil
    }

    /// Makes other coins those of the tip.
    func replaceCoins(_ coins: CoinsCache, _ database: CoinsDatabase) throws {
        openDatabases = Databases(index: try databases.index, coins: database)
        self.coins = coins
    }

    /// Moves the coins that began with a snapshot to another folder by `move`, while no database of coins is open.
    func moveCoins(to path: String, _ move: () throws -> Void) throws {
        let index = try databases.index
        closeDatabases()
        try move()
        var options = coinsOptions
        options.wipe = false
        let database = try Self.openCoins(path, options, configuration.coinsFlushRules)
        openDatabases = Databases(index: index, coins: database)
        coins = try CoinsCache(database: database)
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
