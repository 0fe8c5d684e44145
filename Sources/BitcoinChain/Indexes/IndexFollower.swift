import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import Synchronization

/// How far an index has come.
public struct IndexStatus: Sendable, Equatable {
    /// Whether it has once come to the tip, since when it follows block by block.
    public var isSynchronized = false
    /// The height of the last block that it has dealt with; zero before the first.
    public var height = 0
}

/// Keeps one index in step with the best chain, on a thread of its own.
///
/// It remembers the last block that the index has dealt with and goes the way from there to the tip, reading blocks
/// from disk: at first as far as it takes, then whenever the chain moves. An index is committed only up to
/// blocks whose coins are on disk, so that after a crash it is never ahead of the chain.
///
/// Blocks that the chain has left are left when others come in their place, and not before: until then the index tells
/// of them, as upstream's does.
public actor IndexFollower {
    /// Where it stands.
    private struct Position {
        let hash: BlockHash
        let height: Int
    }

    /// The name of the index.
    public nonisolated let name: String
    private nonisolated let threadName: String
    private nonisolated let executor: ValidationExecutor
    private nonisolated let published = Mutex(IndexStatus())
    private nonisolated let isStopping = InterruptFlag()

    let chain: ChainManager
    private(set) var writer: any IndexWriter
    private let onFailure: @Sendable (String) -> Void
    private var position: Position?
    private var worker: Task<Void, Never>?
    private var hasFailed = false
    /// Counts what the worker has done, and who waits for more of it.
    private var progress = 0
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private var nextLogTime = 0 as Int64
    private var nextCommitTime = 0 as Int64

    /// How many blocks are dealt with before others get their turn.
    private static let stepLength = 32
    /// How often the log tells how far the index is, and how often that is committed on the way: 30 seconds.
    private static let interval: Int64 = 30_000_000

    /// The thread that everything here runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Opens an index for writing where it was left. `onFailure` is told why, if the index cannot go on; the node has
    /// to stop then.
    public init(
        _ writer: any IndexWriter, chain: ChainManager, onFailure: @escaping @Sendable (String) -> Void
    ) async throws {
        self.writer = writer
        self.chain = chain
        self.onFailure = onFailure
        name = writer.name
        threadName = writer.threadName
        executor = ValidationExecutor(name: writer.threadName)
        if let hash = try writer.committedLocator().first {
            guard let block = await chain.block(hash) else {
                throw IndexError("best block of \(name) not found. Please rebuild the index.")
            }
            position = Position(hash: hash, height: block.height)
        }
        try self.writer.resume(at: position.map { ($0.hash, $0.height) })
        let tip = await chain.validatedTip
        publish(isSynchronized: position?.hash == tip?.hash)
        await lockBlocks()
    }

    /// How far the index has come. May be asked from any thread, while the index is busy.
    public nonisolated var status: IndexStatus { published.withLock { $0 } }

    /// What has to be on disk for the index to get to the tip: the block to go on from, and whether undo records are
    /// needed. Nil if it is there.
    var requirement: (from: BlockHash?, height: Int, undo: Bool)? {
        status.isSynchronized ? nil : (position?.hash, position?.height ?? 0, writer.needsUndo)
    }

    private func publish(isSynchronized: Bool? = nil) {
        let height = position?.height ?? 0
        published.withLock { status in
            status.height = height
            if let isSynchronized { status.isSynchronized = isSynchronized }
        }
    }

    // MARK: Start and stop

    /// Begins to follow the chain.
    public func start() {
        guard worker == nil, !isStopping.isSet else { return }
        worker = Task {
            Log.info("\(threadName) thread start")
            await follow()
            Log.info("\(threadName) thread exit")
        }
    }

    /// Cuts off what is going on. From any thread.
    public nonisolated func interrupt() {
        isStopping.set()
    }

    /// Ends following. What the index has and the chain's disk, too, is committed.
    public func stop() async {
        interrupt()
        worker?.cancel()
        await worker?.value
        noteProgress()
        guard !hasFailed else { return }
        await commit()
    }

    private func follow() async {
        do {
            while !isStopping.isSet {
                let events = chain.events.subscribe()
                try await catchUp()
                for await event in events {
                    switch event {
                    case .tipChanged, .validatedTipChanged:
                        if let tip = await tipToReach { try await advance(to: tip) }
                    case .flushed: await commit()
                    default: continue
                    }
                    noteProgress()
                    if isStopping.isSet { break }
                }
                // Who is cut off because too many events wait begins anew from where it stands.
                if Task.isCancelled { break }
            }
        } catch {
            hasFailed = true
            Log.error("\(name): \(error)")
            onFailure("\((error as? IndexFailure)?.description ?? "\(error)")")
        }
        noteProgress()
    }

    // MARK: Following

    /// The tip, unless the index has dealt with all blocks up to it, and perhaps with more that the chain has left.
    private var tipToReach: BlockHash? {
        get async {
            guard let tip = await chain.validatedTip?.hash else { return nil }
            guard let position else { return tip }
            return await chain.descends(position.hash, from: tip) ? nil : tip
        }
    }

    /// Goes to the tip, wherever that is by the time.
    private func catchUp() async throws {
        nextLogTime = NodeClock.systemMicroseconds + Self.interval
        nextCommitTime = nextLogTime
        while !isStopping.isSet, let tip = await tipToReach { try await advance(to: tip) }
        guard !isStopping.isSet else {
            Log.info("\(name): m_interrupt set; exiting ThreadSync")
            return
        }
        await commit()
        if !status.isSynchronized {
            publish(isSynchronized: true)
        }
        let height = position.map { " at height \($0.height)" } ?? ""
        Log.info("\(name) is enabled\(height)")
        noteProgress()
    }

    /// Goes the way to a block, a few steps at a time.
    func advance(to target: BlockHash) async throws {
        while !isStopping.isSet {
            let path = await chain.path(
                from: position?.hash, to: target, limit: Self.stepLength,
                for: writer.allowsPruning ? name : nil)
            if path.isEmpty { return }
            for block in path.left { try leave(block) }
            for block in path.joined {
                try join(block)
                if isStopping.isSet { break }
            }
            publish()
            noteProgress()
            if !status.isSynchronized { await reportProgress() }
        }
    }

    private func reportProgress() async {
        let now = NodeClock.systemMicroseconds
        if now >= nextLogTime {
            Log.info("Syncing \(name) with block chain from height \(position?.height ?? 0)")
            nextLogTime = now + Self.interval
        }
        if now >= nextCommitTime {
            await commit()
            nextCommitTime = now + Self.interval
        }
    }

    private func join(_ block: BlockSnapshot) throws {
        let indexed = try read(block)
        do {
            try writer.append(indexed)
        } catch {
            Log.error("\(name): \(error)")
            throw IndexFailure("Failed to write block \(block.hash) to index database")
        }
        position = Position(hash: block.hash, height: block.height)
    }

    private func leave(_ block: BlockSnapshot) throws {
        do {
            try writer.remove(read(block))
        } catch {
            Log.error("\(name): \(error)")
            throw IndexFailure("Failed to rewind \(name) to a previous chain tip")
        }
        position = Position(hash: block.header.previousBlock, height: block.height - 1)
    }

    /// Puts on disk how far the index has come, unless the chain's disk is behind. A failure is no harm: the index
    /// goes on from an earlier block next time.
    private func commit() async {
        guard let position else { return }
        do {
            guard let locator = try await chain.locatorIfFlushed(position.hash) else {
                Log.debug(.coindb) {
                    "Skipping commit, index is ahead of flushed chainstate (index height \(position.height))"
                }
                return
            }
            // Nothing else moves the index while the worker waits here.
            try writer.commit(locator)
        } catch {
            Log.error("Failed to commit latest \(name) state: \(error)")
        }
    }

    /// Tells pruning what the index still needs.
    private func lockBlocks() async {
        guard writer.allowsPruning else { return }
        guard let target = position?.hash else { return }
        _ = await chain.path(from: target, to: target, limit: 0, for: name)
    }

    // MARK: Waiting

    /// Waits until the index has dealt with all blocks up to the tip of now, if it has once come to the tip.
    ///
    /// - Returns: whether it has; false while the index is being built, or if it stops.
    public func waitUntilSynchronized() async -> Bool {
        guard status.isSynchronized, worker != nil else { return status.isSynchronized }
        var told = false
        while !isStopping.isSet, !hasFailed {
            let seen = progress
            guard await tipToReach != nil else { return true }
            if !told {
                Log.info("\(name) is catching up on block notifications")
                told = true
            }
            // The chain has told of this tip already, so there will be progress, or there was some just now.
            if progress == seen { await withCheckedContinuation { waiters.append($0) } }
        }
        return false
    }

    private func noteProgress() {
        progress += 1
        let resumed = waiters
        waiters = []
        for waiter in resumed { waiter.resume() }
    }
}
