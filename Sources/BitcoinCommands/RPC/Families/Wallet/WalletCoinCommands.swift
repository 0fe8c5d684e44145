import BitcoinSupport

/// Commands about coins.
public enum WalletCoinCommands {
    /// Returns the coins of the wallet.
    public static let listUnspent = RPCCommand(
        "listunspent", .wallet, "Returns the coins of the wallet.",
        parameters: [
            RPCParameter("minconf", .number, .value(1), "How many confirmations at least"),
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
                    RPCParameter(
                        "include_immature_coinbase", .boolean, .value(false),
                        "Also count what was mined and may not be spent yet"),
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
                            RPCResult(.number, "vout", "The position of the output"),
                            RPCResult(.string, "address", "The address", optional: true),
                            RPCResult(.string, "label", "The label", optional: true),
                            RPCResult(.string, "scriptPubKey", "The script of the output in hexadecimal"),
                            RPCResult(.amount, "amount", "The amount in BTC"),
                            RPCResult(
                                .number, "confirmations",
                                "How deep it is in the chain; negative if a block has a conflicting one"),
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
                            RPCParameter("txid", .hex, .required, "The transaction's id"),
                            RPCParameter("vout", .number, .required, "The position of the output"),
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
                            RPCResult(.number, "vout", "The position of the output"),
                        ])
                ])
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [listUnspent, lockUnspent, listLockUnspent]
}
