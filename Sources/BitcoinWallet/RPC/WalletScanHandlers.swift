import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions

/// Commands that look through the chain.
extension WalletCommandHandlers {
    func registerScanCommands() {
        bind(WalletScanCommands.rescanBlockchain) { wallet, request in try await wallet.rescan(request) }
        bind(WalletScanCommands.abortRescan, waits: false) { wallet, _ in .bool(wallet.abortScan()) }
        bind(WalletScanCommands.importPrunedFunds) { wallet, request in
            try await wallet.importPrunedFunds(request)
        }
        bind(WalletScanCommands.removePrunedFunds) { wallet, request in
            try wallet.removePrunedFunds(request)
        }
    }
}

extension Wallet {
    fileprivate func rescan(_ request: RPCRequest) async throws -> JSONValue {
        try beginScan()
        defer { endScan() }
        try requireUnlocked()
        let tip = ledger.tip?.height ?? -1
        var start: Int32 = 0
        if !request["start_height"].isNull {
            start = try request.integer("start_height")
            guard start >= 0, start <= tip else {
                throw RPCError(.invalidParameter, "Invalid start_height")
            }
        }
        var stop: Int32?
        if !request["stop_height"].isNull {
            let height: Int32 = try request.integer("stop_height")
            guard height >= 0, height <= tip else {
                throw RPCError(.invalidParameter, "Invalid stop_height")
            }
            guard height >= start else {
                throw RPCError(.invalidParameter, "stop_height must be greater than start_height")
            }
            stop = height
        }
        if let missing = try await chain?.findMissingBlock(from: start, to: stop ?? tip) {
            throw RPCError(.miscellaneous, Self.complaint(of: missing))
        }
        switch try await scanChain(from: start, to: stop) {
        case .success(let last):
            return .members(
                ("start_height", .integer(start)), ("stop_height", last.map { .integer($0.height) } ?? .null))
        case .failure:
            throw RPCError(
                .miscellaneous, "Rescan failed. Potentially corrupted data files.")
        case .aborted:
            throw RPCError(.miscellaneous, "Rescan aborted.")
        }
    }

    private static func complaint(of missing: MissingBlock) -> String {
        switch missing.cause {
        case .pruning:
            "Can't rescan beyond pruned data. Use RPC call getblockchaininfo to determine your pruned height."
        case .snapshot:
            "Failed to rescan unavailable blocks likely due to an in-progress assumeutxo background sync. Check logs "
                + "or getchainstates RPC for assumeutxo background sync progress and try again later."
        case .damage:
            "Failed to rescan unavailable blocks, potentially caused by data corruption. If the issue persists you "
                + "may want to reindex (see -reindex option)."
        }
    }

    /// Adds a transaction of a block that is on disk no longer, or never was, by a proof that the block has it.
    fileprivate func importPrunedFunds(_ request: RPCRequest) async throws -> JSONValue {
        guard let transaction = Transaction(rpcHex: try request.string("rawtransaction")) else {
            throw RPCError(
                .deserialization, "TX decode failed. Make sure the tx has at least one input.")
        }
        let bytes = try request["txoutproof"].requireHex("proof")
        let proof: MerkleBlock
        do throws(SerializationError) {
            proof = try MerkleBlock(serialized: bytes)
        } catch {
            throw RPCError(.miscellaneous, "\(error)")
        }
        guard let proved = proof.tree.proof(), proved.root == proof.header.merkleRoot else {
            throw RPCError(.invalidAddressOrKey, "Something wrong with merkleblock")
        }
        guard let block = try await chain?.findBlock(proof.header.hash, includeData: false),
            block.isInActiveChain, block.height <= ledger.tip?.height ?? -1
        else { throw RPCError(.invalidAddressOrKey, "Block not found in chain") }
        guard let leaf = proved.leaves.first(where: { $0.hash == transaction.txid.hash }) else {
            throw RPCError(.invalidAddressOrKey, "Transaction given doesn't exist in proof")
        }
        guard transaction.outputs.contains(where: { isOwn($0.scriptPubKey) }) else {
            throw RPCError(
                .invalidAddressOrKey, "No addresses in wallet correspond to included transaction")
        }
        let place = BlockRef(hash: block.hash, height: block.height)
        try change {
            _ = try sync(transaction, state: .confirmed(place, index: Int32(clamping: leaf.index)))
        }
        return .null
    }

    /// Forgets a transaction.
    fileprivate func removePrunedFunds(_ request: RPCRequest) throws -> JSONValue {
        guard options.deprecatedCommands.contains("removeprunedfunds") else {
            throw RPCError(
                .methodDeprecated,
                "DEPRECATION WARNING: This feature will be removed in the next major release. Start bitcoind with the "
                    + "`-deprecatedrpc=removeprunedfunds` option in order to use this.")
        }
        let txid = Txid(try Hash256(argument: request["txid"], called: "txid"))
        guard ledger[txid] != nil else {
            throw RPCError(.wallet, "Transaction \(txid) does not belong to this wallet")
        }
        try change {
            try database.eraseTransaction(txid)
            ledger.remove([txid])
        }
        return .null
    }
}
