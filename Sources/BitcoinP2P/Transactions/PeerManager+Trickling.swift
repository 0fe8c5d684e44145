import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

/// Announcing transactions: first they wait for their turn in the backlog, then in the queue of each peer for a time that
/// nobody can foresee, so that it does not show who had them first.
extension PeerManager {
    /// After how long users' transactions that no peer has asked for are to be announced again: ten minutes, or up to
    /// half as many more.
    public static var rebroadcastInterval: Duration { .seconds(.random(in: 600..<900)) }

    /// Has all peers told of a transaction of the mempool.
    func announce(_ transaction: Transaction) {
        backlog.append(transaction.wtxid)
        queueBacklog(now: NodeClock.nowMicroseconds)
    }

    /// Puts what may be announced now into the peers' queues.
    func queueBacklog(now: Int64) {
        let (inbound, outbound) = backlog.take(from: chain.access.mempool, now: now)
        guard !inbound.isEmpty || !outbound.isEmpty else { return }
        var hasInbound = false
        var hasOutbound = false
        // What comes during the handshake is not announced: it would tell when it came.
        for peer in peers.values where peer.relay?.hasBegun ?? false {
            if peer.isInbound { hasInbound = true } else { hasOutbound = true }
            peer.relay?.queue += peer.isInbound ? inbound : outbound
        }
        backlog.removeUnwanted(hasInbound: hasInbound, hasOutbound: hasOutbound)
    }

    /// Announces users' transactions again that no peer has asked for yet.
    public func rebroadcast() {
        let mempool = chain.access.mempool
        for txid in mempool.unbroadcast {
            if let entry = mempool[txid] { backlog.append(entry.transaction.wtxid) }
        }
        wake()
    }

    // MARK: One peer

    /// Announces what waits for a peer, if it is time.
    func announceTransactions(to peer: Peer, now: Int64) {
        // Taken out, so that its filter is not copied when it changes.
        guard var relay = peer.relay.take() else { return }
        let isDue = relay.isDue(now: now) { nextAnnouncement(to: peer, now: now) }
        defer { peer.relay = relay }
        guard isDue || peer.info.permissions.contains(.noBan) else { return }
        if !relay.isWanted { relay.queue = [] }
        guard relay.hasWork else { return }
        let mempool = chain.access.mempool
        let rate = FeeRate(satoshisPerKilobyte: relay.feeFilter)
        let byWtxid = peer.handshake.relaysByWtxid
        var items: [InventoryItem] = []
        func append(_ entry: MempoolEntry, isNew: Bool) {
            // What the peer would not take.
            guard entry.fee >= rate.fee(forVirtualSize: Int32(clamping: entry.virtualSize)) else { return }
            let transaction = entry.transaction
            let item =
                byWtxid
                ? InventoryItem(.witnessTransactionID, transaction.wtxid.hash)
                : InventoryItem(.transaction, transaction.txid.hash)
            guard !isNew || !relay.known.contains(item.hash) else { return }
            guard relay.filter?.matches(transaction) ?? true else { return }
            relay.known.insert(item.hash)
            items.append(item)
        }
        // All that is announced may be asked for from now on, but nothing that comes later.
        relay.lastSequence = mempool.nextSequence
        if relay.wantsMempool {
            relay.wantsMempool = false
            relay.queue = []
            for entry in mempool.inMiningOrder { append(entry, isNew: false) }
        } else {
            for entry in mempool.sortedForRelay(relay.queue) { append(entry, isNew: true) }
            relay.queue = []
        }
        for start in stride(from: 0, to: items.count, by: MessageLimits.inventory) {
            let end = min(items.count, start + MessageLimits.inventory)
            send(.inventory(Array(items[start..<end])), to: peer)
        }
    }

    /// Inbound peers of one network have a common time; the others have one of their own.
    private func nextAnnouncement(to peer: Peer, now: Int64) -> Int64 {
        guard peer.isInbound else {
            return now + PoissonDelay.next(seconds: InventoryBacklog.outboundInterval)
        }
        if let next = nextInboundAnnouncement[peer.info.network], next >= now { return next }
        let next = now + PoissonDelay.next(seconds: InventoryBacklog.inboundInterval)
        nextInboundAnnouncement[peer.info.network] = next
        return next
    }
}
