extension MempoolCommands {
    /// Transactions whose parents are missing.
    public static let getOrphanTransactions = RPCCommand(
        "getorphantxs", .hidden,
        """
        Tells which transactions wait for transactions that they spend.

        EXPERIMENTAL: what this tells may change.
        """,
        parameters: [
            RPCParameter(
                "verbosity", .number, .value(0),
                "0 for txids, which may repeat; 1 for an object about each; 2 for the bytes as well",
                traits: .init(acceptsAnyType: true))
        ],
        results: [
            RPCResult(
                .array, "", "", [RPCResult(.hex, "txid", "The transaction's hash")],
                when: "for verbose = 0"),
            RPCResult(
                .array, "", "", [RPCResult(.object, "", "", orphan)], when: "for verbose = 1"),
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "", orphan + [RPCResult(.hex, "hex", "The transaction's bytes")])
                ], when: "for verbose = 2"),
        ],
        examples: .both("2"))

    private static let orphan = [
        RPCResult(.hex, "txid", "The transaction's hash without witnesses"),
        RPCResult(.hex, "wtxid", "The transaction's hash with witnesses"),
        RPCResult(.number, "bytes", "Its size in bytes"),
        RPCResult(.number, "vsize", "(DEPRECATED) As vsize_bip141"),
        RPCResult(.number, "vsize_bip141", "Its virtual size (BIP 141), where witnesses count less"),
        RPCResult(.number, "weight", "Its weight (BIP 141)"),
        RPCResult(.array, "from", "", [RPCResult(.number, "peer_id", "A peer that has announced it")]),
    ]
}
