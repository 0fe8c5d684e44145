import BitcoinSupport

/// Commands about coins.
public enum WalletCoinCommands {
    /// Returns the coins of the wallet.
    public static let listUnspent = RPCCommand(
        "listunspent", .wallet, "Returns the coins of the wallet.",
        parameters: [
            .minimumConfirmations(1),
            RPCParameter("maxconf", .number, .value(9_999_999), "How many confirmations at most"),
            RPCParameter(
                "addresses", .array, .value([]), "Addresses", [RPCParameter("", .string, .optional, "")]),
            RPCParameter("include_unsafe", .boolean, .value(true), "Also coins that others may take back"),
            RPCParameter(
                "query_options", .namedOptions, .optional, "More conditions",
                [
                    RPCParameter(
                        "minimumAmount", .amount, .value("0.00"), "The lowest value of a coin in BTC"),
                    RPCParameter(
                        "maximumAmount", .amount, .hint("unlimited"), "The highest value of a coin in BTC"),
                    RPCParameter("maximumCount", .number, .hint("unlimited"), "How many coins at most"),
                    RPCParameter(
                        "minimumSumAmount", .amount, .hint("unlimited"), "Enough coins for this sum in BTC"),
                    .includeImmatureCoinbase,
                ]),
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.hex, "txid", "The transaction's id"),
                            .vout,
                            .address,
                            .label,
                            RPCResult(.string, "scriptPubKey", "The script of the output in hexadecimal"),
                            .amount,
                            .confirmations,
                            RPCResult(
                                .number, "ancestorcount",
                                "How many transactions of the memory pool it depends on, with itself",
                                optional: true),
                            RPCResult(.number, "ancestorsize", "Their virtual size together", optional: true),
                            RPCResult(
                                .amount, "ancestorfees", "What they pay together in satoshis", optional: true),
                            RPCResult(.hex, "redeemScript", "The script of P2SH", optional: true),
                            RPCResult(.string, "witnessScript", "The script of P2WSH", optional: true),
                            RPCResult(.boolean, "spendable", "Always true"),
                            RPCResult(
                                .boolean, "solvable",
                                "Whether the wallet knows all but the signatures to spend from it"),
                            RPCResult(
                                .boolean, "reused", "Whether the address was spent from before",
                                optional: true), RPCResult(.string, "desc", "The descriptor", optional: true),
                            RPCResult(
                                .array, "parent_descs", "The descriptors that the address comes from",
                                [RPCResult(.string, "", "")]),
                            RPCResult(.boolean, "safe", "Whether nobody else can take it back"),
                        ])
                ])
        ],
        examples: .both(""))

    /// Locks or unlocks coins. A locked coin is not chosen for a transaction.
    public static let lockUnspent = RPCCommand(
        "lockunspent", .wallet, "Locks or unlocks coins. A locked coin is not chosen for a transaction.",
        parameters: [
            RPCParameter("unlock", .boolean, .required, "Whether to unlock, rather than lock"),
            RPCParameter(
                "transactions", .array, .value([]), "Transactions",
                [
                    RPCParameter(
                        "", .object, .optional, "",
                        [
                            .txid,
                            .vout,
                        ])
                ]),
            RPCParameter(
                "persistent", .boolean, .value(false),
                "Whether to remember that when the wallet is loaded again"),
        ],
        results: [RPCResult(.boolean, "", "")],
        examples: .both(""))

    /// Returns the coins that are locked.
    public static let listLockUnspent = RPCCommand(
        "listlockunspent", .wallet, "Returns the coins that are locked.",
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.hex, "txid", "The transaction's id"),
                            .vout,
                        ])
                ])
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [listUnspent, lockUnspent, listLockUnspent]
}
