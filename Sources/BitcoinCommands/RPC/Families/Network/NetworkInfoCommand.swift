import BitcoinSupport

/// Commands about the peer-to-peer network.
public enum NetworkCommands {
    /// The state of the network.
    public static let getNetworkInfo = RPCCommand(
        "getnetworkinfo", .network, "Returns the state of the peer-to-peer network as this node has it.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "version", "The version of the server as a number"),
                    RPCResult(.string, "subversion", "The version of the server as peers see it"),
                    RPCResult(.number, "protocolversion", "The version of the protocol"),
                    RPCResult(.hex, "localservices", "The services that this node offers"),
                    RPCResult(
                        .array, "localservicesnames", "The same by their names",
                        [RPCResult(.string, "", "The name of a service")]),
                    RPCResult(.boolean, "localrelay", "Whether peers are asked to relay transactions"),
                    RPCResult(.number, "timeoffset", "How far the peers' clocks are off, in seconds"),
                    RPCResult(
                        .number, "tx_send_rate",
                        "How many transactions at most are to be sent to inbound peers per second"),
                    announcementBuckets,
                    RPCResult(.number, "connections", "Connections in all"),
                    RPCResult(.number, "connections_in", "Connections that peers made"),
                    RPCResult(.number, "connections_out", "Connections that this node made"),
                    RPCResult(.boolean, "networkactive", "Whether the node connects to peers at all"),
                    RPCResult(.array, "networks", "Each kind of network", [network]),
                    RPCResult(.number, "relayfee", "Lowest fee rate of relayed transactions, in BTC/kvB"),
                    RPCResult(
                        .number, "incrementalfee",
                        "By how much a replacement must raise the fee rate, in BTC/kvB"),
                    RPCResult(.array, "localaddresses", "The node's own addresses", [localAddress]),
                    BlockchainStateCommands.warnings,
                ])
        ],
        examples: .both(""))

    private static let announcementBuckets = RPCResult(
        .dictionary, "inv_buckets", "",
        [
            RPCResult(
                .object, "inbound/outbound", "The direction of connections",
                [
                    RPCResult(.number, "backlog", "Transactions that wait to be announced"),
                    RPCResult(.number, "count_tok", "Allowance left, in transactions"),
                    RPCResult(.number, "size_tok", "Allowance left, in bytes"),
                ])
        ])

    private static let network = RPCResult(
        .object, "", "",
        [
            RPCResult(.string, "name", "The network (ipv4, ipv6, onion, i2p, cjdns)"),
            RPCResult(.boolean, "limited", "Whether -onlynet leaves it out"),
            RPCResult(.boolean, "reachable", "Whether it can be reached"),
            RPCResult(.string, "proxy", "(\"host:port\") The proxy that leads to it, or empty"),
            RPCResult(.boolean, "proxy_randomize_credentials", "Whether the proxy gets random credentials"),
        ])

    private static let localAddress = RPCResult(
        .object, "", "",
        [
            RPCResult(.string, "address", "The address"),
            RPCResult(.number, "port", "The port"),
            RPCResult(.number, "score", "How good it is compared to the others"),
        ])

    static let all = [getNetworkInfo]
}
