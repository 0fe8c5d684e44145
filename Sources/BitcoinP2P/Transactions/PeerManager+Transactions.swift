import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

/// Transactions that come from peers.
extension PeerManager {
    /// Takes a transaction.
    func received(_ transaction: Transaction, from peer: Peer) {
        guard acceptsTransactions(from: peer) else {
            return disconnect(peer, "transaction sent in violation of protocol")
        }
        guard !view.isInitialDownload else { return }
        peer.relay?.known.insert(
            peer.handshake.relaysByWtxid ? transaction.wtxid.hash : transaction.txid.hash)
        let (isTried, package) = downloads.received(
            transaction, from: peer.id, in: chain.access.mempool)
        guard isTried else {
            if peer.info.permissions.isSuperset(of: .forceRelay) { forceRelay(transaction, from: peer) }
            if let package { submit(package) }
            return
        }
        guard let result = submit(transaction) else { return }
        switch result.outcome {
        case .accepted:
            accepted(transaction, result, from: peer.id)
            update(peer) { $0.lastTransactionTime = NodeClock.now }
        case .refused(let rejection):
            if let package = refused(transaction, rejection, from: peer.id, isFirst: true) {
                submit(package)
            }
        case .known, .knownWithOtherWitness:
            break
        }
    }

    /// Tries a transaction whose parent has come, one at a time, so that the peers' messages get their turn.
    @discardableResult
    func reconsiderOrphan(of peer: Peer) -> Bool {
        while let transaction = downloads.takeWork(for: peer.id) {
            guard let result = submit(transaction) else { return true }
            let name = "\(transaction.txid) (wtxid=\(transaction.wtxid))"
            switch result.outcome {
            case .accepted:
                Log.debug(.txpackages, "   accepted orphan tx \(name)")
                accepted(transaction, result, from: peer.id)
            case .refused(let rejection):
                guard rejection.kind != .missingInputs else { continue }
                Log.debug(.txpackages, "   invalid orphan tx \(name) from peer=\(peer.id). \(rejection)")
                _ = refused(transaction, rejection, from: peer.id, isFirst: false)
            case .known, .knownWithOtherWitness:
                downloads.accepted(transaction)
            }
            if downloads.hasWork(for: peer.id) { wake() }
            return true
        }
        return false
    }

    // MARK: The mempool

    /// Hands a transaction to the mempool. Nil if this computer fails, of which the chain tells.
    private func submit(_ transaction: Transaction) -> MempoolAcceptance? {
        try? chain.assumeIsolated { try $0.submit(transaction) }
    }

    private func accepted(_ transaction: Transaction, _ result: MempoolAcceptance, from peer: PeerID) {
        downloads.accepted(transaction)
        Log.debug(.mempool) {
            let mempool = chain.access.mempool
            return "AcceptToMemoryPool: peer=\(peer): accepted \(transaction.txid) "
                + "(wtxid=\(transaction.wtxid)) (poolsz \(mempool.count) txn, "
                + "\(mempool.memoryUsage / 1000) kB)"
        }
        announce(transaction)
        for replaced in result.replaced { extraTransactions.insert(replaced) }
        // Whoever has sent a child of it may be the next.
        wake()
    }

    /// Takes note of a refusal. Returns what is to be tried next.
    private func refused(
        _ transaction: Transaction, _ rejection: TransactionRejection, from id: PeerID, isFirst: Bool
    ) -> TransactionDownloads.Package? {
        Log.debug(
            .mempoolrej,
            "\(transaction.txid) (wtxid=\(transaction.wtxid)) from peer=\(id) was not accepted: \(rejection)")
        let refusal = downloads.refused(
            transaction, rejection, from: id, isFirst: isFirst, in: chain.access.mempool,
            now: NodeClock.nowMicroseconds)
        if refusal.isExtra { extraTransactions.insert(transaction) }
        for parent in refusal.parents { peers[id]?.relay?.known.insert(parent.hash) }
        return refusal.package
    }

    /// Tries a parent together with a child that may pay for it.
    private func submit(_ package: TransactionDownloads.Package) {
        let transactions = [package.parent, package.child]
        guard let acceptance = try? chain.assumeIsolated({ try $0.submit(package: transactions) }) else {
            return
        }
        let isAccepted = acceptance.problem == nil
        Log.debug(.txpackages) {
            let name =
                "parent \(package.parent.txid) (wtxid=\(package.parent.wtxid), sender=\(package.sender)) "
                + "+ child \(package.child.txid) (wtxid=\(package.child.wtxid), sender=\(package.sender))"
            return "package evaluation for \(name): package \(isAccepted ? "accepted" : "rejected")"
        }
        if !isAccepted { downloads.refused(package) }
        // The child first, so that its parent does not have it looked at again.
        for transaction in transactions.reversed() {
            guard let result = acceptance.results[transaction.wtxid] else { continue }
            switch result.outcome {
            case .accepted:
                accepted(transaction, result, from: package.sender)
            case .refused(let rejection):
                _ = refused(transaction, rejection, from: package.sender, isFirst: false)
            case .known, .knownWithOtherWitness:
                break
            }
        }
    }

    /// A node behind this one may have its transactions passed on even if they are known here.
    private func forceRelay(_ transaction: Transaction, from peer: Peer) {
        let name = "\(transaction.txid) (wtxid=\(transaction.wtxid)) from"
        guard chain.access.mempool.contains(transaction.txid) else {
            Log.info("Not relaying non-mempool transaction \(name) forcerelay peer=\(peer.id)")
            return
        }
        Log.info("Force relaying tx \(name) peer=\(peer.id)")
        announce(transaction)
    }

    // MARK: Blocks

    /// A block was connected: what it holds is not to be asked for.
    func connected(_ hash: BlockHash) {
        let view = view
        guard !view.isInitialDownload, let node = view.find(hash), let block = readBlock(node, view) else {
            return
        }
        downloads.connected(block)
    }
}
