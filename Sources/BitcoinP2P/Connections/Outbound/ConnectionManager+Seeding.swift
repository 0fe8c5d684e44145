import BitcoinSupport

extension ConnectionManager {
    /// So long the user's seeds have their chance before names are asked.
    private static let seedNodeSeconds: Int64 = 30
    /// So many names are asked at once.
    private static let seedsAtOnce = 3
    /// With so many known addresses they are given more time.
    private static let manyAddresses = 1000
    private static let secondsWithMany: Int64 = 300
    private static let secondsWithFew: Int64 = 11
    /// Of the answer to one name no more addresses are taken, so that it does not fill the tables.
    private static let maximumAddresses = 32

    /// Asks names for nodes, if the known ones do not lead to enough connections.
    func askSeeds() async {
        var outbound = 0
        if !configuration.seedNodes.isEmpty {
            guard let count = await waitForSeedNodes() else { return }
            outbound = count
        }
        let seeds = configuration.dnsSeeds.shuffled()
        var seedsNow = configuration.forcesDNSSeeds || book.known.count() == 0 ? seeds.count : 0
        guard outbound < Self.sufficientPeers || seedsNow > 0 else {
            Log.info("Skipping DNS seeds. Enough peers have been found")
            return
        }
        var found = 0
        let wait = book.known.count() >= Self.manyAddresses ? Self.secondsWithMany : Self.secondsWithFew
        for seed in seeds {
            if seedsNow == 0 {
                seedsNow = Self.seedsAtOnce
                if book.known.count() > 0 {
                    Log.info("Waiting \(wait) seconds before querying DNS seeds.")
                    guard await waitForPeers(seconds: wait, found: found) else { return }
                }
            }
            guard await waitForNetwork() else { return }
            Log.info("Loading addresses from DNS seed \(seed)")
            found += await ask(seed)
            seedsNow -= 1
        }
        Log.info("\(found) addresses found from DNS seeds")
    }

    /// How many outbound peers relay everything, and have shaken hands.
    private var fullOutboundCount: Int {
        registry.all.count { $0.facts.isHandshakeComplete && $0.info.kind == .outboundFullRelay }
    }

    /// Waits for connections by way of the user's seeds, and says how many there are; nil at the end.
    private func waitForSeedNodes() async -> Int? {
        let start = NodeClock.now
        Log.info(
            "-seednode enabled. Trying the provided seeds for \(Self.seedNodeSeconds) seconds before defaulting "
                + "to the dnsseeds.")
        while true {
            guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return nil }
            guard NodeClock.now <= start + Self.seedNodeSeconds else {
                Log.info(
                    "Couldn't connect to enough peers via seed nodes. Handing fetch logic to the DNS seeds.")
                return fullOutboundCount
            }
            let count = fullOutboundCount
            guard count < Self.sufficientPeers else {
                Log.info("P2P peers available. Finished fetching data from seed nodes.")
                return count
            }
        }
    }

    /// Waits for so many seconds. False at the end, or if there are enough connections.
    private func waitForPeers(seconds: Int64, found: Int) async -> Bool {
        var left = seconds
        while left > 0 {
            let step = min(Self.secondsWithFew, left)
            guard (try? await Task.sleep(for: .seconds(step))) != nil else { return false }
            left -= step
            guard fullOutboundCount < Self.sufficientPeers else {
                if found > 0 {
                    Log.info("\(found) addresses found from DNS seeds")
                    Log.info("P2P peers available. Finished DNS seeding.")
                } else {
                    Log.info("P2P peers available. Skipped DNS seeding.")
                }
                return false
            }
        }
        return true
    }

    /// Waits until there is to be any traffic. False at the end.
    private func waitForNetwork() async -> Bool {
        guard !Task.isCancelled else { return false }
        guard !isActive else { return true }
        Log.info("Waiting for network to be reactivated before querying DNS seeds.")
        while !isActive {
            guard (try? await Task.sleep(for: .seconds(1))) != nil else { return false }
        }
        return true
    }

    /// Asks a name, and says how many addresses it gave. Where names are looked up by a proxy, or the name does not
    /// know which services are wanted, one of its nodes is asked for addresses instead.
    private func ask(_ seed: String) async -> Int {
        guard configuration.proxies.forNames == nil else {
            fetches.append(seed)
            return 0
        }
        let services: ServiceFlags = .assumedOfSeeds
        let host = "x\(String(services.rawValue, radix: 16)).\(seed)"
        let addresses = configuration.looksUpNames ? await NameLookup.resolve(host) : []
        guard !addresses.isEmpty else {
            fetches.append(seed)
            return 0
        }
        let day: Int64 = 24 * 60 * 60
        let found = addresses.prefix(Self.maximumAddresses).map { address in
            PeerAddress(
                NetworkEndpoint(address, port: configuration.defaultPort), services: services,
                time: UInt32(clamping: NodeClock.now - 3 * day - Int64.random(in: 0..<4 * day)))
        }
        book.known.add(found, from: NetworkAddress(standingFor: host))
        return found.count
    }
}
