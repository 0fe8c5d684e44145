import BitcoinSupport

/// Commands about nodes that the user wants to stay connected to.
public enum AddedNodeCommands {
    /// Adds or removes one.
    public static let addNode = RPCCommand(
        "addnode", .network,
        """
        Adds a node to those that this node stays connected to, removes it from them, or connects to it once.
        Such nodes are not disconnected for what they do, and need not be full nodes, but blocks are not fetched from those that are not.
        At most 8 are connected at a time, and -maxconnections does not count them.
        """,
        parameters: [
            RPCParameter("node", .string, .required, "The address or name of the node, and its port"),
            RPCParameter(
                "command", .string, .required,
                "'add' to stay connected, 'remove' to stop that, 'onetry' to connect once"),
            RPCParameter(
                "v2transport", .boolean, .hint("set by -v2transport"),
                "Whether to encrypt (BIP324); 'remove' ignores it"),
        ],
        results: [RPCResult(.null)],
        examples: .both(#""192.168.0.6:8333" "onetry" true"#, #""192.168.0.6:8333", "onetry", true"#))

    /// What has become of them.
    public static let getAddedNodeInfo = RPCCommand(
        "getaddednodeinfo", .network,
        """
        Returns what has become of one of the added nodes, or of all
        (those of onetry are not among them)
        """,
        parameters: [
            RPCParameter("node", .string, .hint("all nodes"), "The node, as it was named when it was added")
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.string, "addednode", "The node, as it was named when it was added"),
                            RPCResult(.boolean, "connected", "Whether it is connected"),
                            RPCResult(
                                .array, "addresses", "Only when connected = true",
                                [
                                    RPCResult(
                                        .object, "", "",
                                        [
                                            RPCResult(.string, "address", "Its address and port"),
                                            RPCResult(
                                                .string, "connected",
                                                "Who made the connection: inbound or outbound"),
                                        ])
                                ]),
                        ])
                ])
        ],
        examples: .both(#""192.168.0.201""#))

    static let all = [addNode, getAddedNodeInfo]
}
