import BitcoinSupport

extension ConnectionManager {
    /// After so many seconds without an address of a network, the built-in seeds are used.
    private static let fixedSeedDelay: Int64 = 60
    /// How often another of the user's seeds is asked if there are few connections.
    private static let nextSeedSeconds: Int64 = 10
    /// So many connections are enough to learn of others.
    static let sufficientPeers = 2

    /// Makes connections to nodes that are chosen from the known ones, again and again.
    func openConnections() async {
        var plan = OutboundPlan(now: NodeClock.nowMicroseconds)
        var seeds = SeedSchedule(
            nodes: configuration.seedNodes.shuffled(), now: NodeClock.now, isEmpty: book.known.count() == 0)
        var fixedSeeds = configuration.fixedSeeds
        let start = NodeClock.now
        if fixedSeeds == nil { Log.info("Fixed seeds are disabled") }
        while !Task.isCancelled {
            if let seed = seeds.take() {
                fetches.append(seed)
                Log.info(
                    book.known.count() == 0
                        ? "Empty addrman, adding seednode (\(seed)) to addrfetch"
                        : "Couldn't connect to peers from addrman after \(Self.nextSeedSeconds) seconds. "
                            + "Adding seednode (\(seed)) to addrfetch")
            }
            await fetchAddresses()
            guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return }
            guard automaticCount < configuration.automaticLimit else { continue }
            if let list = fixedSeeds, addFixedSeeds(list, since: start) { fixedSeeds = nil }
            let situation = OutboundSituation(registry.all.map(\.info))
            seeds.schedule(
                hasFewPeers: situation.fullRelay < Self.sufficientPeers, now: NodeClock.now,
                interval: Self.nextSeedSeconds)
            await openConnection(&plan, situation)
        }
    }

    private var automaticCount: Int {
        registry.all.count { !$0.info.kind.isInbound && $0.info.kind != .manual }
    }

    /// Asks one of the nodes for addresses whose turn it is.
    private func fetchAddresses() async {
        guard !fetches.isEmpty, automaticCount < configuration.automaticLimit else { return }
        let name = fetches.removeFirst()
        await connect(to: .named(name), kind: .addressFetch, usesEncryption: configuration.usesEncryption)
    }

    // MARK: Built-in seeds

    /// Adds the built-in seeds of networks from which no address is known, if others have had their chance. True if
    /// that was done.
    private func addFixedSeeds(_ seeds: [NetworkEndpoint], since start: Int64) -> Bool {
        let networks = book.reachableNetworks.filter { book.known.count(of: $0) == 0 }
        guard !networks.isEmpty else { return false }
        if NodeClock.now > start + Self.fixedSeedDelay {
            Log.info(
                "Adding fixed seeds as 60 seconds have passed and addrman is empty for at least one reachable "
                    + "network")
        } else if !configuration.asksDNSSeeds, configuration.seedNodes.isEmpty, addedNodes.isEmpty {
            Log.info(
                "Adding fixed seeds as -dnsseed=0 (or IPv4/IPv6 connections are disabled via -onlynet) and "
                    + "neither -addnode nor -seednode are provided")
        } else {
            return false
        }
        // They look as if they had been seen one or two weeks ago: whoever answers tells of better ones.
        let week: Int64 = 7 * 24 * 60 * 60
        let addresses = seeds.filter { networks.contains($0.address.network) }.map { endpoint in
            PeerAddress(
                endpoint, services: .assumedOfSeeds,
                time: UInt32(clamping: NodeClock.now - week - Int64.random(in: 0..<week)))
        }
        book.known.add(addresses, from: NetworkAddress(standingFor: "fixedseeds"))
        Log.info("Added \(addresses.count) fixed seeds from reachable networks.")
        return true
    }

    // MARK: One connection

    private func openConnection(_ plan: inout OutboundPlan, _ situation: OutboundSituation) async {
        guard let handler else { return }
        let counts = OutboundPlan.Counts(
            fullRelay: situation.fullRelay, blockRelay: situation.blockRelay,
            maximumFullRelay: configuration.outboundFullRelayLimit,
            maximumBlockRelay: configuration.blockRelayLimit)
        var wishes = wishes.withLock { $0 }
        wishes.hasAnchors = !anchors.isEmpty
        let now = NodeClock.nowMicroseconds
        guard let choice = plan.next(counts, wishes, now: now) else { return }
        var kind = ConnectionKind.outboundFullRelay
        var network: Network?
        switch choice {
        case .anchor:
            kind = .blockRelayOnly
        case .known(let known):
            kind = known
        case .missingNetwork:
            let missing = book.reachableNetworks.filter {
                situation.networks[$0] == nil && book.known.count(of: $0) > 0
            }
            guard let found = missing.randomElement() else { return }
            network = found
            plan.connectsToMissingNetwork(now: now)
        }
        book.known.resolveCollisions()
        let address =
            choice == .anchor
            ? await takeAnchor(handler, situation) : await chooseAddress(kind, network, handler, situation)
        guard let address else { return }
        if kind == .feeler {
            // So that nodes do not all do it at the same time.
            guard (try? await Task.sleep(for: .milliseconds(Int64.random(in: 0..<1000)))) != nil else {
                return
            }
            Log.debug(.net, "Making feeler connection to \(address.endpoint)")
        }
        if let network {
            Log.debug(.net, "Making network specific connection to \(address.endpoint) on \(network.name).")
        }
        let encrypts =
            configuration.usesEncryption && address.services.contains(.encryptedTransport)
        await connect(
            to: .known(address), kind: kind, usesEncryption: encrypts,
            countsFailure: situation.isOnline(limit: configuration.maximumConnections))
    }

    /// An address to connect to; nil if none is good enough for now.
    private func chooseAddress(
        _ kind: ConnectionKind, _ network: Network?, _ handler: any PeerMessageHandling,
        _ situation: OutboundSituation
    ) async -> PeerAddress? {
        let networks = network.map { [$0] } ?? book.reachableNetworks
        var filter = OutboundFilter(
            isFeeler: kind == .feeler, networks: book.reachableNetworks, connectedGroups: situation.groups)
        while !Task.isCancelled, filter.beginTry() {
            guard let (address, lastTry) = candidate(isFeeler: kind == .feeler, networks) else { return nil }
            let candidate = OutboundFilter.Candidate(
                address: address, lastTry: lastTry,
                hasDesirableServices: await handler.hasDesirableServices(address.services))
            switch filter.judge(
                candidate, isOwn: book.own.contains(address.endpoint.address), now: NodeClock.now)
            {
            case .skip: continue
            case .giveUp: return nil
            case .take: break
            }
            guard !isAdded(address.endpoint) else {
                let place = configuration.logsAddresses ? ": \(address.endpoint)" : ""
                Log.debug(
                    .net,
                    "Not making automatic \(network == nil ? "" : "network-specific ")\(kind.name) connection to "
                        + "\(address.endpoint.address.network.name) peer selected for manual (addnode) "
                        + "connection\(place)")
                continue
            }
            return address
        }
        return nil
    }

    private func candidate(
        isFeeler: Bool, _ networks: Set<Network>
    ) -> (address: PeerAddress, lastTry: Int64)? {
        guard isFeeler else { return book.known.select(newOnly: false, networks: networks) }
        if let collision = book.known.selectCollision() {
            let endpoint = collision.address.endpoint
            guard registry.all.contains(where: { $0.info.endpoint.address == endpoint.address }) else {
                return collision
            }
            // It is there: there is a connection to it.
            book.known.succeeded(endpoint)
        }
        return book.known.select(newOnly: true, networks: networks)
    }

    // MARK: Anchors

    /// One of the peers of the last run.
    private func takeAnchor(
        _ handler: any PeerMessageHandling, _ situation: OutboundSituation
    ) async -> PeerAddress? {
        while let anchor = anchors.popLast() {
            let address = anchor.endpoint.address
            guard address.isValid, !book.own.contains(address),
                address.publicNetwork.map(book.reachableNetworks.contains) ?? true,
                await handler.hasDesirableServices(anchor.services),
                !situation.groups.contains(NetworkGroup(address))
            else { continue }
            Log.debug(.net, "Trying to make an anchor connection to \(anchor.endpoint)")
            return anchor
        }
        return nil
    }
}
