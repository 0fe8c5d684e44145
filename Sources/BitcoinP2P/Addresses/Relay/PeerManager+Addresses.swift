import BitcoinSupport

/// How addresses are exchanged with peers.
extension PeerManager {
    /// Newer than so many seconds, an address is passed on.
    private static let freshSeconds: Int64 = 10 * 60
    /// Addresses come with at most so many others if they are passed on: longer lists are answers.
    private static let maximumRelayed = 10

    // MARK: Receiving

    func received(addresses: [PeerAddress], _ command: String, from peer: Peer) {
        guard peer.addresses.enable(peer.info.kind) else {
            Log.debug(.net, "ignoring \(command) message from \(peer.info.kind.name) peer=\(peer.id)")
            return
        }
        guard addresses.count <= AddressRelayState.maximumAddresses else {
            return misbehaving(peer, "\(command) message size = \(addresses.count)")
        }
        let now = NodeClock.now
        let before = (peer.addresses.processed, peer.addresses.rateLimited)
        let isLimited = !peer.info.permissions.contains(.addresses)
        peer.addresses.beginMessage(now: NodeClock.nowMicroseconds)
        var kept: [PeerAddress] = []
        for address in addresses.shuffled()
        where peer.addresses.takeAllowance(isLimited: isLimited) {
            guard let address = take(address, count: addresses.count, from: peer, now: now) else { continue }
            kept.append(address)
        }
        Log.debug(
            .net,
            "Received addr: \(addresses.count) addresses (\(peer.addresses.processed - before.0) processed, "
                + "\(peer.addresses.rateLimited - before.1) rate-limited) from peer=\(peer.id)")
        book.known.add(
            kept, from: peer.info.endpoint.address, timePenalty: AddressManager.gossipPenalty)
        peer.addresses.endMessage(count: addresses.count)
        // One alone is the peer's own.
        if peer.info.kind == .addressFetch, addresses.count > 1 {
            disconnect(peer, "addrfetch connection completed")
        }
    }

    /// Passes an address on if it is new; the address as it is to be kept, nil if it is of no use.
    private func take(_ address: PeerAddress, count: Int, from peer: Peer, now: Int64) -> PeerAddress? {
        var address = address
        guard address.services.mayKnowAddresses || hasDesirableServices(address.services) else { return nil }
        let time = Int64(address.time)
        if time <= Int64(PeerAddress.unknownTime) || time > now + Self.freshSeconds {
            address.time = UInt32(clamping: now - 5 * 24 * 60 * 60)
        }
        peer.addresses.insertKnown(address.endpoint)
        guard !book.bans.isAvoided(address.endpoint.address) else { return nil }
        peer.addresses.countProcessed()
        let isReachable = book.reachableNetworks.contains(address.endpoint.address.network)
        if Int64(address.time) > now - Self.freshSeconds, !peer.addresses.awaitsAnswer,
            count <= Self.maximumRelayed, address.endpoint.address.isRoutable
        {
            relay(address, isReachable: isReachable, from: peer, now: now)
        }
        return isReachable ? address : nil
    }

    private func relay(_ address: PeerAddress, isReachable: Bool, from origin: Peer, now: Int64) {
        guard isReachable || address.endpoint.address.isRelayable else { return }
        let candidates = peers.values.filter { peer in
            peer.addresses.isEnabled && peer.id != origin.id
                && (peer.handshake.understandsAddressesV2 || address.endpoint.address.isLegacyCompatible)
        }
        let chosen = addressChoice.peers(
            for: address.endpoint, isReachable: isReachable, among: candidates.map(\.id), now: now)
        for id in chosen {
            guard let peer = peers[id] else { continue }
            peer.addresses.push(address, understandsVersion2: peer.handshake.understandsAddressesV2)
        }
    }

    /// Answers `getaddr`, once. Only those who have connected to this node get an answer: others could recognise
    /// the node by addresses that they had told it before.
    func receivedGetAddresses(from peer: Peer) {
        guard peer.isInbound else {
            Log.debug(.net, "Ignoring \"getaddr\" from \(peer.info.kind.name) connection. peer=\(peer.id)")
            return
        }
        _ = peer.addresses.enable(peer.info.kind)
        guard peer.addresses.takeQuestion() else {
            Log.debug(.net, "Ignoring repeated \"getaddr\". peer=\(peer.id)")
            return
        }
        func sample() -> [PeerAddress] {
            book.known.sample(
                maximum: AddressRelayState.maximumAddresses, percent: AddressAnswers.maximumPercent
            ).filter { !book.bans.isAvoided($0.endpoint.address) }
        }
        let addresses =
            peer.info.permissions.contains(.addresses)
            ? sample()
            : addressAnswers.answer(
                to: AddressAnswers.Audience(peer.info), now: NodeClock.nowMicroseconds, sample)
        for address in addresses {
            peer.addresses.push(address, understandsVersion2: peer.handshake.understandsAddressesV2)
        }
    }

    // MARK: Sending

    /// Asks a peer that this node has connected to for addresses, and notes that it is there.
    func startAddresses(with peer: Peer) {
        guard !peer.isInbound else { return }
        if peer.addresses.enable(peer.info.kind) {
            send(.getAddresses, to: peer)
            peer.addresses.ask()
        }
        book.known.succeeded(peer.info.endpoint)
    }

    /// Sends a peer the addresses that wait, and now and then this node's own.
    func sendAddresses(to peer: Peer, now: Int64) {
        guard peer.addresses.isEnabled else { return }
        if options.isListening, !view.isInitialDownload { sendOwnAddress(to: peer, now: now) }
        let addresses = peer.addresses.takeWaiting(now: now)
        if !addresses.isEmpty { send(addresses, to: peer) }
    }

    private func sendOwnAddress(to peer: Peer, now: Int64) {
        let turn = peer.addresses.takeOwnAddressTurn(now: now)
        guard turn != .later,
            let endpoint = book.own.announced(to: peer.info, reported: peer.facts.reportedEndpoint)
        else { return }
        let address = PeerAddress(
            endpoint, services: peer.info.localServices, time: UInt32(clamping: NodeClock.now))
        let understandsVersion2 = peer.handshake.understandsAddressesV2
        if turn == .withOthers {
            peer.addresses.push(address, understandsVersion2: understandsVersion2)
        } else if understandsVersion2 || endpoint.address.isLegacyCompatible {
            // Alone, so that it is not lost among others that are too many.
            send([address], to: peer)
        }
    }

    private func send(_ addresses: [PeerAddress], to peer: Peer) {
        send(
            peer.handshake.understandsAddressesV2 ? .addressesV2(addresses) : .addresses(addresses), to: peer)
    }
}
