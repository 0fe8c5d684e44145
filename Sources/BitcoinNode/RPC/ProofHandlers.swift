import BitcoinChain
import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions

/// Carries out the commands that prove that a transaction is in a block.
struct ProofHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(ProofCommands.getTxOutProof) { try await prove($0) }
        node.table.register(ProofCommands.verifyTxOutProof) { try await verify($0) }
    }

    private func prove(_ request: RPCRequest) async throws -> JSONValue {
        let values = try request.array("txids")
        guard !values.isEmpty else {
            throw RPCError(.invalidParameter, "Parameter 'txids' cannot be empty")
        }
        var txids: Set<Txid> = []
        for value in values {
            guard txids.insert(Txid(try Hash256(argument: value, called: "txid"))).inserted else {
                throw RPCError(
                    .invalidParameter, "Invalid parameter, duplicated txid: \(value.string ?? "")")
            }
        }
        let place = try await block(of: txids, request)
        let block = try await node.blockOnDisk(place)
        guard block.transactions.count(where: { txids.contains($0.txid) }) == txids.count else {
            throw RPCError(
                .invalidAddressOrKey, "Not all transactions found in specified or retrieved block")
        }
        return .string(Hex.encode(MerkleBlock(block) { txids.contains($0) }.serialized))
    }

    /// The block that the user names, or the one in which a transaction is that has an unspent output or is in the
    /// index of transactions.
    private func block(of txids: Set<Txid>, _ request: RPCRequest) async throws -> BlockSnapshot {
        if !request["blockhash"].isNull { return try await node.knownBlock(request.blockHash("blockhash")) }
        let chain = try node.chainForCommands
        for txid in txids.sorted() {
            if let block = try await chain.block(ofUnspentTransaction: txid) { return block }
        }
        // The first one will do: they all have to be in the same block.
        if let indexes = node.indexes.current, let follower = indexes.follower("txindex"),
            let txid = txids.min()
        {
            _ = await follower.waitUntilSynchronized()
            if let (_, hash) = try await indexes.transaction(txid) { return try await node.knownBlock(hash) }
        }
        throw RPCError(.invalidAddressOrKey, "Transaction not yet in block")
    }

    private func verify(_ request: RPCRequest) async throws -> JSONValue {
        let text = try request.string("proof")
        guard let bytes = Hex.decode(text) else {
            throw RPCError(.invalidParameter, "proof must be hexadecimal string (not '\(text)')")
        }
        // As ever, bytes after the proof are ignored.
        var reader = ByteReader(bytes)
        let proof: MerkleBlock = try reader.read()
        guard let transactions = proof.provedTransactions() else { return [] }
        guard let block = try await node.chainForCommands.block(proof.header.hash), block.isActive,
            block.transactionCount > 0
        else { throw RPCError(.invalidAddressOrKey, "Block not found in chain") }
        // With another number of leaves an inner node of the tree could be shown as a transaction.
        guard block.transactionCount == Int(proof.tree.leafCount) else { return [] }
        return .array(transactions.map { .string("\($0)") })
    }
}
