import BitcoinCommands
import BitcoinSupport

/// Carries out the commands about peers.
///
/// This node has no connections to peers yet, so what is told is that: no service is offered, no connection open.
struct NetworkHandlers: Sendable {
    let node: NodeContext

    /// The version of the peer-to-peer protocol that this program speaks of.
    private static let protocolVersion = 70016

    /// Serves the commands.
    func register() {
        node.table.register(NetworkCommands.getNetworkInfo) { _ in try networkInfo() }
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
            ("warnings", node.warnings))
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
