import BitcoinCommands
import BitcoinSupport

/// Carries out the commands about peers and the mempool.
///
/// This node has no connections to peers and takes in no transactions yet, so what is told is that: no service is
/// offered, no connection open, the mempool empty.
struct NetworkHandlers: Sendable {
    let node: NodeContext

    /// The version of the peer-to-peer protocol that this program speaks of.
    private static let protocolVersion = 70016

    /// Serves the commands.
    func register() {
        node.table.register(NetworkCommands.getNetworkInfo) { _ in try networkInfo() }
        node.table.register(MempoolCommands.getMempoolInfo) { _ in try mempoolInfo() }
        node.table.register(MempoolCommands.getRawMempool) { try rawMempool($0) }
    }

    private func networkInfo() throws -> JSONValue {
        let arguments = node.arguments
        return .members(
            ("version", .integer(ClientVersion.number)),
            ("subversion", .string(ClientVersion.userAgent(comments: arguments.list("uacomment")))),
            ("protocolversion", .integer(Self.protocolVersion)),
            ("localservices", .string(UInt64(0).paddedHex)),
            ("localservicesnames", []),
            ("localrelay", false),
            ("timeoffset", 0),
            ("tx_send_rate", 0),
            ("inv_buckets", [:]),
            ("networkactive", false),
            ("connections", 0),
            ("connections_in", 0),
            ("connections_out", 0),
            ("networks", []),
            ("relayfee", .amount(satoshis: try feeRate("minrelaytxfee"))),
            ("incrementalfee", .amount(satoshis: try feeRate("incrementalrelayfee"))),
            ("localaddresses", []),
            ("warnings", node.warningsForCommands))
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
