import BitcoinChain
import BitcoinStorage
import BitcoinSupport

extension NodeApplication {
    /// Opens the indexes that the user wants. Those that are behind are brought to the tip once the blocks that were
    /// waiting at the start have been taken in.
    func startIndexes(_ node: NodeContext, _ running: inout ShutdownList) async throws {
        guard let chain = node.chain.current else { return }
        let options = ChainIndexes.Options(arguments)
        let indexes = try await ChainIndexes(options, chain: chain) { reason in
            stop(node, because: reason)
        }
        running.onStop("indexes", within: .seconds(120)) { await indexes.stop() }
        node.indexes.set(indexes)
    }

    /// Brings the indexes to the tip, in the background.
    func followChain(_ node: NodeContext) async {
        do {
            try await node.indexes.current?.start()
        } catch {
            StartupError("\(error)").report()
            stop(node, because: "Failed to start indexes, shutting down…")
        }
    }

    /// Tells the log and the user why the node has to stop, and stops it.
    func stop(_ node: NodeContext, because reason: String) {
        node.warnings.set(.fatalError, reason)
        shutdown.request(failed: true)
        Log.error("\(reason)")
        StartupError("A fatal internal error occurred, see debug.log for details: \(reason)").report()
    }
}
