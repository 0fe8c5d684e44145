import BitcoinChain
import BitcoinPrimitives
import BitcoinSupport

extension PeerManager {
    /// More new blocks than this are not announced one by one.
    static let maximumAnnouncements = 8

    /// Passes a block on in compact form to those who want it unasked, before its outputs are checked (BIP152).
    func announceFast(_ block: Block, height: Int) {
        guard height > fastAnnouncedHeight else { return }
        fastAnnouncedHeight = height
        guard height >= segwitHeight, !block.transactions.isEmpty else { return }
        let recent = RecentBlock(block)
        recentBlock = recent
        let view = view
        guard let node = view.find(block.hash), let parent = view[node].parent else { return }
        for peer in peers.values
        where peer.handshake.commonVersion >= ProtocolVersion.invalidCompactBlocks && !peer.isDisconnecting {
            peer.availability.update(in: view)
            guard peer.announcements.wantsHighBandwidth, !peer.availability.hasHeader(node, in: view),
                peer.availability.hasHeader(parent, in: view)
            else { continue }
            Log.debug(
                .net,
                "PeerManager::NewPoWValidBlock sending header-and-ids \(block.hash) to peer=\(peer.id)")
            send(.compactBlock(recent.compact), to: peer)
            peer.availability.lastSent = node
        }
    }

    /// Has all peers told of a new tip and of the blocks before it that were not in the best chain.
    func announce(_ hash: BlockHash, isInitialDownload: Bool) {
        let view = view
        guard let node = view.find(hash) else { return }
        tipTime = Int64(view[node].header.time)
        let fork = announcedTip.flatMap { view.tree.lastCommonAncestor($0, node) }
        announcedTip = node
        guard !isInitialDownload else { return }
        var hashes: [BlockHash] = []
        var walk: BlockNode? = node
        while let current = walk, current != fork, hashes.count < Self.maximumAnnouncements {
            hashes.append(view[current].hash)
            walk = view[current].parent
        }
        for peer in peers.values {
            peer.announcements.headersQueue += hashes.reversed()
            // With more than can be announced by headers, only the last one counts.
            let excess = peer.announcements.headersQueue.count - Self.maximumAnnouncements - 1
            if excess > 0 { peer.announcements.headersQueue.removeFirst(excess) }
        }
        wake()
    }

    /// Tells a peer of new blocks, in the way that it likes.
    func sendAnnouncements(to peer: Peer, in view: ChainView) {
        let queue = peer.announcements.headersQueue
        peer.announcements.headersQueue = []
        guard !queue.isEmpty else { return sendInventory(of: peer) }
        peer.availability.update(in: view)
        switch plan(queue, for: peer, in: view) {
        case .nothing:
            break
        case .headers(let nodes):
            sendHeaders(nodes, to: peer, in: view)
        case .inventory:
            queueInventory(queue, for: peer, in: view)
        }
        sendInventory(of: peer)
    }

    private enum Announcement {
        case nothing
        case headers([BlockNode])
        case inventory
    }

    /// Finds the blocks whose headers the peer does not have; they must follow one that it has.
    private func plan(_ queue: [BlockHash], for peer: Peer, in view: ChainView) -> Announcement {
        let state = peer.announcements
        guard queue.count <= Self.maximumAnnouncements,
            state.prefersHeaders || (state.wantsHighBandwidth && queue.count == 1)
        else { return .inventory }
        var nodes: [BlockNode] = []
        var previous: BlockNode?
        for hash in queue {
            // After a reorganisation, or when blocks were invalidated and reconsidered, the row may be broken.
            guard let node = view.find(hash), view.isActive(node),
                previous == nil || view[node].parent == previous
            else { return .inventory }
            previous = node
            if !nodes.isEmpty {
                nodes.append(node)
            } else if peer.availability.hasHeader(node, in: view) {
                continue
            } else if view[node].parent.map({ peer.availability.hasHeader($0, in: view) }) ?? true {
                nodes.append(node)
            } else {
                return .inventory
            }
        }
        guard !nodes.isEmpty else { return .nothing }
        return state.prefersHeaders || nodes.count == 1 && state.wantsHighBandwidth
            ? .headers(nodes) : .inventory
    }

    private func sendHeaders(_ nodes: [BlockNode], to peer: Peer, in view: ChainView) {
        guard let first = nodes.first, let last = nodes.last else { return }
        if nodes.count == 1, peer.announcements.wantsHighBandwidth, let compact = compactBlock(last, view) {
            Log.debug(
                .net, "SendMessages sending header-and-ids \(view[first].hash) to peer=\(peer.id)")
            send(.compactBlock(compact), to: peer)
        } else {
            Log.debug(.net) {
                nodes.count > 1
                    ? "SendMessages: \(nodes.count) headers, range (\(view[first].hash), "
                        + "\(view[last].hash)), to peer=\(peer.id)"
                    : "SendMessages: sending header \(view[first].hash) to peer=\(peer.id)"
            }
            send(.headers(nodes.map { view[$0].header }), to: peer)
        }
        peer.availability.lastSent = last
    }

    private func compactBlock(_ node: BlockNode, _ view: ChainView) -> CompactBlock? {
        if let recentBlock, recentBlock.block.hash == view[node].hash { return recentBlock.compact }
        return readBlock(node, view).map { CompactBlock($0) }
    }

    /// The last block is announced by its hash, unless the peer has it.
    private func queueInventory(_ queue: [BlockHash], for peer: Peer, in view: ChainView) {
        guard let hash = queue.last, let node = view.find(hash) else { return }
        if !view.isActive(node), let tip = view.tip {
            Log.debug(.net, "Announcing block \(hash) not on main chain (tip=\(view[tip].hash))")
        }
        guard !peer.availability.hasHeader(node, in: view) else { return }
        peer.announcements.inventoryQueue.append(hash)
        Log.debug(.net, "SendMessages: sending inv peer=\(peer.id) hash=\(hash)")
    }

    private func sendInventory(of peer: Peer) {
        let hashes = peer.announcements.inventoryQueue
        guard !hashes.isEmpty else { return }
        peer.announcements.inventoryQueue = []
        for start in stride(from: 0, to: hashes.count, by: MessageLimits.inventory) {
            let part = hashes[start..<min(start + MessageLimits.inventory, hashes.count)]
            send(.inventory(part.map { InventoryItem(.block, $0.hash) }), to: peer)
        }
    }
}
