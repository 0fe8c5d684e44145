import BitcoinSupport

/// Commands that make and end connections.
public enum ConnectionCommands {
    /// How many connections there are.
    public static let getConnectionCount = RPCCommand(
        "getconnectioncount", .network, "Returns how many peers are connected.",
        results: [RPCResult(.number, "", "The number of connections")], examples: .both(""))

    /// Measures round trips.
    public static let ping = RPCCommand(
        "ping", .network,
        """
        Sends a ping to every peer; getpeerinfo shows how long the answers take.
        A ping waits its turn behind all other work, so it also measures how busy both sides are.
        """,
        results: [RPCResult(.null)], examples: .both(""))

    /// Traffic in bytes.
    public static let getNetTotals = RPCCommand(
        "getnettotals", .network, "Returns how much was sent and received, and the time.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "totalbytesrecv", "Bytes received"),
                    RPCResult(.number, "totalbytessent", "Bytes sent"),
                    RPCResult(.time, "timemillis", "The system's time in milliseconds since 1970"),
                    RPCResult(.object, "uploadtarget", "", uploadTarget),
                ])
        ],
        examples: .both(""))

    private static let uploadTarget = [
        RPCResult(.number, "timeframe", "The length of a cycle in seconds"),
        RPCResult(.number, "target", "Bytes that may be sent in a cycle, 0 for any number"),
        RPCResult(.boolean, "target_reached", "Whether they are used up"),
        RPCResult(.boolean, "serve_historical_blocks", "Whether blocks older than a week are served"),
        RPCResult(.number, "bytes_left_in_cycle", "Bytes left in this cycle"),
        RPCResult(.number, "time_left_in_cycle", "Seconds left in this cycle"),
    ]

    /// Ends a connection.
    public static let disconnectNode = RPCCommand(
        "disconnectnode", .network,
        """
        Disconnects a peer at once.

        The peer is named either by its address or by its number, not by both.

        To name it by its number, leave the address empty, or use the named argument nodeid alone.
        """,
        parameters: [
            RPCParameter("address", .string, .hint("fallback to nodeid"), "The address and port of the peer"),
            RPCParameter(
                "nodeid", .number, .hint("fallback to address"), "The number of the peer (see getpeerinfo)"),
        ],
        results: [RPCResult(.null)],
        examples: [
            .commandLine(#""192.168.0.6:8333""#), .commandLine(#""" 1"#), .request(#""192.168.0.6:8333""#),
            .request(#""", 1"#),
        ])

    /// Switches the network on and off.
    public static let setNetworkActive = RPCCommand(
        "setnetworkactive", .network, "Switches all traffic with peers on or off.",
        parameters: [
            RPCParameter("state", .boolean, .required, "true to switch it on, false to switch it off")
        ],
        results: [RPCResult(.boolean, "", "The state that is now in force")])

    /// Opens an automatic connection.
    public static let addConnection = RPCCommand(
        "addconnection", .hidden,
        "Connects to a node as if it had been chosen from the known addresses. For tests only.",
        parameters: [
            RPCParameter("address", .string, .required, "The address and port to connect to"),
            RPCParameter(
                "connection_type", .string, .required,
                #"What the connection is for ("outbound-full-relay", "block-relay-only", "addr-fetch" or "feeler")"#
            ),
            RPCParameter("v2transport", .boolean, .required, "Whether to encrypt (BIP324)"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "address", "The address"),
                    RPCResult(.string, "connection_type", "What the connection is for"),
                ])
        ],
        examples: .both(
            #""192.168.0.6:8333" "outbound-full-relay" true"#,
            #""192.168.0.6:8333", "outbound-full-relay", true"#))

    /// Sends any bytes.
    public static let sendMessageToPeer = RPCCommand(
        "sendmsgtopeer", .hidden,
        """
        Sends a message to a peer.
        Its type and its bytes are given; the header is made from them.
        For tests only.
        """,
        parameters: [
            RPCParameter("peer_id", .number, .required, "The number of the peer"),
            RPCParameter("msg_type", .string, .required, "The type of the message, 12 characters at most"),
            RPCParameter("msg", .hex, .required, "The bytes of the message without the header"),
        ],
        results: [RPCResult(.object, "", "")],
        examples: .both(#"0 "addr" "ffffff""#, #"0, "addr", "ffffff""#))

    static let all = [
        getConnectionCount, ping, getNetTotals, disconnectNode, setNetworkActive, addConnection,
        sendMessageToPeer,
    ]
}
