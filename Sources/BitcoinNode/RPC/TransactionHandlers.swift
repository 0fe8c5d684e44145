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
        if request["blockhash"].isNull, let entry = try await node.chainForCommands.mempoolEntry(txid) {
            let transaction = entry.transaction
            if verbosity <= 0 { return .string(transaction.bytes.hex) }
            var object = JSONObject([("vsize_adjusted", .integer(entry.virtualSize))])
            for (key, value) in transactions.json(transaction) { object.append(key, value) }
            return .object(object)
        }
        let found =
            request["blockhash"].isNull
            ? try await findIndexed(txid)
            : try await find(
                txid, in: BlockHash(try request.hash("blockhash", called: "parameter 3")))
        if verbosity <= 0 { return .string(found.transaction.bytes.hex) }
        var spent: [Coin]?
        if verbosity > 1, !found.transaction.isCoinbase {
            spent = try await coinsSpent(by: found.transaction, in: found.place)
        }
        return describe(
            found.transaction, in: found.place, spent: spent, tellsActive: !request["blockhash"].isNull)
    }

    /// The transaction in a block that the request names.
    private func find(
        _ txid: Txid, in hash: BlockHash
    ) async throws -> (transaction: Transaction, place: BlockSnapshot) {
        guard let place = await (try node.chainForCommands).block(hash) else {
            throw RPCError(.invalidAddressOrKey, "Block hash not found")
        }
        guard place.dataPosition != nil else { throw RPCError(.miscellaneous, "Block not available") }
        let block = try? await node.blockOnDisk(place)
        guard let transaction = block?.transactions.first(where: { $0.txid == txid }) else {
            throw notFound("No such transaction found in the provided block")
        }
        return (transaction, place)
    }

    /// The transaction in any block, by the index of transactions.
    private func findIndexed(
        _ txid: Txid
    ) async throws -> (transaction: Transaction, place: BlockSnapshot) {
        guard let indexes = node.indexes.current, let follower = indexes.follower("txindex") else {
            throw notFound(
                "No such mempool transaction. Use -txindex or provide a block hash to enable blockchain "
                    + "transaction queries")
        }
        let isReady = await follower.waitUntilSynchronized()
        guard let (transaction, hash) = try await indexes.transaction(txid) else {
            throw notFound(
                isReady
                    ? "No such mempool or blockchain transaction"
                    : "No such mempool transaction. Blockchain transactions are still in the process of "
                        + "being indexed")
        }
        return (transaction, try await node.knownBlock(hash))
    }

    private func notFound(_ reason: String) -> RPCError {
        RPCError(.invalidAddressOrKey, reason + ". Use gettransaction for wallet transactions.")
    }

    private func coinsSpent(by transaction: Transaction, in place: BlockSnapshot) async throws -> [Coin]? {
        guard place.dataPosition != nil, place.undoPosition != nil else { return nil }
        let undo = try await node.expectedUndo(place)
        let block = try await node.blockOnDisk(place)
        guard let index = block.transactions.firstIndex(of: transaction), index > 0 else { return nil }
        return undo.transactions[index - 1]
    }

    private func describe(
        _ transaction: Transaction, in place: BlockSnapshot, spent: [Coin]?, tellsActive: Bool
    ) -> JSONValue {
        var object: JSONObject = [:]
        if tellsActive { object.append("in_active_chain", .bool(place.isActive)) }
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
