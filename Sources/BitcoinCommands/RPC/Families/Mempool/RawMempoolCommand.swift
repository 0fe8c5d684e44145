extension MempoolCommands {
    /// What is in the memory pool.
    public static let getRawMempool = RPCCommand(
        "getrawmempool", .blockchain,
        """
        Returns the ids of all transactions in the memory pool.

        To ask about one transaction, use getmempoolentry.
        """,
        parameters: [
            RPCParameter(
                "verbose", .boolean, .value(false), "True for an object about each, false for the ids alone"),
            RPCParameter(
                "mempool_sequence", .boolean, .value(false),
                "Without verbose: an object with the ids and the pool's sequence number"),
        ],
        results: [
            RPCResult(
                .array, "", "", [RPCResult(.hex, "", "A transaction id")], when: "for verbose = false"),
            RPCResult(
                .dictionary, "", "", [RPCResult(.object, "transactionid", "", entry)],
                when: "for verbose = true"),
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.array, "txids", "", [RPCResult(.hex, "", "A transaction id")]),
                    RPCResult(.number, "mempool_sequence", "The sequence number of the pool"),
                ], when: "for verbose = false and mempool_sequence = true"),
        ],
        examples: .both("true"))

    /// A transaction in the pool.
    static let entry = [
        RPCResult(.number, "vsize", "(DEPRECATED) As vsize_adjusted"),
        RPCResult(.number, "vsize_bip141", "The virtual size (BIP 141), where witnesses count less"),
        RPCResult(.number, "vsize_adjusted", "The same, or more for many signature operations"),
        RPCResult(.number, "weight", "The weight (BIP 141)"),
        RPCResult(.time, "time", "When the transaction came into the pool, in seconds since 1970"),
        RPCResult(.number, "height", "The height of the chain at that time"),
        RPCResult(.number, "descendantcount", "How many in the pool descend from it, with itself"),
        RPCResult(.number, "descendantsize", "Their virtual sizes added up"),
        RPCResult(.number, "ancestorcount", "How many in the pool it descends from, with itself"),
        RPCResult(.number, "ancestorsize", "Their virtual sizes added up"),
        RPCResult(.number, "chunkweight", "The adjusted weight of its chunk"),
        RPCResult(.hex, "wtxid", "The hash of the transaction with its witnesses"),
        RPCResult(
            .object, "fees", "",
            [
                RPCResult(.amount, "base", "The fee in BTC"),
                RPCResult(.amount, "modified", "The fee that counts for mining, in BTC"),
                RPCResult(.amount, "ancestor", "The fees of its ancestors and itself that count for mining"),
                RPCResult(.amount, "descendant", "The same of its descendants and itself"),
                RPCResult(.amount, "chunk", "The fees of its chunk"),
            ]),
        RPCResult(
            .array, "depends", "Transactions of the pool that it spends",
            [RPCResult(.hex, "transactionid", "A parent")]),
        RPCResult(
            .array, "spentby", "Transactions of the pool that spend it",
            [RPCResult(.hex, "transactionid", "A child")]),
        RPCResult(.boolean, "unbroadcast", "Whether no peer is known to have it yet"),
        RPCResult(
            .boolean, "bip125-replaceable",
            "Whether it signals replaceability (BIP 125), or descends from one of the pool that does (DEPRECATED)",
            optional: true),
    ]
}
