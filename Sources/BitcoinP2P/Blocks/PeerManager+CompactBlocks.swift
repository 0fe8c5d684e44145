import BitcoinChain
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

extension PeerManager {
    /// Takes a block in compact form.
    func received(_ compact: CompactBlock, from peer: Peer) async {
        let view = view
        guard canTakeCompactBlocks(from: peer, in: view) else { return }
        let hash = compact.header.hash
        guard let parent = view.find(compact.header.previousBlock) else {
            // The peer is ahead: its headers are needed first.
            if !view.isInitialDownload { requestHeaders(from: peer, locator: bestLocator(in: view)) }
            return
        }
        let work = view[parent].chainWork + ProofOfWork.work(bits: compact.header.bits)
        guard work >= workThreshold(in: view) else {
            Log.debug(.net, "Ignoring low-work compact block from peer \(peer.id)")
            return
        }
        let isNew = view.find(hash) == nil
        do throws(BlockRejection) {
            guard let snapshot = try accept([compact.header]) else { return }
            if isNew { logNewHeader(hash, snapshot.height, from: peer, isCompact: true) }
        } catch {
            punish(peer, for: error, isCompact: true, reason: "invalid header via cmpctblock")
            return
        }
        await take(compact, hash: hash, isNew: isNew, from: peer)
    }

    private func canTakeCompactBlocks(from peer: Peer, in view: ChainView) -> Bool {
        let name = connections.logName(of: peer.id)
        if view.isLoadingBlocks {
            Log.debug(.cmpctblock, "\(name) sent us a compact block even though we are still loading blocks!")
        } else if options.ignoresTransactions {
            Log.debug(.cmpctblock, "\(name) sent us a compact block even though we are blocksonly!")
        } else if !peer.announcements.providesCompactBlocks {
            Log.debug(
                .cmpctblock, "\(name) sent us a compact block despite never having sent us a SENDCMPCT!")
        } else {
            return true
        }
        return false
    }

    /// Takes a compact block whose header is good.
    private func take(_ compact: CompactBlock, hash: BlockHash, isNew: Bool, from peer: Peer) async {
        let view = view
        guard let node = view.find(hash) else { return }
        let entry = view[node]
        peer.availability.announced(hash, in: view)
        if isNew, entry.chainWork > view.tipWork { peer.lastBlockAnnouncement = NodeClock.now }
        guard !entry.status.contains(.hasData) else { return }

        let asked = requests.peers(askedFor: hash)
        let isRequested = asked.contains(peer.id)
        if !isRequested, !peer.facts.isHighBandwidthTo {
            Log.debug(
                .cmpctblock,
                "\(connections.logName(of: peer.id)), not marked as high-bandwidth, sent us an unsolicited "
                    + "compact block!")
            return
        }
        if entry.chainWork <= view.tipWork || entry.transactionCount != 0 {
            // There is a better block, or it was here and has been pruned: the mempool is of no use for it.
            if isRequested { requestFull(hash, from: peer) }
            return
        }
        guard !asked.isEmpty || canFetchDirectly(in: view) else { return }
        guard entry.height <= view.height + 2 else {
            if isRequested {
                requestFull(hash, from: peer)
            } else {
                received(headers: [compact.header], from: peer, isCompact: true)
            }
            return
        }
        if isRequested
            || (asked.count < BlockRequests.maximumPeersPerBlock
                && requests.count(of: peer.id) < BlockRequests.maximumPerPeer)
        {
            await reconstruct(compact, node: node, hash: hash, from: peer, in: view)
        } else {
            await reconstructAtOnce(compact, hash: hash, from: peer)
        }
    }

    /// Puts a block together from what is here, and asks for the rest.
    private func reconstruct(
        _ compact: CompactBlock, node: BlockNode, hash: BlockHash, from peer: Peer, in view: ChainView
    ) async {
        let asked = requests.peers(askedFor: hash)
        let isFirst = asked.isEmpty || asked.first == peer.id
        let now = NodeClock.nowMicroseconds
        if !requests.add(node, to: peer.id, in: view, now: now),
            requests.request(for: hash, to: peer.id)?.reconstruction != nil
        {
            Log.debug(.net, "Peer sent us compact block we were already syncing!")
            return
        }
        let reconstruction: BlockReconstruction
        do throws(BlockReconstruction.Failure) {
            reconstruction = try self.reconstruction(of: compact)
        } catch {
            switch error {
            case .invalid:
                requests.remove(hash, from: peer.id, now: now)
                misbehaving(peer, "invalid compact block")
            case .collision where isFirst:
                requestFull(hash, from: peer)
            case .collision:
                requests.remove(hash, from: peer.id, now: now)
            }
            return
        }
        requests.setReconstruction(reconstruction, of: hash, from: peer.id)
        let missing = reconstruction.missing
        if missing.isEmpty {
            await received(BlockTransactions(block: hash, transactions: []), from: peer)
        } else if isFirst {
            send(.getBlockTransactions(BlockTransactionsRequest(block: hash, indexes: missing)), to: peer)
        } else if peer.facts.isHighBandwidthTo,
            !peer.isInbound || isRequestedFromOutbound(hash)
                || asked.count < BlockRequests.maximumPeersPerBlock - 1
        {
            // Others may be slow on purpose; the last place is kept for a peer that this node has chosen.
            send(.getBlockTransactions(BlockTransactionsRequest(block: hash, indexes: missing)), to: peer)
        } else {
            requests.remove(hash, from: peer.id, now: now)
        }
    }

    private func isRequestedFromOutbound(_ hash: BlockHash) -> Bool {
        requests.peers(askedFor: hash).contains { peers[$0].map { !$0.isInbound } ?? false }
    }

    /// The block comes from another peer already; it may be that nothing of it is missing.
    private func reconstructAtOnce(_ compact: CompactBlock, hash: BlockHash, from peer: Peer) async {
        guard
            var reconstruction = try? reconstruction(of: compact),
            let block = try? reconstruction.fill(with: [], checksWitness: checksWitness(compact.header))
        else { return }
        await process(block, from: peer, isRequested: true, hasEnoughWork: true, isPunishable: false)
        if let node = view.find(hash), view[node].status.isValid(.transactions) {
            requests.remove(hash, now: NodeClock.nowMicroseconds)
        }
    }

    /// Takes transactions that were missing.
    func received(_ transactions: BlockTransactions, from peer: Peer) async {
        guard !view.isLoadingBlocks else {
            Log.debug(.net, "Unexpected blocktxn message received from peer \(peer.id)")
            return
        }
        let hash = transactions.block
        guard var reconstruction = requests.request(for: hash, to: peer.id)?.reconstruction else {
            Log.debug(
                .net, "Peer \(peer.id) sent us block transactions for block we weren't expecting")
            return
        }
        let now = NodeClock.nowMicroseconds
        guard !reconstruction.isUsedUp else {
            requests.remove(hash, from: peer.id, now: now)
            misbehaving(peer, "previous compact block reconstruction attempt failed")
            Log.debug(.net, "Peer \(peer.id) sent compact block transactions multiple times")
            return
        }
        let isFirst = requests.peers(askedFor: hash).first == peer.id
        let block: Block
        do throws(BlockReconstruction.Failure) {
            let height = view.find(reconstruction.previousBlock).map { view[$0].height + 1 } ?? 0
            block = try reconstruction.fill(
                with: transactions.transactions, checksWitness: height >= segwitHeight)
        } catch {
            switch error {
            case .invalid:
                requests.remove(hash, from: peer.id, now: now)
                misbehaving(peer, "invalid compact block/non-matching block transactions")
            case .collision where isFirst:
                // What is left of it stays, so that the peer does not get another try.
                requests.setReconstruction(reconstruction, of: hash, from: peer.id)
                requestFull(hash, from: peer)
            case .collision:
                requests.remove(hash, from: peer.id, now: now)
                Log.debug(
                    .net,
                    "Peer \(peer.id) sent us a compact block but it failed to reconstruct, waiting on first "
                        + "download to complete")
            }
            return
        }
        requests.remove(hash, from: peer.id, now: now)
        await process(block, from: peer, isRequested: true, hasEnoughWork: true, isPunishable: false)
    }

    private func requestFull(_ hash: BlockHash, from peer: Peer) {
        send(.getData([InventoryItem(peer.blockKind, hash.hash)]), to: peer)
    }

    private func checksWitness(_ header: BlockHeader) -> Bool {
        view.find(header.previousBlock).map { view[$0].height + 1 >= segwitHeight } ?? false
    }

    /// What a block is put together from.
    private func reconstruction(of block: CompactBlock) throws(BlockReconstruction.Failure)
        -> BlockReconstruction
    {
        try BlockReconstruction(
            block, pool: chain.access.mempool.all.lazy.map(\.transaction), extra: extraTransactions.all)
    }
}
