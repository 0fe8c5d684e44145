import BitcoinCommands
import BitcoinP2P
import BitcoinSupport

/// Carries out the commands about peers and the mempool.
///
/// This node takes in no transactions yet, so what is told is that: the mempool is empty.
struct NetworkHandlers: Sendable {
    let node: NodeContext

    /// Serves the commands.
    func register() {
        node.table.register(NetworkCommands.getNetworkInfo) { _ in try await networkInfo() }
        node.table.register(MempoolCommands.getMempoolInfo) { _ in try mempoolInfo() }
        node.table.register(MempoolCommands.getRawMempool) { try rawMempool($0) }
    }

    private func networkInfo() async throws -> JSONValue {
        let arguments = node.arguments
        let connections = try node.networkForCommands.connections
        let services = connections.configuration.localServices
        let count = connections.connectionCount
        return .members(
            ("version", .integer(ClientVersion.number)),
            ("subversion", .string(ClientVersion.userAgent(comments: arguments.list("uacomment")))),
            ("protocolversion", .integer(ProtocolVersion.current)),
            ("localservices", .string(services.rawValue.paddedHex)),
            ("localservicesnames", .array(services.names.map(JSONValue.string))),
            ("localrelay", .bool(!arguments.bool("blocksonly", default: false))),
            ("timeoffset", 0),
            ("tx_send_rate", 0),
            ("inv_buckets", [:]),
            ("networkactive", .bool(await connections.isNetworkActive)),
            ("connections", .integer(count.inbound + count.outbound)),
            ("connections_in", .integer(count.inbound)),
            ("connections_out", .integer(count.outbound)),
            ("networks", .array(Network.reachable.map(Self.network))),
            ("relayfee", .amount(satoshis: try feeRate("minrelaytxfee"))),
            ("incrementalfee", .amount(satoshis: try feeRate("incrementalrelayfee"))),
            ("localaddresses", []),
            ("warnings", node.warnings))
    }

    private static func network(_ network: Network) -> JSONValue {
        let isReachable = network == .ipv4 || network == .ipv6
        return .members(
            ("name", .string(network.name)), ("limited", .bool(!isReachable)),
            ("reachable", .bool(isReachable)), ("proxy", ""), ("proxy_randomize_credentials", false))
    }

    private func mempoolInfo() throws -> JSONValue {
        let arguments = node.arguments
        let minimum = JSONValue.amount(satoshis: try feeRate("minrelaytxfee"))
        return .members(
            // The stored pool comes after the stored blocks, and there is none yet.
            ("loaded", .bool(node.startupImport.current != nil)),
            ("size", 0),
            ("bytes", 0),
            ("usage", 0),
            ("total_fee", .amount(satoshis: 0)),
            ("maxmempool", .integer(arguments.integer("maxmempool", default: 300) * 1_000_000)),
            ("mempoolminfee", minimum),
            ("minrelaytxfee", minimum),
            ("incrementalrelayfee", .amount(satoshis: try feeRate("incrementalrelayfee"))),
            ("unbroadcastcount", 0),
            ("permitbaremultisig", .bool(arguments.bool("permitbaremultisig", default: true))),
            ("maxdatacarriersize", .integer(arguments.integer("datacarriersize", default: 100_000))),
            ("limitclustercount", .integer(arguments.integer("limitclustercount", default: 64))),
            ("limitclustersize", .integer(arguments.integer("limitclustersize", default: 101) * 1000)),
            ("optimal", true))
    }

    private func rawMempool(_ request: RPCRequest) throws -> JSONValue {
        switch (try request.bool("verbose"), try request.bool("mempool_sequence")) {
        case (true, true):
            throw RPCError(.invalidParameter, "Verbose results cannot contain mempool sequence values.")
        case (true, false):
            return .object([:])
        case (false, true):
            // The count begins at one, and every change to the pool would add to it.
            return .members(("txids", []), ("mempool_sequence", 1))
        case (false, false):
            return []
        }
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
