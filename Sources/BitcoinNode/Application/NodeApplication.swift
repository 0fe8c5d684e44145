import BitcoinChain
import BitcoinCommands
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinRPC
import BitcoinSandbox
import BitcoinSupport
import Glibc

/// The running node: what starts in which order, and stops in the reverse one.
struct NodeApplication: Sendable {
    let programName: String
    let arguments: Arguments
    let parameters: ChainParameters
    let border: (any ProcessBorder)?
    let wallet: WalletPlacement
    /// The program that has started this one, if one has.
    var parent: ChildNode?
    let shutdown = ShutdownSignal.process

    /// Starts everything, waits until the node is to end, and stops everything.
    ///
    /// - Parameter whenStarted: called once the node serves its users.
    /// - Returns: the exit code.
    func run(whenStarted: @Sendable () -> Void) async -> Int32 {
        var running = ShutdownList()
        var failed = false
        do {
            try await start(&running)
            whenStarted()
            await shutdown.wait()
        } catch {
            failed = !shutdown.isRequested
            if failed {
                switch error {
                case let error as RebuildNeeded: error.report()
                case let error as StartupError: error.report()
                default: StartupError("\(error)").report()
                }
                parent?.failed(error as? StartupError ?? StartupError("\(error)"))
            }
        }
        ShellCommand.run(.shutdown, arguments)
        Log.info("Shutdown in progress...")
        await running.stopAll()
        Log.info("Shutdown done")
        return failed || shutdown.hasFailed ? EXIT_FAILURE : EXIT_SUCCESS
    }

    private func start(_ running: inout ShutdownList) async throws {
        // Before the log tells anybody that the node is there.
        SignalHandlers.install()
        let locks = try DirectoryLocks(arguments)
        running.onStop("directory locks") { _ = locks }
        try startPIDFile(&running)
        try startLog()

        let node = NodeContext(
            programName: programName, arguments: arguments, parameters: parameters, border: border,
            wallet: wallet)
        parent?.started(node)
        do {
            try await start(node, &running)
        } catch {
            if !shutdown.isRequested {
                running.onStop("news of the failure", within: .seconds(2)) { [hasParent = parent != nil] in
                    await node.statusObservers.tellFailure("\(error)", waitsForReceiver: hasParent)
                }
            }
            throw error
        }
    }

    private func start(_ node: NodeContext, _ running: inout ShutdownList) async throws {
        node.registerCommands()
        node.scheduler.start()

        try await startListeners(node, &running)
        try await startServer(node, &running)
        try await startChain(node, &running)
        await startNotifications(node, &running)
        startFeeEstimates(node, &running)
        running.onStop("scheduler") { await node.scheduler.stop() }
        try await startIndexes(node, &running)
        try await startWallets(node, &running)
        try await pruneBlocks(node)
        startImport(node, &running)
        try await waitForFirstTip(node)
        try await startNetwork(node, &running)

        node.table.finishWarmup()
        node.announce("Done loading")
        ShellCommand.start(.startup, arguments)
    }

    // MARK: Parts, in the order in which they start

    private func startPIDFile(_ running: inout ShutdownList) throws {
        let path = arguments.dataPath(arguments.path("pid", default: PIDFile.defaultName))
        guard !path.isEmpty else { return }
        try PIDFile.create(path)
        running.onStop("pid file") { PIDFile.remove(path) }
    }

    private func startLog() throws {
        do {
            try arguments.startLog()
        } catch {
            throw StartupError("\(error)")
        }
        arguments.logStart()
        for line in Sandbox.report.lines { Log.info(line) }
    }

    private func startListeners(_ node: NodeContext, _ running: inout ShutdownList) async throws {
        guard let border else { return }
        let wanted = arguments.string("ipcperms", default: ListenerPermissions.owner.rawValue)
        guard let permissions = ListenerPermissions(rawValue: wanted) else {
            throw StartupError("Invalid -ipcperms=\(wanted); must be one of 'owner', 'group', or 'all'.")
        }
        for address in arguments.list("ipcbind") {
            do {
                let listener = try await border.listen(
                    address: ListenerAddress(option: address), directory: arguments.networkDirectory,
                    permissions: permissions, limits: node.listeners.limits
                ) { LocalNodeInit(node: node, peer: $0) }
                node.listeners.add(listener)
                running.onStop("IPC listener \(address)") { await listener.close() }
            } catch {
                throw StartupError("Unable to bind to IPC address '\(address)'. \(error)")
            }
            Log.info("Listening for IPC requests on address \(address)")
        }
    }

    private func startServer(_ node: NodeContext, _ running: inout ShutdownList) async throws {
        try PortChecks.run(arguments)
        guard arguments.bool("server", default: false) else { return }
        let service: RPCService
        do {
            service = try await RPCService(arguments, table: node.table)
        } catch {
            throw StartupError(error.messages.joined(separator: "\nError: "))
        }
        if arguments.bool("rest", default: false) { RESTService(node: node).register(on: service.http) }
        service.start()
        running.onStop("RPC") {
            service.interrupt()
            await service.stop()
        }
    }
}
