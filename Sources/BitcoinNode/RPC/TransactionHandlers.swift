import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTransactions

/// Carries out the commands that find transactions.
struct TransactionHandlers: Sendable {
    let node: NodeContext
    let transactions: TransactionPresentation

    /// Serves the commands.
    func register() {
        node.table.register(RawTransactionCommands.getRawTransaction) { try await find($0) }
    }

    private func find(_ request: RPCRequest) async throws -> JSONValue {
        let txid = Txid(try request.hash("txid", called: "parameter 1"))
        guard txid.hash != node.parameters.genesis.header.merkleRoot else {
            throw RPCError(
                .invalidAddressOrKey,
                "The genesis block coinbase is not considered an ordinary transaction and cannot be retrieved"
            )
        }
        let verbosity = try request.verbosity("verbosity", default: 0)
        guard !request["blockhash"].isNull else {
            // There is neither a mempool nor an index yet.
            throw RPCError(
                .invalidAddressOrKey,
                "No such mempool transaction. Use -txindex or provide a block hash to enable blockchain "
                    + "transaction queries. Use gettransaction for wallet transactions.")
        }
        let chain = try node.chainForCommands
        guard let place = await chain.block(BlockHash(try request.hash("blockhash", called: "parameter 3")))
        else { throw RPCError(.invalidAddressOrKey, "Block hash not found") }
        guard place.dataPosition != nil else { throw RPCError(.miscellaneous, "Block not available") }
        let block = try? await node.blockOnDisk(place)
        guard let block, let index = block.transactions.firstIndex(where: { $0.txid == txid }) else {
            throw RPCError(
                .invalidAddressOrKey,
                "No such transaction found in the provided block. Use gettransaction for wallet transactions."
            )
        }
        let transaction = block.transactions[index]
        if verbosity <= 0 { return .string(transaction.bytes.hex) }
        var spent: [Coin]?
        if verbosity > 1, index > 0 {
            spent = try await node.expectedUndo(place).transactions[index - 1]
        }
        return describe(transaction, in: place, spent: spent)
    }

    private func describe(_ transaction: Transaction, in place: BlockSnapshot, spent: [Coin]?) -> JSONValue {
        var object = JSONObject([("in_active_chain", .bool(place.isActive))])
        for (key, value) in transactions.json(
            transaction, spent: spent, detail: spent == nil ? .transaction : .spentOutputs)
        { object.append(key, value) }
        object.append("blockhash", .string("\(place.hash)"))
        if place.isActive {
            object.append("confirmations", .integer(place.confirmations))
            object.append("time", .integer(place.header.time))
            object.append("blocktime", .integer(place.header.time))
        } else {
            object.append("confirmations", 0)
        }
        return .object(object)
    }
}
