import BitcoinSupport

/// Commands by which a user prefers transactions when blocks are made.
public enum PriorityCommands {
    /// Changes what a transaction counts for.
    public static let prioritiseTransaction = RPCCommand(
        "prioritisetransaction", .mining,
        "Makes a transaction count for more, or less, when blocks are made.",
        parameters: [
            RPCParameter("txid", .hex, .required, "The transaction id."),
            RPCParameter(
                "dummy", .number, .optional,
                """
                For compatibility; zero or null.
                DEPRECATED. Name the other arguments and leave this one out.
                """, traits: .init(isPlaceholder: true)),
            RPCParameter(
                "fee_delta", .number, .required,
                """
                The satoshis to add to the fee, or to take from it if negative.
                This is no fee rate, and nobody pays it: the transaction is only treated as if its fee were different.
                """),
        ],
        results: [RPCResult(.boolean, "", "Returns true")],
        examples: .both(#""txid" 0.0 10000"#))

    /// What has been changed.
    public static let getPrioritisedTransactions = RPCCommand(
        "getprioritisedtransactions", .mining,
        "Returns what prioritisetransaction did, by transaction ids, and whether each is in the memory pool.",
        results: [
            RPCResult(
                .dictionary, "", "",
                [
                    RPCResult(
                        .object, "<transactionid>", "",
                        [
                            RPCResult(.number, "fee_delta", "What is added to the fee, in satoshis"),
                            RPCResult(.boolean, "in_mempool", "Whether it is in the memory pool"),
                            RPCResult(
                                .number, "modified_fee",
                                "What its fee counts as, in satoshis, if it is in the memory pool",
                                optional: true),
                        ])
                ])
        ],
        examples: .both(""))

    static let all = [prioritiseTransaction, getPrioritisedTransactions]
}
