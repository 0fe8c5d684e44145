import BitcoinChain
import BitcoinCommands
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands by which a user prefers transactions.
struct PriorityHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(PriorityCommands.prioritiseTransaction) { try await prioritise($0) }
        node.table.register(PriorityCommands.getPrioritisedTransactions) { _ in try await list() }
    }

    private func prioritise(_ request: RPCRequest) async throws -> JSONValue {
        let txid = Txid(try request.hash("txid"))
        if case .number(let dummy) = request["dummy"], dummy.double != 0 {
            throw RPCError(
                .invalidParameter,
                "Priority is no longer supported, dummy argument to prioritisetransaction must be 0.")
        }
        let delta = Amount(satoshis: try request.integer("fee_delta", as: Int64.self))
        let chain = try node.chainForCommands
        let mempool = await chain.mempool
        if mempool.policy.requiresStandard, let entry = mempool[txid],
            !Dust.outputs(of: entry.transaction, at: mempool.policy.dustRate).isEmpty
        {
            throw RPCError(
                .invalidParameter, "Priority is not supported for transactions with dust outputs.")
        }
        await chain.prioritise(txid, by: delta)
        return true
    }

    private func list() async throws -> JSONValue {
        let mempool = try await node.chainForCommands.mempool
        var object: JSONObject = [:]
        for (txid, delta) in mempool.feeDeltas.sorted(by: { $0.key < $1.key }) {
            let entry = mempool[txid]
            var member = JSONObject([
                ("fee_delta", .integer(delta.satoshis)), ("in_mempool", .bool(entry != nil)),
            ])
            if let entry { member.append("modified_fee", .integer(entry.modifiedFee.satoshis)) }
            object.append("\(txid)", .object(member))
        }
        return .object(object)
    }
}
