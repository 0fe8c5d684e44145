import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

extension PeerManager {
    /// Whether the tip is so recent that blocks are asked for as soon as their headers are there.
    func canFetchDirectly(in view: ChainView) -> Bool {
        guard let tip = view.tip else { return false }
        return Int64(view[tip].header.time)
            > NodeClock.now - parameters.consensus.targetSpacingSeconds * 20
    }

    /// Asks a peer that has sent a header for the blocks up to it, if they are few.
    func fetchDirectly(upTo last: BlockNode, from peer: Peer, in view: ChainView) {
        guard canFetchDirectly(in: view), view[last].status.isValid(.tree),
            view.tipWork <= view[last].chainWork
        else { return }
        var missing: [BlockNode] = []
        var walk: BlockNode? = last
        while let node = walk, !view.isActive(node), missing.count <= BlockRequests.maximumPerPeer {
            let entry = view[node]
            if !entry.status.contains(.hasData), !requests.contains(entry.hash),
                entry.height < segwitHeight || peer.servesWitnesses
            {
                missing.append(node)
            }
            walk = entry.parent
        }
        let entry = view[last]
        guard let fork = walk, view.isActive(fork) else {
            Log.debug(.net, "Large reorg, won't direct fetch to \(entry.hash) (\(entry.height))")
            return
        }
        var items: [InventoryItem] = []
        for node in missing.reversed() {
            guard requests.count(of: peer.id) < BlockRequests.maximumPerPeer else { break }
            items.append(InventoryItem(peer.blockKind, view[node].hash.hash))
            requests.add(node, to: peer.id, in: view, now: NodeClock.nowMicroseconds)
            Log.debug(.net, "Requesting block \(view[node].hash) from peer=\(peer.id)")
        }
        if items.count > 1 {
            Log.debug(
                .net, "Downloading blocks toward \(entry.hash) (\(entry.height)) via headers direct fetch")
        }
        guard !items.isEmpty else { return }
        // A single block after a checked one may come in compact form: most of it is likely to be here.
        if !options.ignoresTransactions, peer.announcements.providesCompactBlocks, items.count == 1,
            requests.count == 1, let parent = entry.parent, view[parent].status.isValid(.chain)
        {
            items[0].kind = .compactBlock
        }
        send(.getData(items), to: peer)
    }

    // MARK: Blocks that came

    func received(_ block: Block, from peer: Peer) async {
        let view = view
        guard !view.isLoadingBlocks else {
            Log.debug(.net, "Unexpected block message received from peer \(peer.id)")
            return
        }
        let hash = block.hash
        Log.debug(.net, "received block \(hash) peer=\(peer.id)")
        let parent = view.find(block.header.previousBlock).map { view[$0] }
        if let parent, BlockChecks.isMutated(block, checkWitnessRoot: parent.height + 1 >= segwitHeight) {
            Log.debug(.net, "Received mutated block from peer=\(peer.id)")
            misbehaving(peer, "mutated block")
            requests.remove(hash, from: peer.id, now: NodeClock.nowMicroseconds)
            return
        }
        // What was asked for is taken even if it does not make a better chain yet.
        let isRequested = requests.contains(hash)
        requests.remove(hash, from: peer.id, now: NodeClock.nowMicroseconds)
        let work = ProofOfWork.work(bits: block.header.bits)
        let hasEnoughWork = parent.map { $0.chainWork + work >= workThreshold(in: view) } ?? false
        await process(
            block, from: peer, isRequested: isRequested, hasEnoughWork: hasEnoughWork, isPunishable: true)
    }

    /// Has a block checked and connected.
    func process(
        _ block: Block, from peer: Peer, isRequested: Bool, hasEnoughWork: Bool, isPunishable: Bool
    ) async {
        let hash = block.hash
        if blockSources[hash] == nil {
            blockSources[hash] = BlockSource(peer: peer.id, isPunishable: isPunishable)
        }
        let isNew: Bool
        do {
            isNew = try await chain.accept(block, force: isRequested, hasEnoughWork: hasEnoughWork)
        } catch {
            // The peer was dealt with when the chain told of the rejection. Other errors end the node.
            isNew = false
        }
        if isNew {
            update(peer) { $0.lastBlockTime = NodeClock.now }
            requests.remove(hash, now: NodeClock.nowMicroseconds)
        } else {
            blockSources[hash] = nil
        }
    }

    // MARK: What the chain tells, while it changes

    /// Takes note of an event, on the chain's thread and before the chain goes on.
    func observed(_ event: ChainEvent) {
        switch event {
        case .blockReceived(let snapshot, let block):
            announceFast(block, height: snapshot.height)
        case .blockChecked(let hash, let rejection):
            checked(hash, rejection)
        case .blockConnected(let snapshot):
            lastTipUpdate = NodeClock.now
            stallingTimeout.decrease()
            connected(snapshot.hash)
        case .blockDisconnected:
            downloads.disconnectedBlock()
        case .tipChanged(let tip, let isInitialDownload):
            downloads.tipChanged()
            announce(tip.hash, isInitialDownload: isInitialDownload)
        case .announcementRequested(let transaction):
            announce(transaction)
        case .validatedTipChanged, .headerTipChanged, .flushed, .failed, .fence, .transactionAdded,
            .transactionRemoved, .transactionsConfirmed, .transactionPrioritised:
            break
        }
    }

    private func checked(_ hash: BlockHash, _ rejection: BlockRejection?) {
        guard let source = blockSources.removeValue(forKey: hash), let peer = peers[source.peer] else {
            return
        }
        if let rejection {
            punish(peer, for: rejection, isCompact: !source.isPunishable)
        } else if !view.isInitialDownload, requests.count == requests.peers(askedFor: hash).count {
            // Nothing else is waited for, so this is likely to be the best block that there is.
            preferForCompactBlocks(peer)
        }
    }

    /// Has a peer announce compact blocks unasked, as it gave us a block first.
    private func preferForCompactBlocks(_ peer: Peer) {
        guard !options.ignoresTransactions, peer.announcements.providesCompactBlocks else { return }
        let change = highBandwidth.delivered(peer.id, isInbound: peer.isInbound) { id in
            peers[id].map { !$0.isInbound } ?? false
        }
        if let id = change.start { setHighBandwidth(true, for: id) }
        if let id = change.stop { setHighBandwidth(false, for: id) }
    }

    private func setHighBandwidth(_ isHighBandwidth: Bool, for id: PeerID) {
        guard let peer = peers[id] else { return }
        send(.sendCompact(CompactBlockPreference(isHighBandwidth: isHighBandwidth)), to: peer)
        update(peer) { $0.isHighBandwidthTo = isHighBandwidth }
    }

    // MARK: At the user's order

    /// Asks a peer for a block (`getblockfrompeer`). Returns why not, if it cannot.
    public func fetch(_ hash: BlockHash, from id: PeerID) -> String? {
        let view = view
        if view.isLoadingBlocks { return "Loading blocks ..." }
        guard let peer = peers[id], let node = view.find(hash) else { return "Peer does not exist" }
        guard peer.servesWitnesses else { return "Pre-SegWit peer" }
        requests.remove(hash, now: NodeClock.nowMicroseconds)
        guard requests.add(node, to: id, in: view, now: NodeClock.nowMicroseconds) else {
            return "Already requested from this peer"
        }
        guard peer.handshake.isComplete else { return "Peer not fully connected" }
        send(.getData([InventoryItem(.witnessBlock, hash.hash)]), to: peer)
        Log.debug(.net, "Requesting block \(hash) from peer=\(id)")
        return nil
    }
}
