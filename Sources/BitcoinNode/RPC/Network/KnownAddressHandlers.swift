import BitcoinCommands
import BitcoinP2P
import BitcoinSupport

/// Carries out the commands about the addresses of other nodes.
struct KnownAddressHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(KnownAddressCommands.getNodeAddresses) { try nodeAddresses($0) }
        node.table.register(KnownAddressCommands.getAddressCounts) { _ in try counts() }
        node.table.register(KnownAddressCommands.getAddressTables) { _ in try tables() }
        node.table.register(KnownAddressCommands.addPeerAddress) { try addPeerAddress($0) }
    }

    private func nodeAddresses(_ request: RPCRequest) throws -> JSONValue {
        let book = try node.addressBookForCommands
        let count = request["count"].isNull ? 1 : try request.integer("count", as: Int32.self)
        guard count >= 0 else { throw RPCError(.invalidParameter, "Address count out of range") }
        var network: Network?
        if !request["network"].isNull {
            let name = try request.string("network")
            network = Network(name: name)
            guard network != nil else {
                throw RPCError(.invalidParameter, "Network not recognized: \(name)")
            }
        }
        let addresses = book.known.sample(maximum: Int(count), percent: 0, network: network)
        return .array(
            addresses.filter { !book.bans.isAvoided($0.endpoint.address) }.map { address in
                .members(
                    ("time", .integer(address.time)), ("services", .integer(address.services.rawValue)),
                    ("address", .string("\(address.endpoint.address)")),
                    ("port", .integer(address.endpoint.port)),
                    ("network", .string(address.endpoint.address.networkClassName)))
            })
    }

    private func counts() throws -> JSONValue {
        let known = try node.addressBookForCommands.known
        func count(_ network: Network?) -> JSONValue {
            let (new, tried) = (known.count(of: network, new: true), known.count(of: network, new: false))
            return .members(
                ("new", .integer(new)), ("tried", .integer(tried)), ("total", .integer(new + tried)))
        }
        let networks = Network.reachable.map { ($0.name, count($0)) }
        return .object(JSONObject(networks + [("all_networks", count(nil))]))
    }

    private func tables() throws -> JSONValue {
        let known = try node.addressBookForCommands.known
        return .members(
            ("new", Self.table(known.entries(tried: false))),
            ("tried", Self.table(known.entries(tried: true))))
    }

    private static func table(_ entries: [AddressTableEntry]) -> JSONValue {
        .object(
            JSONObject(
                entries.map { entry in
                    (
                        "\(entry.bucket)/\(entry.position)",
                        .members(
                            ("address", .string("\(entry.address.endpoint.address)")),
                            ("port", .integer(entry.address.endpoint.port)),
                            ("services", .integer(entry.address.services.rawValue)),
                            ("time", .integer(entry.address.time)),
                            ("network", .string(entry.address.endpoint.address.networkClassName)),
                            ("source", .string("\(entry.source)")),
                            ("source_network", .string(entry.source.networkClassName)))
                    )
                }))
    }

    private func addPeerAddress(_ request: RPCRequest) throws -> JSONValue {
        let book = try node.addressBookForCommands
        let port = try request.integer("port", as: UInt16.self)
        let isTried = request["tried"].isNull ? false : try request.bool("tried")
        guard let address = NetworkAddress(try request.string("address")) else {
            throw RPCError(.invalidAddressOrSubnet, "Invalid IP address")
        }
        let reachesCJDNS = node.arguments.bool("cjdnsreachable", default: false)
        let endpoint = NetworkEndpoint(reachesCJDNS ? address.asCJDNS() : address, port: port)
        let peer = PeerAddress(
            endpoint, services: [.network, .witness], time: UInt32(clamping: NodeClock.now))
        // It counts as if the node had told of itself.
        var error: String?
        if !book.known.add([peer], from: endpoint.address) {
            error = "failed-adding-to-new"
        } else if isTried, !book.known.succeeded(endpoint) {
            error = "failed-adding-to-tried"
        }
        guard let error else { return .members(("success", true)) }
        return .members(("error", .string(error)), ("success", false))
    }
}
