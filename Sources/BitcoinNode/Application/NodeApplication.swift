import BitcoinChain
import BitcoinCommands
import BitcoinInterfaces
import BitcoinRPC
import BitcoinSupport
import Glibc

/// The running node: what starts in which order, and stops in the reverse one.
struct NodeApplication: Sendable {
    let programName: String
    let programPath: String
    let arguments: Arguments
    let chain: ChainType
    let border: (any ProcessBorder)?
    let wallet: WalletPlacement
    let shutdown: ShutdownRequest
    let daemon: DaemonSignal?

    /// Starts everything, waits until the node is to end, and stops everything.
    ///
    /// - Returns: the exit code.
    func run() async -> Int32 {
        var running = ShutdownList()
        do {
            try await start(&running)
            daemon?.succeed()
            await shutdown.wait()
        } catch {
            if !shutdown.isRequested { (error as? StartupError ?? StartupError("\(error)")).report() }
            shutdown.request(failed: !shutdown.isRequested)
        }
        Log.info("Shutdown in progress...")
        await NotifyCommands.run(arguments.list("shutdownnotify"))
        await running.stopAll()
        Log.info("Shutdown done")
        return shutdown.failed ? EXIT_FAILURE : EXIT_SUCCESS
    }

    private func start(_ running: inout ShutdownList) async throws {
        let locks = try DirectoryLocks.take(arguments)
        running.onStop("directory locks") { locks.release() }
        try startLog()
        let signals = SignalHandling.start { shutdown.request() }
        running.onStop("signal handling") { signals.stop() }
        let pidFile = try PIDFile.create(arguments)
        running.onStop("pid file") { pidFile?.remove() }

        let table = RPCTable(checksResults: arguments.bool("rpcdoccheck", default: false))
        let node = try NodeContext(application: self, table: table)
        node.registerCommands()

        try await startListeners(node, &running)
        try await startServer(node, &running)
        try await startChain(node, &running)
        try await startWallets(node, &running)
        try await importBlocks(node)

        table.finishWarmup()
        announce("Done loading")
        await NotifyCommands.run(arguments.list("startupnotify"))
    }

    /// Tells the user, the log and callers of RPC what the node is doing.
    private func announce(_ message: String) {
        Log.info("init message: \(message)")
    }
}
