import BitcoinSupport

/// The command that shows all there is to see about the peers.
public enum PeerInfoCommand {
    /// The peers.
    public static let getPeerInfo = RPCCommand(
        "getpeerinfo", .network, "Returns what is known about each peer that is connected.",
        results: [
            RPCResult(.array, "", "", [RPCResult(.object, "", "", identity + conversation + counts)])
        ],
        examples: .both(""))

    private static let identity = [
        RPCResult(.number, "id", "The number of the connection"),
        RPCResult(.string, "addr", "(host:port) The peer, as the user named it or by its address"),
        RPCResult(.string, "addrbind", "(ip:port) This node's end of the connection", optional: true),
        RPCResult(.string, "addrlocal", "(ip:port) This node's address as the peer sees it", optional: true),
        RPCResult(
            .string, "network", "The network (ipv4, ipv6, onion, i2p, cjdns, not_publicly_routable)"),
        RPCResult(
            .number, "mapped_as", "The autonomous system that the peer is in (only with -asmap)",
            optional: true),
        RPCResult(.hex, "services", "The services that the peer offers"),
        RPCResult(
            .array, "servicesnames", "The same by their names",
            [RPCResult(.string, "", "The name of a service")]),
        RPCResult(.boolean, "relaytxes", "Whether transactions are announced to the peer"),
        RPCResult(
            .number, "last_inv_sequence", "The sequence number of the mempool at the last announcement"),
        RPCResult(.number, "inv_to_send", "How many transactions wait to be announced"),
    ]

    private static let conversation = [
        RPCResult(.time, "lastsend", "When something was last sent"),
        RPCResult(.time, "lastrecv", "When something was last received"),
        RPCResult(.time, "last_transaction", "When the peer last sent a valid transaction"),
        RPCResult(.time, "last_block", "When the peer last sent a block"),
        RPCResult(.number, "bytessent", "Bytes sent"),
        RPCResult(.number, "bytesrecv", "Bytes received"),
        RPCResult(.time, "conntime", "When the connection was made"),
        RPCResult(.number, "timeoffset", "How far the peer's clock is off, in seconds"),
        RPCResult(.number, "pingtime", "The last round trip in seconds", optional: true),
        RPCResult(.number, "minping", "The shortest round trip in seconds", optional: true),
        RPCResult(.number, "pingwait", "For how many seconds a ping is out", optional: true),
        RPCResult(.number, "version", "The version of the protocol that the peer speaks"),
        RPCResult(.string, "subver", "The peer's software"),
        RPCResult(.boolean, "inbound", "Whether the peer made the connection"),
        RPCResult(.boolean, "bip152_hb_to", "Whether this node has chosen the peer for high bandwidth"),
        RPCResult(.boolean, "bip152_hb_from", "Whether the peer has chosen this node for high bandwidth"),
        RPCResult(
            .number, "presynced_headers",
            "The height of the first phase of headers download, or -1 if that is not under way"),
        RPCResult(.number, "synced_headers", "The height of the last header in common, or -1"),
        RPCResult(.number, "synced_blocks", "The height of the last block in common, or -1"),
        RPCResult(
            .array, "inflight", "",
            [RPCResult(.number, "n", "The height of a block that the peer was asked for")]),
    ]

    private static let counts = [
        RPCResult(.boolean, "addr_relay_enabled", "Whether addresses are passed on to the peer"),
        RPCResult(.number, "addr_processed", "How many of the peer's addresses were looked at"),
        RPCResult(.number, "addr_rate_limited", "How many of the peer's addresses were too many"),
        RPCResult(
            .array, "permissions", "What the user allows the peer",
            [
                RPCResult(
                    .string, "permission_type",
                    "bloomfilter, noban, forcerelay, relay, mempool, download or addr")
            ]),
        RPCResult(.number, "minfeefilter", "The lowest fee rate that the peer wants to hear of"),
        RPCResult(
            .dictionary, "bytessent_per_msg", "",
            [RPCResult(.number, "msg", "Bytes sent in messages of this type")]),
        RPCResult(
            .dictionary, "bytesrecv_per_msg", "",
            [
                RPCResult(
                    .number, "msg",
                    "Bytes received in messages of this type; unknown ones are counted as *other*")
            ]),
        RPCResult(
            .string, "connection_type",
            "inbound, outbound-full-relay, block-relay-only, manual, feeler or addr-fetch"),
        RPCResult(.string, "transport_protocol_type", "detecting, v1 (in the clear) or v2 (BIP324)"),
        RPCResult(.string, "session_id", "The name of the encrypted session, empty without encryption"),
    ]

    static let all = [getPeerInfo]
}
