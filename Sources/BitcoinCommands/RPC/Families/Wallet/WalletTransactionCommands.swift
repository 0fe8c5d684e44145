import BitcoinSupport

/// Commands about one transaction.
public enum WalletTransactionCommands {
    /// Returns all about a transaction of the wallet.
    public static let getTransaction = RPCCommand(
        "gettransaction", .wallet, "Returns all about a transaction of the wallet.",
        parameters: [
            RPCParameter("txid", .string, .required, "The transaction's id"),
            RPCParameter("include_watchonly", .boolean, .value(false), "Without meaning"),
            RPCParameter("verbose", .boolean, .value(false), "Whether to return more"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.amount, "amount", "The amount in BTC"),
                    RPCResult(.amount, "fee", "The fee in BTC", optional: true),
                    RPCResult(
                        .number, "confirmations",
                        "How deep it is in the chain; negative if a block has a conflicting one"),
                    RPCResult(.boolean, "generated", "Whether it is a coinbase transaction", optional: true),
                    RPCResult(
                        .boolean, "trusted", "What is confirmed or comes from the wallet", optional: true),
                    RPCResult(.hex, "blockhash", "The hash of the block", optional: true),
                    RPCResult(.number, "blockheight", "The height of the block", optional: true),
                    RPCResult(.number, "blockindex", "The position in the block", optional: true),
                    RPCResult(.time, "blocktime", "The time of the block", optional: true),
                    RPCResult(.hex, "txid", "The transaction's id"),
                    RPCResult(.hex, "wtxid", "The hash with the witness"),
                    RPCResult(
                        .array, "alternate_wtxids", "Ids of forms of the transaction with another witness",
                        [RPCResult(.hex, "", "")]),
                    RPCResult(
                        .array, "walletconflicts", "Transactions in blocks that it conflicts with",
                        [RPCResult(.hex, "", "")]),
                    RPCResult(.hex, "replaced_by_txid", "The transaction that replaces it", optional: true),
                    RPCResult(.hex, "replaces_txid", "The transaction that it replaces", optional: true),
                    RPCResult(
                        .array, "mempoolconflicts", "Transactions of the memory pool that it conflicts with",
                        [RPCResult(.hex, "", "")]),
                    RPCResult(.string, "to", "A note about who receives", optional: true),
                    RPCResult(.time, "time", "The time"),
                    RPCResult(.time, "timereceived", "When it was seen first"),
                    RPCResult(.string, "comment", "A note about the transaction", optional: true),
                    RPCResult(
                        .string, "bip125-replaceable",
                        "Whether it says that it may be replaced: yes, no or unknown", optional: true),
                    RPCResult(
                        .array, "parent_descs", "The descriptors that the address comes from",
                        [RPCResult(.string, "", "")], optional: true),
                    RPCResult(
                        .array, "details", "What it does, output by output",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    RPCResult(.string, "address", "The address", optional: true),
                                    RPCResult(
                                        .string, "category",
                                        "What it is: send, receive, generate, immature or orphan"),
                                    RPCResult(.amount, "amount", "The amount in BTC"),
                                    RPCResult(.string, "label", "The label", optional: true),
                                    RPCResult(.number, "vout", "The position of the output"),
                                    RPCResult(.amount, "fee", "The fee in BTC", optional: true),
                                    RPCResult(.boolean, "abandoned", "Whether the user has given it up"),
                                    RPCResult(
                                        .array, "parent_descs", "The descriptors that the address comes from",
                                        [RPCResult(.string, "", "")], optional: true),
                                ])
                        ]), RPCResult(.hex, "hex", "Bytes in hexadecimal"),
                    RPCResult(
                        .object, "decoded", "The transaction in full",
                        [
                            RPCResult(.hex, "txid", "The transaction's id"),
                            RPCResult(.hex, "hash", "The hash of the block"),
                            RPCResult(.number, "size", "The size in bytes"),
                            RPCResult(.number, "vsize", "The virtual size"),
                            RPCResult(.number, "weight", "The weight"),
                            RPCResult(.number, "version", "The version of the transaction"),
                            RPCResult(.time, "locktime", "The lock time"),
                            RPCResult(
                                .array, "vin", "The inputs",
                                [
                                    RPCResult(
                                        .object, "", "",
                                        [
                                            RPCResult(
                                                .hex, "coinbase",
                                                "The input's script, in a coinbase transaction",
                                                optional: true),
                                            RPCResult(.hex, "txid", "The transaction's id", optional: true),
                                            RPCResult(
                                                .number, "vout", "The position of the output", optional: true),
                                            RPCResult(
                                                .object, "scriptSig", "The script of the input",
                                                [
                                                    RPCResult(.string, "asm", "The script in words"),
                                                    RPCResult(.hex, "hex", "Bytes in hexadecimal"),
                                                ], optional: true),
                                            RPCResult(
                                                .array, "txinwitness", "The items of the witness",
                                                [RPCResult(.hex, "", "")], optional: true),
                                            RPCResult(.number, "sequence", "The sequence number"),
                                        ])
                                ]),
                            RPCResult(
                                .array, "vout", "The position of the output",
                                [
                                    RPCResult(
                                        .object, "", "",
                                        [
                                            RPCResult(.amount, "value", "The value"),
                                            RPCResult(.number, "n", "The position of the output"),
                                            RPCResult(
                                                .object, "scriptPubKey",
                                                "The script of the output in hexadecimal",
                                                [
                                                    RPCResult(.string, "asm", "The script in words"),
                                                    RPCResult(.string, "desc", "The descriptor"),
                                                    RPCResult(.hex, "hex", "Bytes in hexadecimal"),
                                                    RPCResult(
                                                        .string, "address", "The address", optional: true),
                                                    RPCResult(.string, "type", "The type"),
                                                ]),
                                            RPCResult(
                                                .boolean, "ischange", "Whether it is for change",
                                                optional: true),
                                        ])
                                ]),
                        ], optional: true),
                    RPCResult(
                        .object, "lastprocessedblock", "The block up to which this is true",
                        [
                            RPCResult(.hex, "hash", "The hash of the block"),
                            RPCResult(.number, "height", "The height of the block"),
                        ]),
                ])
        ],
        examples: .both(""))

    /// Gives up a transaction that is neither confirmed nor in the memory pool, so that its coins can be spent again.
    public static let abandonTransaction = RPCCommand(
        "abandontransaction", .wallet,
        "Gives up a transaction that is neither confirmed nor in the memory pool, so that its coins can be spent again.",
        parameters: [RPCParameter("txid", .hex, .required, "The transaction's id")],
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [getTransaction, abandonTransaction]
}
