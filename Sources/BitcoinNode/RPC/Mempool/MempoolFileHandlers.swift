import BitcoinChain
import BitcoinCommands
import BitcoinSupport

/// Carries out the commands that store the mempool and read it again.
struct MempoolFileHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(MempoolFileCommands.saveMempool) { _ in try await save() }
        node.table.register(MempoolFileCommands.importMempool) { try await read($0) }
    }

    private func save() async throws -> JSONValue {
        guard node.isMempoolLoaded else {
            throw RPCError(.miscellaneous, "The mempool was not loaded yet")
        }
        let path = node.arguments.mempoolFile
        guard try await node.chainForCommands.saveMempool(to: path) else {
            throw RPCError(.miscellaneous, "Unable to dump mempool to disk")
        }
        return .members(("filename", .string(path)))
    }

    private func read(_ request: RPCRequest) async throws -> JSONValue {
        let chain = try node.chainForCommands
        guard await !chain.isInitialBlockDownload else {
            throw RPCError(
                .inInitialDownload,
                "Can only import the mempool after the block download and sync is done.")
        }
        var options = MempoolImportOptions()
        options.usesCurrentTime = try request.option("use_current_time").requireBool()
        options.appliesFeeDeltas = try request.option("apply_fee_delta_priority").requireBool()
        options.appliesUnbroadcast = try request.option("apply_unbroadcast_set").requireBool()
        guard try await chain.importMempool(request.string("filepath"), options) else {
            throw RPCError(.miscellaneous, "Unable to import mempool file, see debug log for details.")
        }
        return [:]
    }
}

extension Arguments {
    /// Where the mempool is kept over a restart.
    var mempoolFile: String { "\(networkDirectory)/mempool.dat" }
}
