import BitcoinSupport

/// Commands about the addresses of other nodes.
public enum KnownAddressCommands {
    /// Some of them.
    public static let getNodeAddresses = RPCCommand(
        "getnodeaddresses", .network,
        """
        Returns known addresses of nodes, without those that are old or were found useless.
        Some of them may lead to new peers. More may be known than are returned.
        """,
        parameters: [
            RPCParameter("count", .number, .value(1), "At most so many; 0 for all"),
            RPCParameter(
                "network", .string, .hint("all networks"),
                "Only those of a network: ipv4, ipv6, onion, i2p or cjdns"),
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.time, "time", "When the node was last seen"),
                            RPCResult(.number, "services", "What it offers"),
                            RPCResult(.string, "address", "Its address"),
                            RPCResult(.number, "port", "Its port"),
                            RPCResult(.string, "network", "Its network: ipv4, ipv6, onion, i2p or cjdns"),
                        ])
                ])
        ],
        examples: [
            .commandLine("8"), .commandLine(#"4 "i2p""#), .request("8"), .request(#"4, "i2p""#),
        ])

    /// How many there are.
    public static let getAddressCounts = RPCCommand(
        "getaddrmaninfo", .network,
        "Returns how many addresses are known in each network: new ones, and those that were connected to.",
        results: [
            RPCResult(
                .dictionary, "", "The networks",
                [
                    RPCResult(
                        .object, "network", "ipv4, ipv6, onion, i2p, cjdns or all_networks",
                        [
                            RPCResult(.number, "new", "Addresses that others have told of"),
                            RPCResult(.number, "tried", "Addresses that this node has been connected to"),
                            RPCResult(.number, "total", "Both together"),
                        ])
                ])
        ],
        examples: .both(""))

    /// All of them, with their places.
    public static let getAddressTables = RPCCommand(
        "getrawaddrman", .hidden,
        """
        EXPERIMENTAL warning: this call may be changed in future releases.

        Returns both tables of known addresses: new ones, and those that were connected to.
        """,
        results: [
            RPCResult(
                .dictionary, "", "",
                [
                    RPCResult(
                        .dictionary, "table", "The entries of a table (new, tried)",
                        [RPCResult(.object, "bucket/position", "The place in the table", entry)])
                ])
        ],
        examples: .both(""))

    private static let entry = [
        RPCResult(.string, "address", "The address"),
        RPCResult(
            .number, "mapped_as", "The autonomous system that it is in (only with -asmap)", optional: true),
        RPCResult(.number, "port", "The port"),
        RPCResult(.string, "network", "The network: ipv4, ipv6, onion, i2p or cjdns"),
        RPCResult(.number, "services", "What the node offers"),
        RPCResult(.time, "time", "When it was last seen"),
        RPCResult(.string, "source", "The address of who told of it"),
        RPCResult(.string, "source_network", "The network of who told of it"),
        RPCResult(
            .number, "source_mapped_as",
            "The autonomous system of who told of it (only with -asmap)", optional: true),
    ]

    /// Adds one.
    public static let addPeerAddress = RPCCommand(
        "addpeeraddress", .hidden, "Adds a node to the known addresses. For tests only.",
        parameters: [
            RPCParameter("address", .string, .required, "The address"),
            RPCParameter("port", .number, .required, "The port"),
            RPCParameter(
                "tried", .boolean, .value(false), "Whether it is to count as one that was connected to"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.boolean, "success", "Whether it was added"),
                    RPCResult(.string, "error", "Why it was not", optional: true),
                ])
        ],
        examples: .both(#""1.2.3.4" 8333 true"#, #""1.2.3.4", 8333, true"#))

    static let all = [getNodeAddresses, getAddressCounts, getAddressTables, addPeerAddress]
}
