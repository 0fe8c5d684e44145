import BitcoinCommands
import BitcoinP2P
import BitcoinSupport

/// Carries out the commands about peers.
struct NetworkHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(NetworkCommands.getNetworkInfo) { _ in try await networkInfo() }
    }

    private func networkInfo() async throws -> JSONValue {
        let arguments = node.arguments
        let network = try node.networkForCommands
        let connections = network.connections
        let relay = await network.peers.relayReport
        let isMissingHistory = try await node.chainForCommands.backgroundValidation != nil
        let offered = connections.configuration.localServices
        let services = isMissingHistory ? offered.withoutHistory : offered
        let count = connections.connectionCount
        return .members(
            ("version", .integer(ClientVersion.number)),
            ("subversion", .string(ClientVersion.userAgent(comments: arguments.list("uacomment")))),
            ("protocolversion", .integer(ProtocolVersion.current)),
            ("localservices", .string(services.rawValue.paddedHex)),
            ("localservicesnames", .array(services.names.map(JSONValue.string))),
            ("localrelay", .bool(!arguments.bool("blocksonly", default: false))),
            ("timeoffset", 0),
            ("tx_send_rate", .integer(relay.transactionsPerSecond)),
            (
                "inv_buckets",
                .members(("inbound", Self.bucket(relay.inbound)), ("outbound", Self.bucket(relay.outbound)))
            ),
            ("networkactive", .bool(await connections.isNetworkActive)),
            ("connections", .integer(count.inbound + count.outbound)),
            ("connections_in", .integer(count.inbound)),
            ("connections_out", .integer(count.outbound)),
            ("networks", .array(Network.reachable.map { Self.network($0, connections) })),
            ("relayfee", .amount(satoshis: try feeRate("minrelaytxfee"))),
            ("incrementalfee", .amount(satoshis: try feeRate("incrementalrelayfee"))),
            ("localaddresses", .array(connections.book.own.all.map(Self.ownAddress))),
            ("warnings", node.warningsForCommands))
    }

    private static func bucket(_ bucket: RelayReport.Bucket) -> JSONValue {
        .members(
            ("backlog", .integer(bucket.waiting)), ("count_tok", .double(bucket.transactions)),
            ("size_tok", .double(bucket.bytes)))
    }

    private static func network(_ network: Network, _ connections: ConnectionManager) -> JSONValue {
        let isReachable = connections.book.reachableNetworks.contains(network)
        let proxy = connections.configuration.proxies.byNetwork[network]
        return .members(
            ("name", .string(network.name)), ("limited", .bool(!isReachable)),
            ("reachable", .bool(isReachable)), ("proxy", .string(proxy?.description ?? "")),
            ("proxy_randomize_credentials", .bool(proxy?.isolatesStreams ?? false)))
    }

    private static func ownAddress(_ entry: OwnAddresses.Entry) -> JSONValue {
        .members(
            ("address", .string("\(entry.endpoint.address)")), ("port", .integer(entry.endpoint.port)),
            ("score", .integer(entry.score)))
    }

    /// A fee rate from an option, in satoshis per 1000 virtual bytes; 100 if it is not given.
    private func feeRate(_ option: String) throws -> Int64 {
        guard let text = node.arguments.string(option) else { return 100 }
        guard let rate = try? JSONValue.string(text).satoshis() else {
            throw RPCError(.miscellaneous, "Invalid amount for -\(option)=<amount>: '\(text)'")
        }
        return rate
    }
}
