import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// The chain, for the rest of the node. An actor on a thread of its own: calls are carried out one
/// after the other, and long work lets others in between its steps.
///
/// Blocks can be read without asking the actor: `blockFiles` may go to any thread.
public actor ChainManager {
    /// The network and the user's choices.
    public nonisolated let configuration: ChainConfiguration
    /// What happens to the chain, as ordered streams.
    public nonisolated let events = ChainEventHub()
    /// The block and undo files, for reading on any thread.
    public nonisolated let blockFiles: BlockFiles
    /// The chain for actors that share its thread.
    public nonisolated let access: ChainAccess

    private nonisolated let executor: ValidationExecutor
    nonisolated let interruptFlag: InterruptFlag
    let state: ChainState
    /// Blocks that were made for miners.
    var templates = TemplateCache()
    /// What went wrong with this computer, if something did.
    private var failure: (any Error)?

    /// The thread that everything here runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Opens the databases. `load` has to be called before anything else.
    public init(
        _ configuration: ChainConfiguration, executor: ValidationExecutor = ValidationExecutor(),
        warnings: NodeWarnings = NodeWarnings()
    ) throws {
        self.configuration = configuration
        self.executor = executor
        let flag = InterruptFlag()
        interruptFlag = flag
        state = try ChainState(configuration, events: events, isInterrupted: flag, warnings: warnings)
        blockFiles = state.blockFiles
        access = ChainAccess(state: state, executor: executor)
    }

    /// Opens and loads a chain, and checks its last blocks as the configuration says.
    ///
    /// - Parameter whenLoaded: called before the last blocks are checked, which may take a while.
    public static func open(
        _ configuration: ChainConfiguration, warnings: NodeWarnings = NodeWarnings(),
        whenLoaded: @Sendable () -> Void = {}
    ) async throws -> ChainManager {
        let manager = try ChainManager(configuration, warnings: warnings)
        try await manager.load()
        whenLoaded()
        try await manager.verifyAtStart()
        try await manager.adoptSnapshot()
        return manager
    }

    // MARK: Start and stop

    private func load() throws { try state.load() }

    /// If the blocks behind a snapshot were all validated in the last run, its coins become the ordinary ones.
    private func adoptSnapshot() async throws {
        try await finishValidation()
        try guarded { try state.adoptValidatedSnapshot() }
    }

    private func verifyAtStart() throws {
        guard let tip = state.tip else { return }
        guard Int64(state.tree[tip].header.time) <= NodeClock.now + ConsensusLimits.maximumFutureSeconds
        else {
            throw ChainError(
                "The block database contains a block which appears to be from the future. This may be "
                    + "due to your computer's date and time being set incorrectly. Only rebuild the "
                    + "block database if you are sure that your computer's date and time are correct",
                remedy: .reindex)
        }
        let result = try state.verify(level: configuration.checkLevel, depth: configuration.checkBlocks)
        if case .corrupted(let reason) = result {
            throw ChainError("Corrupted block database detected: \(reason)", remedy: .reindex)
        }
    }

    /// Cuts off long work, which ends with `ChainInterrupted`. From any thread.
    public nonisolated func interrupt() {
        interruptFlag.set()
    }

    /// Writes everything to disk and ends the streams of events. Nothing may be called afterwards.
    public func close() throws {
        defer {
            state.closeDatabases()
            events.close()
        }
        state.workers.close()
        do {
            try state.flush(.sync)
        } catch {
            // After a failure what was done before it is written if it can be; otherwise the last state on disk is the
            // one to go on from.
            guard failure != nil else { throw error }
            Log.warning("\(error)")
        }
    }

    /// Writes everything to disk.
    public func flush() throws {
        try guarded { try state.flush(.sync) }
    }

    /// Whether this computer failed, so that nothing is changed any more.
    public var hasFailed: Bool { failure != nil }

    // MARK: Bringing the chain forward

    /// Finishes a reindex, takes in the blocks of files (`-loadblock`), and brings the chain as far
    /// as it goes. Lets other calls in between.
    public func importBlocks(from paths: [String] = []) async throws {
        guard !state.isImporting else { return }
        state.isImporting = true
        defer { state.isImporting = false }
        if !state.areFilesIndexed { try await reindex() }
        for path in paths {
            guard Directory.exists(path) else {
                Log.warning("Could not open blocks file \(path)")
                continue
            }
            Log.info("Importing blocks file \(path)...")
            var waiting = WaitingBlocks()
            try await run(BlockImport(state: state, path: path, kind: .external), &waiting)
            report(waiting)
        }
        try await activateBestChain()
        state.isImporting = false
        state.updateInitialDownload()
    }

    private func reindex() async throws {
        var count = 0
        while Directory.exists(blockFiles.blocks.path(of: count)) { count += 1 }
        var waiting = WaitingBlocks()
        for file in 0..<count {
            let path = blockFiles.blocks.path(of: file)
            let name = blockFiles.blocks.name(of: file)
            Log.info("Reindexing block file \(name) (\(file * 100 / count)% complete)...")
            try await run(BlockImport(state: state, path: path, kind: .reindex(file: file)), &waiting)
        }
        report(waiting)
        // The index has to be complete on disk before it says so.
        try state.writeIndex()
        try state.databases.index.setReindexing(false)
        state.areFilesIndexed = true
        Log.info("Reindexing finished")
        try state.storeGenesis()
    }

    private func report(_ waiting: WaitingBlocks) {
        guard waiting.count > 0 else { return }
        Log.warning("\(waiting.count) blocks were left out because blocks before them are missing")
    }

    private func run(_ work: BlockImport, _ waiting: inout WaitingBlocks) async throws {
        while try guarded({ try work.step(waiting: &waiting) }) { await Task.yield() }
        state.announceBestHeader()
    }

    func activateBestChain(_ block: Block? = nil) async throws {
        repeat {
            while try guarded({ try state.activateStep(block) }) {
                await Task.yield()
                try state.checkInterrupted()
            }
            while try guarded({ try state.validateBackground() }) {
                await Task.yield()
                try state.checkInterrupted()
            }
        } while try await finishValidation()
    }

    /// Tells of a failure of this computer, after which nothing is changed any more.
    func guarded<Result>(_ body: () throws -> Result) throws -> Result {
        if let failure { throw failure }
        do {
            return try body()
        } catch let rejection as BlockRejection {
            throw rejection
        } catch let interruption as ChainInterrupted {
            throw interruption
        } catch {
            Log.error("A fatal internal error occurred: \(error)")
            failure = error
            events.send(.failed("\(error)"))
            throw error
        }
    }

    /// Takes in headers that follow each other. Returns the last one that is good; throws the
    /// rejection of the first that is not.
    @discardableResult
    public func accept(headers: [BlockHeader], hasEnoughWork: Bool = true) throws -> BlockSnapshot? {
        try state.accept(headers: headers, hasEnoughWork: hasEnoughWork).map(state.snapshot)
    }

    /// Takes in a block and brings the chain forward with it. Returns whether the block was new;
    /// throws the rejection of one that is bad. One that turns out to be bad when it is connected is
    /// no error here: see the events.
    @discardableResult
    public func accept(_ block: Block, force: Bool = true, hasEnoughWork: Bool = true) async throws -> Bool {
        let isNew = try guarded {
            try state.process(block, force: force, hasEnoughWork: hasEnoughWork)
        }
        try await activateBestChain(block)
        return isNew
    }

    /// Checks whether a block could follow the tip. Throws the rejection if it could not.
    public func test(_ block: Block, checkProofOfWork: Bool = true, checkMerkleRoot: Bool = true) throws {
        try state.test(block, checkProofOfWork: checkProofOfWork, checkMerkleRoot: checkMerkleRoot)
    }

    // MARK: By order of the user

    /// Marks a block as bad, leaves it, and goes on with the best other chain. False if it is unknown.
    public func invalidate(_ hash: BlockHash) async throws -> Bool {
        guard let node = state.tree.find(hash) else { return false }
        guard state.tree[node].height > 0 else {
            throw ChainError("The first block cannot be invalidated")
        }
        try state.requireBlocks(downTo: node)
        try guarded { try state.invalidate(node) }
        try await activateBestChain()
        return true
    }

    /// Takes back what is known against a block. False if it is unknown.
    public func reconsider(_ hash: BlockHash) async throws -> Bool {
        guard let node = state.tree.find(hash) else { return false }
        state.reconsider(node)
        try await activateBestChain()
        return true
    }

    /// Prefers a block to others of the same work. False if it is unknown.
    public func makePrecious(_ hash: BlockHash) async throws -> Bool {
        guard let node = state.tree.find(hash) else { return false }
        state.makePrecious(node)
        try await activateBestChain()
        return true
    }

    /// Checks the last blocks of the best chain; `depth` zero means all.
    public func verify(level: Int, depth: Int) throws -> ChainVerification {
        try state.verify(level: level, depth: depth)
    }

    /// Removes block files that hold nothing above a height.
    public func prune(upTo height: Int) throws {
        try guarded { try state.prune(upTo: height) }
    }

    /// Removes block files that there is no room for, which is due when the node starts with another target.
    public func pruneToTarget() throws {
        guard state.areFilesIndexed else { return }
        try guarded { try state.prune(upTo: nil) }
    }

    /// Keeps the blocks from a height on from being pruned, for one who needs them; nil lets them go.
    public func setPruneLock(_ name: String, height: Int?) {
        state.pruneLocks[name] = height
    }
}
