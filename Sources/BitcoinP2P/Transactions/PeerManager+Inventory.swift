import BitcoinPrimitives
import BitcoinSupport

extension PeerManager {
    /// Takes what a peer announces.
    func received(inventory items: [InventoryItem], from peer: Peer) {
        let view = view
        var newest: BlockHash?
        for item in items {
            switch item.kind {
            case .block:
                let hash = BlockHash(item.hash)
                let isKnown = view.find(hash) != nil
                Log.debug(.net, "got inv: \(item) \(isKnown ? "have" : "new") peer=\(peer.id)")
                peer.availability.announced(hash, in: view)
                if !isKnown, !view.isLoadingBlocks, !requests.contains(hash) { newest = hash }
            case .transaction, .witnessTransactionID, .witnessTransaction:
                // Which of both ways is in force was settled by the handshake.
                if item.kind == (peer.handshake.relaysByWtxid ? .transaction : .witnessTransactionID) {
                    continue
                }
                guard acceptsTransactions(from: peer) else {
                    return disconnect(
                        peer, "transaction (\(item.hash)) inv sent in violation of protocol")
                }
            default:
                Log.debug(.net, "Unknown inv type \"\(item)\" received from peer=\(peer.id)")
            }
        }
        if let newest { requestHeaders(towards: newest, from: peer) }
    }

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

    /// Sends a transaction that was asked for. False if it is not there.
    func serveTransaction(_ item: InventoryItem, to peer: Peer) -> Bool {
        false
    }
}
