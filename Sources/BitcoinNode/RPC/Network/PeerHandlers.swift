import BitcoinCommands
import BitcoinP2P
import BitcoinPrimitives
import BitcoinSupport

/// Carries out the commands about peers and connections.
struct PeerHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        let table = node.table
        table.register(PeerInfoCommand.getPeerInfo) { _ in try await peerInfo() }
        table.register(ConnectionCommands.getConnectionCount) { _ in
            let count = try node.networkForCommands.connections.connectionCount
            return .integer(count.inbound + count.outbound)
        }
        table.register(ConnectionCommands.ping) { _ in
            try await node.networkForCommands.peers.pingAll()
            return .null
        }
        table.register(ConnectionCommands.getNetTotals) { _ in try totals() }
        table.register(ConnectionCommands.disconnectNode) { try disconnect($0) }
        table.register(ConnectionCommands.setNetworkActive) { request in
            let connections = try node.networkForCommands.connections
            await connections.setNetworkActive(try request.bool("state"))
            return .bool(await connections.isNetworkActive)
        }
        table.register(ConnectionCommands.addConnection) { try await addConnection($0) }
        table.register(ConnectionCommands.sendMessageToPeer) { try sendMessage($0) }
        table.register(AddedNodeCommands.addNode) { try await addNode($0) }
        table.register(AddedNodeCommands.getAddedNodeInfo) { try await addedNodes($0) }
    }

    private func peerInfo() async throws -> JSONValue {
        let network = try node.networkForCommands
        let peers = network.connections.peers
        let reports = await network.peers.reports()
        return .array(
            peers.compactMap { peer in
                reports[peer.info.id].map { PeerPresentation(peer: peer, report: $0).json }
            })
    }

    private func totals() throws -> JSONValue {
        let totals = try node.networkForCommands.connections.totals
        let target = totals.uploadTarget
        return .members(
            ("totalbytesrecv", .integer(totals.received)),
            ("totalbytessent", .integer(totals.sent)),
            ("timemillis", .integer(NodeClock.systemMicroseconds / 1000)),
            (
                "uploadtarget",
                .members(
                    ("timeframe", .integer(target.timeframe)),
                    ("target", .integer(target.target)),
                    ("target_reached", .bool(target.isReached)),
                    ("serve_historical_blocks", .bool(target.servesHistoricalBlocks)),
                    ("bytes_left_in_cycle", .integer(target.bytesLeft)),
                    ("time_left_in_cycle", .integer(target.secondsLeft)))
            ))
    }

    private func disconnect(_ request: RPCRequest) throws -> JSONValue {
        let connections = try node.networkForCommands.connections
        let address = request["address"].string
        let id = request["nodeid"].isNull ? nil : try request.integer("nodeid", as: Int64.self)
        let isFound: Bool
        switch (address, id) {
        case (let address?, nil): isFound = connections.disconnect(named: address)
        case (nil, let id?), ("", let id?): isFound = connections.disconnect(byUser: PeerID(id))
        default:
            throw RPCError(.invalidParameters, "Only one of address and nodeid should be provided.")
        }
        guard isFound else { throw RPCError(.nodeNotConnected, "Node not found in connected nodes") }
        return .null
    }

    private func sendMessage(_ request: RPCRequest) throws -> JSONValue {
        let connections = try node.networkForCommands.connections
        let id = PeerID(try request.integer("peer_id", as: Int64.self))
        let command = try request.string("msg_type")
        guard command.utf8.count <= WireMessage.maximumCommandLength else {
            throw RPCError(
                .invalidParameter,
                "Error: msg_type too long, max length is \(WireMessage.maximumCommandLength)")
        }
        guard let payload = Hex.decode(try request.string("msg")) else {
            throw RPCError(.invalidParameter, "Error parsing input for msg")
        }
        guard connections.info(of: id) != nil else {
            throw RPCError(.miscellaneous, "Error: Could not send message to peer")
        }
        connections.send(.encoded(command: command, payload: Bytes(payload)), to: id)
        return [:]
    }

    private func addConnection(_ request: RPCRequest) async throws -> JSONValue {
        guard node.parameters.chain == .regtest else {
            throw RPCError(
                .miscellaneous, "addconnection is for regression testing (-regtest mode) only.")
        }
        let connections = try node.networkForCommands.connections
        let address = try request.string("address")
        let name = try request.string("connection_type").trimmed()
        let kinds: [ConnectionKind] = [.outboundFullRelay, .blockRelayOnly, .addressFetch, .feeler]
        guard let kind = kinds.first(where: { $0.name == name }) else {
            throw RPCError(.invalidParameter, request.command.help)
        }
        let usesEncryption = try request.bool("v2transport")
        guard !usesEncryption || connections.configuration.usesEncryption else {
            throw RPCError(
                .invalidParameter,
                "Error: Adding v2transport connections requires -v2transport init flag to be set.")
        }
        guard await connections.addConnection(to: address, kind: kind, usesEncryption: usesEncryption) else {
            throw RPCError(
                .nodeCapacityReached, "Error: Already at capacity for specified connection type.")
        }
        return .members(("address", .string(address)), ("connection_type", .string(String(name))))
    }

    // MARK: Added nodes

    private func addNode(_ request: RPCRequest) async throws -> JSONValue {
        let command = try request.string("command")
        guard ["onetry", "add", "remove"].contains(command) else {
            throw RPCError(.miscellaneous, request.command.help)
        }
        let connections = try node.networkForCommands.connections
        let name = try request.string("node")
        guard !name.trimmed().isEmpty else {
            throw RPCError(.invalidParameter, "Error: Node address cannot be empty")
        }
        let canEncrypt = connections.configuration.usesEncryption
        let usesEncryption = request["v2transport"].isNull ? canEncrypt : try request.bool("v2transport")
        guard canEncrypt || !usesEncryption else {
            throw RPCError(
                .invalidParameter, "Error: v2transport requested but not enabled (see -v2transport)")
        }
        switch command {
        case "onetry":
            await connections.connect(to: .named(name), kind: .manual, usesEncryption: usesEncryption)
        case "add":
            guard await connections.addNode(AddedNode(name: name, usesEncryption: usesEncryption)) else {
                throw RPCError(.nodeAlreadyAdded, "Error: Node already added")
            }
        default:
            guard await connections.removeNode(name) else {
                throw RPCError(
                    .nodeNotAdded,
                    "Error: Node could not be removed. It has not been added previously.")
            }
        }
        return .null
    }

    private func addedNodes(_ request: RPCRequest) async throws -> JSONValue {
        var nodes = try await node.networkForCommands.connections.addedNodeStatus()
        if let name = request["node"].string {
            nodes = nodes.filter { $0.node.name == name }
            guard !nodes.isEmpty else {
                throw RPCError(.nodeNotAdded, "Error: Node has not been added.")
            }
        }
        return .array(
            nodes.map { status in
                let address = status.connection.map { connection in
                    JSONValue.members(
                        ("address", .string("\(connection.endpoint)")),
                        ("connected", connection.isInbound ? "inbound" : "outbound"))
                }
                return .members(
                    ("addednode", .string(status.node.name)), ("connected", .bool(address != nil)),
                    ("addresses", .array(address.map { [$0] } ?? [])))
            })
    }
}

extension NodeContext {
    /// The network, for a command that cannot do without it.
    var networkForCommands: NodeNetwork {
        get throws {
            guard let network = network.current else {
                throw RPCError(
                    .p2pDisabled, "Error: Peer-to-peer functionality missing or disabled")
            }
            return network
        }
    }
}
