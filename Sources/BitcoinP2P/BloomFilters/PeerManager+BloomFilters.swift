import BitcoinPrimitives
import BitcoinSupport

/// What light clients are served that have set a bloom filter (BIP37), if they are offered it (BIP111):
/// `-peerbloomfilters`, or the permission `bloomfilter`.
extension PeerManager {
    /// Whether a peer may set filters.
    func offersBloomFilters(to peer: Peer) -> Bool { peer.info.localServices.contains(.bloom) }

    /// Whether a peer may set filters, which it tries to; it is left if not.
    private func mayFilter(_ peer: Peer, _ command: String) -> Bool {
        if offersBloomFilters(to: peer) { return true }
        disconnect(peer, "\(command) received despite not offering bloom services")
        return false
    }

    /// Sets a filter; from now on only what it matches is announced.
    func received(_ filter: BloomFilter, from peer: Peer) {
        guard mayFilter(peer, "filterload") else { return }
        guard filter.isWithinLimits else { return misbehaving(peer, "too-large bloom filter") }
        setFilter(filter, of: peer, "filterload")
    }

    /// Adds to the filter.
    func received(filterElement element: Bytes, from peer: Peer) {
        guard mayFilter(peer, "filteradd") else { return }
        guard element.count <= BloomFilter.maximumElementSize else {
            return misbehaving(peer, "bad filteradd message")
        }
        // Who gets no transactions has no filter either.
        guard peer.relay != nil else { return }
        guard peer.relay?.filter != nil else { return misbehaving(peer, "bad filteradd message") }
        peer.relay?.filter?.insert(element.rawSpan)
    }

    /// Takes the filter back; from now on everything is announced.
    func receivedClearFilter(from peer: Peer) {
        guard mayFilter(peer, "filterclear") else { return }
        setFilter(nil, of: peer, "filterclear")
    }

    private func setFilter(_ filter: BloomFilter?, of peer: Peer, _ command: String) {
        guard peer.relay != nil else { return }
        peer.relay?.filter = filter
        // Whoever said in its `version` that it wants no transactions wants some now.
        peer.relay?.isWanted = true
        update(peer) { facts in
            facts.hasBloomFilter = filter != nil
            facts.relaysTransactions = true
        }
        makeRoomForRelay(to: peer, after: command, keepsPeer: false)
    }

    /// Sees to it that there are not too many inbound peers to whom transactions are relayed. False if that cost the
    /// peer its connection.
    @discardableResult
    func makeRoomForRelay(to peer: Peer, after command: String, keepsPeer: Bool) -> Bool {
        guard peer.isInbound else { return true }
        guard !connections.makeRoomForRelay(keeping: keepsPeer ? peer.id : nil) else { return true }
        Log.debug(
            .net,
            "failed to find a tx-relaying eviction candidate - connection dropped after \(command) message, "
                + connections.logName(of: peer.id))
        disconnect(peer)
        return false
    }

    /// Sends what a filter matches of a block: the proof that it is there, and the transactions themselves, for which
    /// the peer could not ask. Nothing without a filter.
    func serve(_ block: Block, filteredFor peer: Peer) {
        guard var filter = peer.relay?.filter else { return }
        var matches: [Transaction] = []
        for transaction in block.transactions where filter.matches(transaction) {
            matches.append(transaction)
        }
        peer.relay?.filter = filter
        let txids = Set(matches.map(\.txid))
        send(.merkleBlock(MerkleBlock(block, isWanted: txids.contains)), to: peer)
        for transaction in matches {
            send(.encoded(command: "tx", payload: Bytes(transaction.strippedBytes)), to: peer)
        }
    }
}
