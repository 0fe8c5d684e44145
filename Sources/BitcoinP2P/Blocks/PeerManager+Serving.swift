import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

extension PeerManager {
    /// Blocks outside of the best chain are served for so many seconds only, so that what a node has seen does not
    /// tell which node it is.
    private static let staleRelayAge: Int64 = 30 * 24 * 60 * 60
    /// Blocks that are older than so many seconds count as history.
    private static let historicalAge: Int64 = 7 * 24 * 60 * 60
    /// Compact blocks are served for so many blocks.
    private static let maximumCompactDepth = 5
    /// Transactions of blocks are served for so many blocks.
    private static let maximumTransactionsDepth = 10
    /// BIP159: nodes without all blocks serve so many.
    private static let limitedDepth = 288

    /// Whether a block may be served.
    func mayServe(_ node: BlockNode, in view: ChainView) -> Bool {
        if view.isActive(node) { return true }
        guard view[node].status.isValid(.scripts), let best = view.bestHeader else { return false }
        let (newest, entry) = (view[best], view[node])
        let age = Int64(newest.header.time) - Int64(entry.header.time)
        // The same in terms of work: how long the best header's miners would take for the difference.
        let difference =
            newest.chainWork > entry.chainWork
            ? newest.chainWork - entry.chainWork : entry.chainWork - newest.chainWork
        let blocks = difference / ProofOfWork.work(bits: newest.header.bits)
        let limit = UInt256(UInt64(Self.staleRelayAge / parameters.consensus.targetSpacingSeconds))
        return age < Self.staleRelayAge && (newest.chainWork <= entry.chainWork || blocks < limit)
    }

    // MARK: getheaders and getblocks

    func received(getHeaders request: LocatorRequest, from peer: Peer) {
        guard isAcceptable(request, "getheaders", from: peer) else { return }
        let view = view
        guard !view.isLoadingBlocks else {
            Log.debug(.net, "Ignoring getheaders from peer=\(peer.id) while importing/reindexing")
            return
        }
        guard
            view.tip != nil,
            view.tipWork >= view.minimumChainWork || peer.info.permissions.contains(.download)
        else {
            // An empty answer: there is nothing here, but someone is.
            Log.debug(
                .net,
                "Ignoring getheaders from peer=\(peer.id) because active chain has too little work; "
                    + "sending empty response")
            send(.headers([]), to: peer)
            return
        }
        var walk: BlockNode?
        if request.locator.isEmpty {
            guard let node = view.find(request.stop) else { return }
            guard mayServe(node, in: view) else {
                Log.debug(
                    .net,
                    "ProcessMessage: ignoring request from peer=\(peer.id) for old block header that isn't in "
                        + "the main chain")
                return
            }
            walk = node
        } else {
            walk = view.fork(of: request.locator).flatMap { view.next(after: $0) }
        }
        log("getheaders", walk, request, limit: nil, peer, view)
        var headers: [BlockHeader] = []
        var last: BlockNode?
        while let node = walk {
            headers.append(view[node].header)
            last = node
            if headers.count == MessageLimits.headers || view[node].hash == request.stop { break }
            walk = view.next(after: node)
        }
        // What was announced as a compact block before it was checked may be missing here: it is announced again.
        peer.availability.lastSent = walk == nil ? view.tip : last
        send(.headers(headers), to: peer)
    }

    func received(getBlocks request: LocatorRequest, from peer: Peer) {
        guard isAcceptable(request, "getblocks", from: peer) else { return }
        let view = view
        var limit = 500
        var walk = view.fork(of: request.locator).flatMap { view.next(after: $0) }
        log("getblocks", walk, request, limit: limit, peer, view)
        // Of a pruned chain only what will still be there in an hour.
        let keep = 288 - Int(3600 / parameters.consensus.targetSpacingSeconds)
        while let node = walk {
            let entry = view[node]
            if entry.hash == request.stop {
                Log.debug(.net, " getblocks stopping at \(entry.height) \(entry.hash)")
                return
            }
            if chain.isPruning,
                !entry.status.contains(.hasData) || entry.height <= view.height - keep
            {
                Log.debug(
                    .net, " getblocks stopping, pruned or too old block at \(entry.height) \(entry.hash)")
                return
            }
            peer.announcements.inventoryQueue.append(entry.hash)
            limit -= 1
            if limit <= 0 {
                Log.debug(.net, " getblocks stopping at limit \(entry.height) \(entry.hash)")
                peer.announcements.continuation = entry.hash
                return
            }
            walk = view.next(after: node)
        }
    }

    private func isAcceptable(_ request: LocatorRequest, _ name: String, from peer: Peer) -> Bool {
        guard request.locator.count > MessageLimits.locator else { return true }
        disconnect(peer, "\(name) locator size \(request.locator.count) > \(MessageLimits.locator)")
        return false
    }

    private func log(
        _ name: String, _ node: BlockNode?, _ request: LocatorRequest, limit: Int?, _ peer: Peer,
        _ view: ChainView
    ) {
        Log.debug(.net) {
            "\(name) \(node.map { view[$0].height } ?? -1) to "
                + (request.stop.isZero ? "end" : "\(request.stop)")
                + (limit.map { " limit \($0)" } ?? "") + " from peer=\(peer.id)"
        }
    }

    // MARK: getdata

    func received(getData items: [InventoryItem], from peer: Peer) {
        Log.debug(.net, "received getdata (\(items.count) invsz) peer=\(peer.id)")
        if let first = items.first {
            Log.debug(.net, "received getdata for: \(first) peer=\(peer.id)")
        }
        peer.wanted.append(contentsOf: items)
    }

    /// Serves the transactions at the front of what a peer wants, as long as it collects them, and the block after
    /// them.
    func serve(_ peer: Peer) async {
        var missing: [InventoryItem] = []
        while let item = peer.wanted.first, item.kind.isTransaction, connections.hasRoom(for: peer.id) {
            peer.wanted.removeFirst()
            if !serveTransaction(item, to: peer) { missing.append(item) }
        }
        if !missing.isEmpty { send(.notFound(missing), to: peer) }
        guard let item = peer.wanted.first, !item.kind.isTransaction else { return }
        peer.wanted.removeFirst()
        // Items of unknown kinds are dropped.
        guard item.kind.isBlock else { return }
        await serveBlock(item, to: peer)
    }

    private func serveBlock(_ item: InventoryItem, to peer: Peer) async {
        if item.kind == .filteredBlock, !offersBloomFilters(to: peer) {
            return disconnect(peer, "filtered block request received when NODE_BLOOM service disabled")
        }
        let hash = BlockHash(item.hash)
        let view = view
        guard let node = view.find(hash), let tip = view.tip else { return }
        guard mayServe(node, in: view) else {
            Log.debug(
                .net,
                "ProcessGetBlockData: ignoring request from peer=\(peer.id) for old block that isn't in the "
                    + "main chain")
            return
        }
        let entry = view[node]
        let permissions = peer.info.permissions
        if connections.isUploadLimitReached(forHistory: true), !permissions.contains(.download),
            let best = view.bestHeader,
            Int64(view[best].header.time) - Int64(entry.header.time) > Self.historicalAge
        {
            return disconnect(peer, "historical block serving limit reached")
        }
        let services = peer.info.localServices
        if !permissions.contains(.noBan), services.contains(.networkLimited), !services.contains(.network),
            view.height - entry.height > Self.limitedDepth + 2
        {
            return disconnect(peer, "Ignore block request below NODE_NETWORK_LIMITED threshold")
        }
        guard entry.status.contains(.hasData) else { return }
        guard serve(item.kind, node, to: peer, view) else {
            return disconnect(peer, "Cannot load block from disk")
        }
        if hash == peer.announcements.continuation {
            // The peer is told the tip, so that it asks for what follows.
            send(.inventory([InventoryItem(.block, view[tip].hash.hash)]), to: peer)
            peer.announcements.continuation = nil
        }
    }

    /// Sends a block in the form that was asked for. False if it cannot be read.
    private func serve(
        _ kind: InventoryItem.Kind, _ node: BlockNode, to peer: Peer, _ view: ChainView
    ) -> Bool {
        if kind == .filteredBlock {
            guard let block = readBlock(node, view) else { return false }
            serve(block, filteredFor: peer)
            return true
        }
        guard let message = blockMessage(kind, node, view) else { return false }
        send(message, to: peer)
        return true
    }

    private func blockMessage(
        _ kind: InventoryItem.Kind, _ node: BlockNode, _ view: ChainView
    ) -> NetworkMessage? {
        if kind == .compactBlock {
            if let recentBlock, recentBlock.block.hash == view[node].hash,
                isCompactServed(node, view)
            {
                return .compactBlock(recentBlock.compact)
            }
            return readBlock(node, view).map { block in
                isCompactServed(node, view) ? .compactBlock(CompactBlock(block)) : .block(block)
            }
        }
        if kind == .witnessBlock {
            if let recentBlock, recentBlock.block.hash == view[node].hash { return .block(recentBlock.block) }
            // As it stands in its file.
            guard let position = view[node].dataPosition,
                let bytes = try? chain.blockFiles.readBlock(at: position)
            else { return nil }
            return .encoded(command: "block", payload: Bytes(bytes))
        }
        return readBlock(node, view).map {
            .encoded(command: "block", payload: Bytes($0.strippedBytes))
        }
    }

    private func isCompactServed(_ node: BlockNode, _ view: ChainView) -> Bool {
        canFetchDirectly(in: view) && view[node].height >= view.height - Self.maximumCompactDepth
    }

    /// A block, from memory or from its file.
    func readBlock(_ node: BlockNode, _ view: ChainView) -> Block? {
        let entry = view[node]
        if let recentBlock, recentBlock.block.hash == entry.hash { return recentBlock.block }
        guard let position = entry.dataPosition, let bytes = try? chain.blockFiles.readBlock(at: position)
        else { return nil }
        var reader = ByteReader(bytes)
        return try? reader.read(Block.self)
    }

    // MARK: getblocktxn

    func received(_ request: BlockTransactionsRequest, from peer: Peer) async {
        guard !request.indexes.isEmpty else {
            return disconnect(peer, "getblocktxn received with no transaction indexes")
        }
        let view = view
        guard let node = view.find(request.block), view[node].status.contains(.hasData) else {
            if let recentBlock, recentBlock.block.hash == request.block {
                return sendTransactions(of: recentBlock.block, request, to: peer)
            }
            Log.debug(.net, "Peer \(peer.id) sent us a getblocktxn for a block we don't have")
            return
        }
        if view[node].height >= view.height - Self.maximumTransactionsDepth,
            let block = readBlock(node, view)
        {
            return sendTransactions(of: block, request, to: peer)
        }
        // The whole block: who has it read from disk is to take all of it.
        Log.debug(
            .net,
            "Peer \(peer.id) sent us a getblocktxn for a block > \(Self.maximumTransactionsDepth) deep")
        peer.wanted.append(InventoryItem(.witnessBlock, request.block.hash))
    }

    private func sendTransactions(of block: Block, _ request: BlockTransactionsRequest, to peer: Peer) {
        guard request.indexes.allSatisfy(block.transactions.indices.contains) else {
            return misbehaving(peer, "getblocktxn with out-of-bounds tx indices")
        }
        let transactions = request.indexes.map { block.transactions[$0] }
        Log.debug(.cmpctblock) {
            let size = transactions.reduce(0) { $0 + $1.totalSize }
            return "\(connections.logName(of: peer.id)) sent us a GETBLOCKTXN for block \(block.hash), "
                + "sending a BLOCKTXN with \(transactions.count) txns. (\(size) bytes)"
        }
        send(
            .blockTransactions(BlockTransactions(block: request.block, transactions: transactions)), to: peer)
    }
}

extension Block {
    /// The serialization without witnesses.
    var strippedBytes: [UInt8] {
        var writer = ByteWriter(capacity: strippedSize)
        writer.write(header)
        writer.writeCompactSize(transactions.count)
        for transaction in transactions { writer.write(transaction.strippedBytes) }
        return writer.bytes
    }
}
