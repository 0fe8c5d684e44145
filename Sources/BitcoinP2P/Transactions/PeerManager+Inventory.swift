import BitcoinChain
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport

extension Mempool: TransactionLookup {}

extension PeerManager {
    /// Takes what a peer announces.
    func received(inventory items: [InventoryItem], from peer: Peer) {
        let view = view
        let mempool = chain.access.mempool
        let now = NodeClock.nowMicroseconds
        var newest: BlockHash?
        var seen: Set<TransactionID> = []
        for item in items {
            // Which of both ways is in force was settled by the handshake.
            if item.kind == (peer.handshake.relaysByWtxid ? .transaction : .witnessTransactionID) { continue }
            if item.kind == .block {
                let hash = BlockHash(item.hash)
                let isKnown = isKnown(hash)
                Log.debug(.net, "got inv: \(item) \(isKnown ? "have" : "new") peer=\(peer.id)")
                peer.availability.announced(hash, in: view)
                if !isKnown, !view.isLoadingBlocks, !requests.contains(hash) { newest = hash }
            } else if let id = TransactionID(item) {
                guard acceptsTransactions(from: peer) else {
                    return disconnect(
                        peer, "transaction (\(item.hash)) inv sent in violation of protocol")
                }
                guard seen.insert(id).inserted else { continue }
                peer.relay?.known.insert(item.hash)
                guard !view.isInitialDownload else { continue }
                let isKnown = downloads.announced(id, by: peer.id, in: mempool, now: now)
                Log.debug(.net, "got inv: \(item) \(isKnown ? "have" : "new") peer=\(peer.id)")
            } else {
                Log.debug(.net, "Unknown inv type \"\(item)\" received from peer=\(peer.id)")
            }
        }
        if let newest { requestHeaders(towards: newest, from: peer) }
    }

    private func isKnown(_ hash: BlockHash) -> Bool { view.find(hash) != nil }

    /// A block that is not known was announced by its hash: what leads to it is asked for. From a peer whose turn to
    /// be asked for headers has not come, only once, and only one peer for each block.
    private func requestHeaders(towards hash: BlockHash, from peer: Peer) {
        let view = view
        guard
            peer.headers.hasStarted
                || (!peer.headers.wasTriggeredByInventory && hash != lastInventoryTrigger)
        else { return }
        if requestHeaders(from: peer, locator: bestLocator(in: view)) {
            Log.debug(
                .net,
                "getheaders (\(view.bestHeader.map { view[$0].height } ?? 0)) \(hash) to peer=\(peer.id)")
        }
        if !peer.headers.hasStarted {
            peer.headers.wasTriggeredByInventory = true
            lastInventoryTrigger = hash
        }
    }

    // MARK: Asking

    /// Items in one `getdata`.
    private static let requestSize = 1000

    /// Asks a peer for the transactions that are its to send.
    func requestTransactions(from peer: Peer, now: Int64) {
        let ids = downloads.requests(to: peer.id, in: chain.access.mempool, now: now)
        let byTxid: InventoryItem.Kind = peer.servesWitnesses ? .witnessTransaction : .transaction
        let items = ids.map { InventoryItem($0.isWtxid ? .witnessTransactionID : byTxid, $0.hash) }
        for start in stride(from: 0, to: items.count, by: Self.requestSize) {
            send(.getData(Array(items[start..<min(items.count, start + Self.requestSize)])), to: peer)
        }
    }

    /// A peer does not have what it was asked for.
    func received(notFound items: [InventoryItem], from peer: Peer) {
        // Nobody was asked for more.
        guard items.count <= TransactionDownloads.maximumAnnouncements + BlockRequests.maximumPerPeer else {
            return
        }
        downloads.notFound(items.compactMap(TransactionID.init), at: peer.id)
    }

    // MARK: Serving

    /// Sends a transaction that was asked for. False if it is not there, or came after the last announcement.
    func serveTransaction(_ item: InventoryItem, to peer: Peer) -> Bool {
        // Who wants no announcements gets no answers.
        guard let relay = peer.relay, let id = TransactionID(item) else { return true }
        guard let transaction = transaction(id, before: relay.lastSequence) ?? recentBlock?[id] else {
            return false
        }
        // By txid and without the flag of BIP144, witnesses are not wanted.
        let message: NetworkMessage =
            item.kind == .transaction && transaction.hasWitness
            ? .encoded(command: "tx", payload: Bytes(transaction.strippedBytes)) : .transaction(transaction)
        send(message, to: peer)
        chain.assumeIsolated { $0.noteBroadcast(transaction.txid) }
        return true
    }

    private func transaction(_ id: TransactionID, before sequence: UInt64) -> Transaction? {
        let mempool = chain.access.mempool
        let entry =
            switch id {
            case .txid(let txid): mempool[txid]
            case .wtxid(let wtxid): mempool[wtxid]
            }
        guard let entry, entry.sequence < sequence else { return nil }
        return entry.transaction
    }

    /// All of the mempool is to be announced (BIP35).
    func receivedMempoolRequest(from peer: Peer) {
        let permissions = peer.info.permissions
        // With bloom filters everybody may ask, as long as there is anything left to send today.
        if !permissions.contains(.mempool) {
            let problem: String? =
                if !offersBloomFilters(to: peer) {
                    "bloom filters disabled"
                } else if connections.isUploadLimitReached(forHistory: false) {
                    "bandwidth limit reached"
                } else {
                    nil
                }
            if let problem {
                if !permissions.contains(.noBan) { disconnect(peer, "mempool request with \(problem)") }
                return
            }
        }
        peer.relay?.wantsMempool = true
    }

    // MARK: Fees

    /// A peer wants no transactions that pay less.
    func received(feeFilter rate: Int64, from peer: Peer) {
        guard (0...Amount.maximum.satoshis).contains(rate) else { return }
        peer.relay?.feeFilter = rate
        Log.debug(
            .net, "received: feefilter of \(FeeRate(satoshisPerKilobyte: rate)) from peer=\(peer.id)")
    }

    /// Tells a peer which transactions pay too little, now and then.
    func sendFeeFilter(to peer: Peer, now: Int64, in view: ChainView) {
        guard !options.ignoresTransactions, peer.handshake.commonVersion >= ProtocolVersion.feeFilter,
            !peer.info.permissions.isSuperset(of: .forceRelay), peer.info.kind != .blockRelayOnly
        else { return }
        // Announcements are not heeded during the initial download.
        let rate =
            view.isInitialDownload
            ? Amount.maximum.satoshis
            : chain.assumeIsolated { $0.evictionFeeRate.satoshisPerKilobyte }
        let minimum = chain.configuration.mempool.minimumRelayRate.satoshisPerKilobyte
        if let filter = peer.feeFilter.tick(rate: rate, minimum: minimum, rates: feeRates, now: now) {
            send(.feeFilter(filter), to: peer)
        }
    }
}
