import BitcoinSupport

extension PeerManager {
    /// BIP159: a peer with only the last blocks will do once the tip is at most so many blocks behind.
    private static let limitedPeerDepth: Int64 = 144

    /// Which services a peer must have, given those that it has.
    func desirableServices(_ services: ServiceFlags) -> ServiceFlags {
        let depth = (NodeClock.now - tipTime) / parameters.consensus.targetSpacingSeconds
        let isClose = depth < Self.limitedPeerDepth
        return services.contains(.networkLimited) && isClose
            ? [.networkLimited, .witness] : [.network, .witness]
    }

    /// Whether services are all that this node wants of an outbound peer.
    public func hasDesirableServices(_ services: ServiceFlags) -> Bool {
        services.isSuperset(of: desirableServices(services))
    }

    func sendVersion(to peer: Peer) {
        let info = peer.info
        let address = info.endpoint.address
        let isTold = address.isRoutable && address.isLegacyCompatible
        let relays = acceptsTransactions(from: peer)
        let message = VersionMessage(
            services: view.history == nil ? info.localServices : info.localServices.withoutHistory,
            time: NodeClock.now, receiverServices: [],
            receiver: isTold ? info.endpoint : .unspecified, nonce: info.nonce, userAgent: options.userAgent,
            startHeight: Int32(clamping: view.height), relaysTransactions: relays)
        send(.version(message), to: peer)
        Log.debug(
            .net,
            "send version message: version=\(ProtocolVersion.current), blocks=\(view.height), "
                + "txrelay=\(relays ? 1 : 0), peer=\(peer.id)")
    }

    /// Whether a peer may send transactions.
    func acceptsTransactions(from peer: Peer) -> Bool {
        guard peer.info.kind.relaysTransactions else { return false }
        return !options.ignoresTransactions || peer.info.permissions.contains(.relay)
    }

    /// Does what a step of the handshake asks for. False if the message is not to be dealt with further.
    func follow(_ action: VersionHandshake.Action, with peer: Peer) -> Bool {
        switch action {
        case .accept:
            return true
        case .ignore(let text):
            Log.debug(.net, text.hasPrefix("unknown feature") ? text : "\(text) from peer=\(peer.id)")
        case .disconnect(let text):
            disconnect(peer, text)
        case .disconnectSelf:
            Log.info("connected to self at \(peer.info.endpoint), disconnecting")
            disconnect(peer)
        }
        return false
    }

    func received(_ version: VersionMessage, from peer: Peer) {
        if !peer.isInbound, peer.handshake.state == .waitingForVersion {
            book.known.setServices(version.services, of: peer.info.endpoint)
        }
        let desirable = desirableServices(version.services)
        let terms = VersionHandshake.Terms(
            kind: peer.info.kind, desirableServices: { _ in desirable }, isOwnNonce: connections.isOwnNonce)
        guard follow(peer.handshake.received(version, terms: terms), with: peer) else { return }
        if peer.isInbound {
            if version.receiver.address.isRoutable { book.own.seen(version.receiver) }
            sendVersion(to: peer)
        }
        peer.startHeight = version.startHeight
        peer.timeOffset = version.time - NodeClock.now
        let relays = version.relaysTransactions && peer.info.kind.relaysTransactions
        // Who is offered filters may want transactions later.
        if peer.info.kind.relaysTransactions, version.relaysTransactions || offersBloomFilters(to: peer) {
            peer.relay = TransactionRelay(isWanted: relays)
        }
        update(peer) { facts in
            facts.version = version.version
            facts.userAgent = version.userAgent
            facts.services = version.services
            facts.hasDesirableServices = version.services.isSuperset(of: desirable)
            facts.reportedEndpoint = version.receiver
            facts.relaysTransactions = relays
        }
        let agent = version.userAgent.isEmpty ? "<no user agent>" : version.userAgent
        Log.debug(
            .net,
            "receive version message: \(agent): version \(version.version), blocks=\(version.startHeight), "
                + "us=\(version.receiver), txrelay=\(version.relaysTransactions ? 1 : 0), "
                + connections.logName(of: peer.id))

        let common = peer.handshake.commonVersion
        if common >= ProtocolVersion.wtxidRelay {
            send(.wtxidRelay, to: peer)
            send(.sendAddressesV2, to: peer)
        }
        if relays, !makeRoomForRelay(to: peer, after: "version", keepsPeer: true) { return }
        send(.verack, to: peer)
        if !peer.isInbound || peer.info.permissions.contains(.noBan), peer.info.kind != .addressFetch,
            peer.servesBlocks
        {
            sources.prefer(peer.id)
        }
        startAddresses(with: peer)
        if peer.info.kind == .feeler { disconnect(peer, "feeler connection completed") }
    }

    func receivedVerack(from peer: Peer) {
        guard follow(peer.handshake.receivedVerack(), with: peer) else { return }
        let transport = connections.transportName(of: peer.id)
        let text =
            "New \(peer.info.kind.name) peer connected: transport: \(transport), "
            + "version: \(peer.handshake.version), \(connections.logName(of: peer.id))"
        // Anybody can connect as often as he likes; that must not fill the log.
        if peer.isInbound { Log.debug(.net, text) } else { Log.info(text) }
        if peer.handshake.commonVersion >= ProtocolVersion.compactBlocks {
            send(.sendCompact(CompactBlockPreference(isHighBandwidth: false)), to: peer)
        }
        downloads.connected(
            peer.id,
            TransactionDownloads.PeerTraits(
                isPreferred: sources.isPreferred(peer.id),
                hasRelayPermission: peer.info.permissions.contains(.relay),
                relaysByWtxid: peer.handshake.relaysByWtxid))
        update(peer) { $0.isHandshakeComplete = true }
    }
}
