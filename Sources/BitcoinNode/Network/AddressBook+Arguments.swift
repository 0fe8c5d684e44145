import BitcoinConsensus
import BitcoinP2P
import BitcoinSupport

extension AddressBook {
    /// What the data directory and the options say about addresses. `announce` is told what is being read.
    init(
        _ arguments: Arguments, reach: NetworkReach, parameters: ChainParameters,
        announce: (String) -> Void
    ) async throws(StartupError) {
        announce("Loading P2P addresses…")
        let known: AddressManager
        do {
            known = try AddressManager.load(
                arguments.dataPath("peers.dat"), messageStart: parameters.messageStart,
                isDeterministic: arguments.list("test").contains("addrman"))
        } catch {
            throw StartupError(error.description)
        }
        announce("Loading banlist…")
        let bans = BanManager(
            path: arguments.dataPath("banlist.json"),
            defaultSeconds: arguments.integer("bantime", default: BanManager.defaultBanSeconds))
        let own = try await Self.own(arguments, reach: reach, parameters: parameters)
        self.init(known: known, bans: bans, own: own, reachableNetworks: reach.networks)
    }

    private static func own(
        _ arguments: Arguments, reach: NetworkReach, parameters: ChainParameters
    ) async throws(StartupError) -> OwnAddresses {
        var rules = OwnAddresses.Rules()
        rules.listens = arguments.bool("listen", default: true)
        rules.discovers = arguments.bool("discover", default: true)
        rules.port = listenPort(arguments, parameters: parameters)
        rules.reachableNetworks = reach.networks
        rules.logsAddresses = arguments.logsAddresses
        let own = OwnAddresses(rules)
        let names = NameLookup(
            asksResolver: arguments.bool("dns", default: true), defaultPort: rules.port)
        for text in arguments.list("externalip") {
            guard let endpoint = await names.endpoints(of: text).first, endpoint.address.isValid else {
                throw StartupError("Cannot resolve -externalip address: '\(text)'")
            }
            own.add(endpoint, from: .manual, evenIfUnreachable: true)
        }
        return own
    }

    /// The port that other nodes are told: the first that the node is bound to for everybody.
    private static func listenPort(_ arguments: Arguments, parameters: ChainParameters) -> UInt16 {
        for text in arguments.list("bind") {
            if let endpoint = NetworkEndpoint(text), endpoint.port != 0 { return endpoint.port }
        }
        for text in arguments.list("whitebind") {
            if let rule = try? PermissionRule(text, allowsOutbound: false),
                !rule.permissions.contains(.noBan), let endpoint = NetworkEndpoint(rule.place)
            {
                return endpoint.port
            }
        }
        return UInt16(
            truncatingIfNeeded: arguments.integer("port", default: Int64(parameters.defaultPort)))
    }
}
