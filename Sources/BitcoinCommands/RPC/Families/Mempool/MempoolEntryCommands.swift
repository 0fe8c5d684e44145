import BitcoinSupport

/// Commands about single transactions of the memory pool and their relatives.
public enum MempoolEntryCommands {
    private static let txid = RPCParameter(
        "txid", .hex, .required, "The transaction id; it must be in the memory pool")

    /// One transaction.
    public static let getMempoolEntry = RPCCommand(
        "getmempoolentry", .blockchain, "Returns what the memory pool knows about a transaction.",
        parameters: [txid], results: [RPCResult(.object, "", "", MempoolCommands.entry)],
        examples: .both(#""mytxid""#))

    /// Those that it descends from.
    public static let getMempoolAncestors = relatives(
        "getmempoolancestors", "Returns all transactions of the memory pool that a transaction descends from."
    )

    /// Those that descend from it.
    public static let getMempoolDescendants = relatives(
        "getmempooldescendants",
        "Returns all transactions of the memory pool that descend from a transaction.")

    private static func relatives(_ name: String, _ description: String) -> RPCCommand {
        RPCCommand(
            name, .blockchain, description,
            parameters: [
                txid,
                RPCParameter(
                    "verbose", .boolean, .value(false),
                    "True for an object about each, false for the ids alone"),
            ],
            results: [
                RPCResult(
                    .array, "", "", [RPCResult(.hex, "", "A transaction id")], when: "for verbose = false"),
                RPCResult(
                    .dictionary, "", "", [RPCResult(.object, "transactionid", "", MempoolCommands.entry)],
                    when: "for verbose = true"),
            ],
            examples: .both(#""mytxid""#))
    }

    /// All that it is related to.
    public static let getMempoolCluster = RPCCommand(
        "getmempoolcluster", .blockchain, "Returns the cluster of the memory pool that a transaction is in.",
        parameters: [RPCParameter("txid", .hex, .required, "The id of any transaction of the cluster")],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "clusterweight", "Its weight, adjusted for signature operations"),
                    RPCResult(.number, "txcount", "How many transactions it has"),
                    RPCResult(
                        .array, "chunks", "Its chunks, in the order in which they are mined",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    RPCResult(.number, "chunkfee", "The fees of the chunk"),
                                    RPCResult(
                                        .number, "chunkweight",
                                        "The weight of the chunk, adjusted for signature operations"),
                                    RPCResult(
                                        .array, "txs",
                                        "Its transactions, in the order in which they are mined",
                                        [RPCResult(.hex, "txid", "A transaction id")]),
                                ])
                        ]),
                ])
        ],
        examples: .both("txid"))

    /// Who spends outputs.
    public static let getTxSpendingPrevOut = RPCCommand(
        "gettxspendingprevout", .blockchain,
        "Returns which transactions of the memory pool and, with txospenderindex, of blocks spend outputs.",
        parameters: [
            RPCParameter(
                "outputs", .array, .required, "The outputs, each by the id of its transaction and its index.",
                [
                    RPCParameter(
                        "", .object, .optional, "",
                        [
                            RPCParameter("txid", .hex, .required, "The transaction id"),
                            RPCParameter("vout", .number, .required, "The index of the output"),
                        ])
                ]),
            RPCParameter(
                "options", .namedOptions, .optional, "",
                [
                    RPCParameter(
                        "mempool_only", .boolean,
                        .hint("true if txospenderindex unavailable, otherwise false"),
                        "Whether to look in the memory pool only. If false, there must be the index."),
                    RPCParameter(
                        "return_spending_tx", .boolean, .hint("false"),
                        "Whether to return the spending transactions, too."),
                ]),
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.hex, "txid", "The transaction id of the output"),
                            RPCResult(.number, "vout", "The index of the output"),
                            RPCResult(.hex, "spendingtxid", "The transaction that spends it", optional: true),
                            RPCResult(
                                .hex, "spendingtx", "The same, serialized (with return_spending_tx)",
                                optional: true),
                            RPCResult(.hex, "blockhash", "The block of that transaction", optional: true),
                        ])
                ])
        ],
        examples: .both(#""\#(exampleOutput)""#) + [
            .text(
                "> bitcoin-cli -named gettxspendingprevout outputs='"
                    + exampleOutput.replacing("\\", with: "") + "' return_spending_tx=true\n")
        ])

    private static let exampleOutput =
        #"[{\"txid\":\"a08e6907dbbd3d809776dbfc5d82e371b764ed838b5655e72f463568df1aadf0\",\"vout\":3}]"#

    static let all = [
        getMempoolEntry, getMempoolAncestors, getMempoolDescendants, getMempoolCluster, getTxSpendingPrevOut,
    ]
}
