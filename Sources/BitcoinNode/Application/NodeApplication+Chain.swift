import BitcoinChain
import BitcoinInterfaces
import BitcoinSupport

extension NodeApplication {
    /// Opens the chain and tells everyone about its tip.
    func startChain(_ node: NodeContext, _ running: inout ShutdownList) async throws {
        node.announce("Loading block index…")
        let chain = try await openChain(node)
        running.onStop("chain", within: .seconds(300)) {
            do {
                try await chain.close()
            } catch {
                Log.error("The chain could not be written to disk: \(error)")
            }
        }
        // Subscribed here and not in the task, which may begin after the first event.
        let events = chain.events.subscribe()
        let watch = Task { await watchChain(chain, node, from: events) }
        let notices = chain.events.notices(of: .mempool)
        let mempoolWatch = Task { await MempoolWatch(chain: chain, monitor: node.tip).run(notices) }
        running.onStop("chain events") {
            node.tip.close()
            watch.cancel()
            mempoolWatch.cancel()
        }
        if let tip = await chain.tip { node.tip.update(BlockRef(tip)) }
        node.chain.set(chain)
    }

    /// Opens the databases. Where they are damaged the user is asked to have them rebuilt.
    private func openChain(_ node: NodeContext) async throws -> ChainManager {
        var configuration = try ChainConfiguration(arguments, parameters: parameters)
        configuration.logMemory(for: ChainIndexes.Options(arguments))
        do {
            return try await open(configuration, node)
        } catch let error as ChainError {
            guard error.remedy == .reindex, !configuration.reindex else { throw StartupError("\(error)") }
            guard arguments.list("test").contains("reindex_after_failure_noninteractive_yes") else {
                throw RebuildNeeded(problem: "\(error)")
            }
            configuration.reindex = true
            return try await open(configuration, node)
        }
    }

    private func open(
        _ configuration: ChainConfiguration, _ node: NodeContext
    ) async throws -> ChainManager {
        try await ChainManager.open(configuration, warnings: node.warnings) {
            node.announce("Verifying blocks…")
        }
    }

    /// Removes block files that a new target leaves no room for. The wallets have read by now what they had missed.
    func pruneBlocks(_ node: NodeContext) async throws {
        let chain = await node.chain.value
        guard chain.isPruning else { return }
        node.announce("Pruning blockstore…")
        do {
            try await chain.pruneToTarget()
        } catch {
            throw StartupError("\(error)")
        }
    }

    /// Waits until there is a chain to answer questions about, if only the genesis block.
    func waitForFirstTip(_ node: NodeContext) async throws {
        let stopWatch = Task {
            await shutdown.wait()
            node.tip.close()
        }
        defer { stopWatch.cancel() }
        let tip = await node.tip.wait(while: .zero, timeout: .never)
        if tip == nil { throw ShutdownRequested() }
    }

    /// Passes events of the chain on, to waiting clients and to the user's commands.
    private func watchChain(
        _ chain: ChainManager, _ node: NodeContext, from first: AsyncStream<ChainEvent>
    ) async {
        var events = first
        while !Task.isCancelled {
            for await event in events {
                if case .failed(let reason) = event { stop(node, because: reason) }
                guard case .tipChanged(let tip, let isInitialDownload) = event else { continue }
                node.tip.update(BlockRef(tip))
                if !isInitialDownload {
                    ShellCommand.start(.block, values: ["%s": "\(tip.hash)"], arguments)
                }
                let last = chain.configuration.stopAtHeight
                if last > 0, tip.height >= last { shutdown.request() }
            }
            // The stream ends with the chain, or if this task fell so far behind that it was cut off.
            // The tip is read after the new subscription, so that nothing falls between the two.
            events = chain.events.subscribe()
            guard !Task.isCancelled, let tip = await chain.tip else { return }
            node.tip.update(BlockRef(tip))
        }
    }

    /// Takes in the blocks of files in the background, while commands are already served.
    func startImport(_ node: NodeContext, _ running: inout ShutdownList) {
        guard let chain = node.chain.current else { return }
        let work = Task {
            Log.info("initload thread start")
            defer { Log.info("initload thread exit") }
            do {
                try await chain.importBlocks(from: arguments.list("loadblock"))
                node.startupImport.set(())
                if arguments.bool("stopafterblockimport", default: false) {
                    Log.info("Stopping after block import")
                    shutdown.request()
                    return
                }
                await followChain(node)
                try await loadMempool(node, chain)
            } catch is ChainInterrupted {
                Log.info("Interrupted block import")
            } catch {
                // What the chain itself failed at it has told of.
                if await !chain.hasFailed { stop(node, because: "\(error)") }
            }
        }
        running.onStop("block import", within: .seconds(120)) {
            chain.interrupt()
            await work.value
            // What was not read to the end must not replace what is in the file.
            if keepsMempool, node.isMempoolLoaded { _ = await chain.saveMempool(to: arguments.mempoolFile) }
        }
    }

    /// `-persistmempool`
    private var keepsMempool: Bool { arguments.bool("persistmempool", default: true) }

    /// Reads the mempool of the last run.
    private func loadMempool(_ node: NodeContext, _ chain: ChainManager) async throws {
        if keepsMempool { _ = try await chain.importMempool(arguments.mempoolFile, MempoolImportOptions()) }
        node.mempoolLoad.set(())
    }
}

/// The user ended the node while it was starting.
struct ShutdownRequested: Error {}
