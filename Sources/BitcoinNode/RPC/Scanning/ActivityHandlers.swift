import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions

/// Carries out the command that tells what descriptors received and spent.
struct ActivityHandlers: Sendable {
    let node: NodeContext
    let transactions: TransactionPresentation

    /// Serves the command.
    func register() {
        node.table.register(ScanningCommands.getDescriptorActivity) { try await activity($0) }
    }

    private func activity(_ request: RPCRequest) async throws -> JSONValue {
        let blocks = try await blocks(request.array("blockhashes"))
        let wanted = try ScanObjects(
            request.array("scanobjects"), format: node.parameters.addressFormat)
        var activity = DescriptorActivity(
            node: node, transactions: transactions, scripts: Set(wanted.descriptors.keys))
        for block in blocks {
            if node.shutdown.isRequested { throw RPCError(.notConnected, "Shutting down") }
            try await activity.add(block)
        }
        if try request.bool("include_mempool") { try await activity.addMempool() }
        return .members(("activity", .array(activity.events)))
    }

    /// The blocks of the best chain that the user names, each once, by height.
    private func blocks(_ hashes: [JSONValue]) async throws -> [BlockSnapshot] {
        var blocks: [Int: BlockSnapshot] = [:]
        for value in hashes {
            let block = try await node.knownBlock(BlockHash(Hash256(argument: value, called: "blockhash")))
            guard block.isActive else { throw RPCError(.invalidParameter, "Block is not in main chain") }
            blocks[block.height] = block
        }
        return blocks.values.sorted { $0.height < $1.height }
    }
}
