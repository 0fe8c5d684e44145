import BitcoinCommands
import BitcoinPrimitives
import BitcoinSupport

/// Commands that look through the chain.
extension WalletCommandHandlers {
    func registerScanCommands() {
        bind(WalletScanCommands.rescanBlockchain) { wallet, request in try await wallet.rescan(request) }
        bind(WalletScanCommands.abortRescan, waits: false) { wallet, _ in
            guard wallet.scan != nil, !wallet.isAbortingScan else { return false }
            wallet.isAbortingScan = true
            return true
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
        if let pruneHeight = try await chain?.getPruneHeight(), start < pruneHeight {
            throw RPCError(
                .miscellaneous,
                "Can't rescan beyond pruned data. Use RPC call getblockchaininfo to determine your pruned height."
            )
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
}
