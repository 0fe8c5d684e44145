import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// How a wallet joins the chain.
extension Wallet {
    /// Takes in what happened since the wallet was closed, and follows the chain from then on.
    ///
    /// - Parameters:
    ///   - stored: up to where the file knows the chain.
    ///   - known: up to where the chain was as the file has it before the wallet's blocks were looked for in it.
    ///   - needsScan: whether to look at the whole chain.
    func attach(since stored: BlockLocator?, knownTo known: Int32, needsScan: Bool) async throws {
        guard let chain else { return }
        try await checkChain(stored, chain)
        guard let tip = try await chain.getTip() else {
            notifications = try await chain.handleNotifications(self, since: BlockLocator(hashes: []))
            return
        }
        // A node that was killed may get its last blocks back just now: those above had not been found yet. And it may
        // have left some that had been.
        let fork = try await min(known, Self.forkHeight(of: stored, in: chain))
        if fork < known { try forgetBlocks(above: fork) }
        var start = needsScan ? 0 : fork
        ledger.tip = tip
        var position = tip
        if start < tip.height {
            if let birthTime {
                let first = try await chain.findFirstBlock(
                    timeSeconds: birthTime - Self.timeWindow, minimumHeight: start)
                start = first?.height ?? tip.height
            }
            if let missing = try await chain.findMissingBlock(from: start, to: tip.height - 1) {
                throw WalletError(Self.complaint(of: missing))
            }
            log("Rescanning last \(tip.height - start) blocks (from block \(start))...")
            switch try await scanChain(from: start, to: tip.height, isAttaching: true) {
            case .success(let last): position = last ?? tip
            case .failure, .aborted:
                throw WalletError("Failed to rescan the wallet during initialization")
            }
        }
        ledger.tip = position
        recentBlocks = [position.hash]
        baseLocator = try await chain.getLocator(position.hash) ?? BlockLocator(hashes: [])
        try writeBestBlock()
        bestBlockTime = NodeClock.now
        notifications = try await chain.handleNotifications(self, since: baseLocator)
    }

    /// Takes back what blocks above a height have said, which are no longer in the chain.
    private func forgetBlocks(above height: Int32) throws {
        try change {
            for known in ledger.inOrder {
                guard case .confirmed(let place, _) = known.state, place.height > height else { continue }
                _ = try sync(known.transaction, state: known.transaction.isCoinbase ? .abandoned : .inactive)
            }
        }
    }

    private static func complaint(of missing: MissingBlock) -> String {
        switch missing.cause {
        case .pruning:
            "Prune: last wallet synchronisation goes beyond pruned data. You need to -reindex (download the "
                + "whole blockchain again in case of a pruned node)"
        case .snapshot:
            "Error loading wallet. Wallet requires blocks to be downloaded, and software does not currently support "
                + "loading wallets while blocks are being downloaded out of order when using assumeutxo snapshots. "
                + "Wallet should be able to load successfully after node sync reaches height \(missing.height + 1)"
        case .damage: "Failed to rescan the wallet during initialization"
        }
    }

    private func checkChain(_ stored: BlockLocator?, _ chain: any Chain) async throws {
        guard !options.allowsOtherChains, let genesis = stored?.hashes.last,
            let ours = try await chain.getBlockHash(height: 0)
        else { return }
        guard genesis == ours else {
            throw WalletError(
                "Wallet files should not be reused across chains. Restart bitcoind with -walletcrosschain to "
                    + "override.")
        }
    }

    /// Begins what the wallet does by itself: it sends again what may have been forgotten, and learns what is in the
    /// memory pool.
    func start() async throws {
        guard let chain else { return }
        try await resubmit(method: .mempoolWithoutBroadcast, isForced: true)
        try await chain.requestMempoolTransactions(self)
        scheduleResend()
    }

    /// Sends transactions again that are not confirmed.
    ///
    /// - Parameter isForced: also those that came after the last block.
    func resubmit(method: TransactionBroadcast, isForced: Bool) async throws {
        let refused = try await offer(method) {
            isForced || Int64($0.receivedTime) <= bestBlockTime - 5 * 60
        }
        if isForced { refusedByNode = refused }
    }

    /// Offers again what the node did not take when the wallet came.
    ///
    /// A node that was killed, or was away for long, first has to get the blocks that have what these transactions spend.
    func offerRefused() async throws {
        guard !refusedByNode.isEmpty else { return }
        // By then all that is not confirmed is sent again anyway.
        guard NodeClock.now < nextResend else {
            refusedByNode = []
            return
        }
        refusedByNode = try await offer(.mempoolWithoutBroadcast) { refusedByNode.contains($0.txid) }
    }

    /// Sends those transactions again that are not confirmed and are wanted. Returns which ones the node did not take.
    private func offer(
        _ method: TransactionBroadcast, where isWanted: (WalletTransaction) -> Bool
    ) async throws -> Set<Txid> {
        guard let chain, options.broadcasts else { return [] }
        let waiting = ledger.inOrder.filter {
            $0.isUnconfirmed && !$0.transaction.isCoinbase && isWanted($0)
        }
        var refused: Set<Txid> = []
        for transaction in waiting {
            let verdict = try await chain.broadcastTransaction(
                transaction.transaction, maximumFee: options.maximumFee, method: method)
            guard verdict.accepted else {
                refused.insert(transaction.txid)
                continue
            }
            if ledger[transaction.txid]?.state == .inactive {
                ledger.setState(of: transaction.txid, .inMempool)
            }
        }
        let count = waiting.count - refused.count
        if count > 0 { log("ResubmitWalletTransactions: resubmit \(count) unconfirmed transactions") }
        return refused
    }

    /// Sends again what is not confirmed, if it is time.
    func resendIfDue() async throws {
        guard let chain, options.broadcasts, NodeClock.now >= nextResend else { return }
        guard try await !chain.isInitialBlockDownload() else { return }
        try await resubmit(method: .mempoolAndBroadcastToAll, isForced: false)
        scheduleResend()
    }

    /// The next time is 12 to 36 hours away, so that nobody can tell by the hour whose transactions these are.
    private func scheduleResend() {
        nextResend = NodeClock.now + .random(in: 12 * 3600..<36 * 3600)
    }
}
