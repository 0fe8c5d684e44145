import BitcoinSupport

/// Commands about what happened.
public enum WalletHistoryCommands {
    /// Returns the latest transactions, the oldest first.
    public static let listTransactions = RPCCommand(
        "listtransactions", .wallet, "Returns the latest transactions, the oldest first.",
        parameters: [
            RPCParameter("label", .string, .optional, "The label", traits: .init(commandLine: .string)),
            RPCParameter("count", .number, .value(10), "How many at most"),
            RPCParameter("skip", .number, .value(0), "How many to skip"),
            RPCParameter("include_watchonly", .boolean, .value(false), "Without meaning"),
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.string, "address", "The address", optional: true),
                            RPCResult(
                                .string, "category", "What it is: send, receive, generate, immature or orphan"
                            ), RPCResult(.amount, "amount", "The amount in BTC"),
                            RPCResult(.string, "label", "The label", optional: true),
                            RPCResult(.number, "vout", "The position of the output"),
                            RPCResult(.amount, "fee", "The fee in BTC", optional: true),
                            RPCResult(
                                .number, "confirmations",
                                "How deep it is in the chain; negative if a block has a conflicting one"),
                            RPCResult(
                                .boolean, "generated", "Whether it is a coinbase transaction", optional: true),
                            RPCResult(
                                .boolean, "trusted", "What is confirmed or comes from the wallet",
                                optional: true),
                            RPCResult(.hex, "blockhash", "The hash of the block", optional: true),
                            RPCResult(.number, "blockheight", "The height of the block", optional: true),
                            RPCResult(.number, "blockindex", "The position in the block", optional: true),
                            RPCResult(.time, "blocktime", "The time of the block", optional: true),
                            RPCResult(.hex, "txid", "The transaction's id"),
                            RPCResult(.hex, "wtxid", "The hash with the witness"),
                            RPCResult(
                                .array, "alternate_wtxids",
                                "Ids of forms of the transaction with another witness",
                                [RPCResult(.hex, "", "")]),
                            RPCResult(
                                .array, "walletconflicts", "Transactions in blocks that it conflicts with",
                                [RPCResult(.hex, "", "")]),
                            RPCResult(
                                .hex, "replaced_by_txid", "The transaction that replaces it", optional: true),
                            RPCResult(
                                .hex, "replaces_txid", "The transaction that it replaces", optional: true),
                            RPCResult(
                                .array, "mempoolconflicts",
                                "Transactions of the memory pool that it conflicts with",
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
                            RPCResult(.boolean, "abandoned", "Whether the user has given it up"),
                        ])
                ])
        ],
        examples: .both(""))

    /// Returns what happened since a block.
    public static let listSinceBlock = RPCCommand(
        "listsinceblock", .wallet, "Returns what happened since a block.",
        parameters: [
            RPCParameter(
                "blockhash", .string, .optional, "The hash of the block", traits: .init(commandLine: .string)),
            RPCParameter(
                "target_confirmations", .number, .value(1),
                "The confirmations of the block that is returned as lastblock"),
            RPCParameter("include_watchonly", .boolean, .value(false), "Without meaning"),
            RPCParameter("include_removed", .boolean, .value(true), "Also list what left the chain"),
            RPCParameter("include_change", .boolean, .value(false), "Also list change"),
            RPCParameter("label", .string, .optional, "The label", traits: .init(commandLine: .string)),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .array, "transactions", "Transactions",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    RPCResult(.string, "address", "The address", optional: true),
                                    RPCResult(
                                        .string, "category",
                                        "What it is: send, receive, generate, immature or orphan"),
                                    RPCResult(.amount, "amount", "The amount in BTC"),
                                    RPCResult(.number, "vout", "The position of the output"),
                                    RPCResult(.amount, "fee", "The fee in BTC", optional: true),
                                    RPCResult(
                                        .number, "confirmations",
                                        "How deep it is in the chain; negative if a block has a conflicting one"
                                    ),
                                    RPCResult(
                                        .boolean, "generated", "Whether it is a coinbase transaction",
                                        optional: true),
                                    RPCResult(
                                        .boolean, "trusted", "What is confirmed or comes from the wallet",
                                        optional: true),
                                    RPCResult(.hex, "blockhash", "The hash of the block", optional: true),
                                    RPCResult(
                                        .number, "blockheight", "The height of the block", optional: true),
                                    RPCResult(
                                        .number, "blockindex", "The position in the block", optional: true),
                                    RPCResult(.time, "blocktime", "The time of the block", optional: true),
                                    RPCResult(.hex, "txid", "The transaction's id"),
                                    RPCResult(.hex, "wtxid", "The hash with the witness"),
                                    RPCResult(
                                        .array, "alternate_wtxids",
                                        "Ids of forms of the transaction with another witness",
                                        [RPCResult(.hex, "", "")]),
                                    RPCResult(
                                        .array, "walletconflicts",
                                        "Transactions in blocks that it conflicts with",
                                        [RPCResult(.hex, "", "")]),
                                    RPCResult(
                                        .hex, "replaced_by_txid", "The transaction that replaces it",
                                        optional: true),
                                    RPCResult(
                                        .hex, "replaces_txid", "The transaction that it replaces",
                                        optional: true),
                                    RPCResult(
                                        .array, "mempoolconflicts",
                                        "Transactions of the memory pool that it conflicts with",
                                        [RPCResult(.hex, "", "")]),
                                    RPCResult(.string, "to", "A note about who receives", optional: true),
                                    RPCResult(.time, "time", "The time"),
                                    RPCResult(.time, "timereceived", "When it was seen first"),
                                    RPCResult(
                                        .string, "comment", "A note about the transaction", optional: true),
                                    RPCResult(
                                        .string, "bip125-replaceable",
                                        "Whether it says that it may be replaced: yes, no or unknown",
                                        optional: true),
                                    RPCResult(
                                        .array, "parent_descs", "The descriptors that the address comes from",
                                        [RPCResult(.string, "", "")], optional: true),
                                    RPCResult(.boolean, "abandoned", "Whether the user has given it up"),
                                    RPCResult(.string, "label", "The label", optional: true),
                                ])
                        ]),
                    RPCResult(
                        .array, "removed", "What left the chain",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    RPCResult(.string, "address", "The address", optional: true),
                                    RPCResult(
                                        .string, "category",
                                        "What it is: send, receive, generate, immature or orphan"),
                                    RPCResult(.amount, "amount", "The amount in BTC"),
                                    RPCResult(.number, "vout", "The position of the output"),
                                    RPCResult(.amount, "fee", "The fee in BTC", optional: true),
                                    RPCResult(
                                        .number, "confirmations",
                                        "How deep it is in the chain; negative if a block has a conflicting one"
                                    ),
                                    RPCResult(
                                        .boolean, "generated", "Whether it is a coinbase transaction",
                                        optional: true),
                                    RPCResult(
                                        .boolean, "trusted", "What is confirmed or comes from the wallet",
                                        optional: true),
                                    RPCResult(.hex, "blockhash", "The hash of the block", optional: true),
                                    RPCResult(
                                        .number, "blockheight", "The height of the block", optional: true),
                                    RPCResult(
                                        .number, "blockindex", "The position in the block", optional: true),
                                    RPCResult(.time, "blocktime", "The time of the block", optional: true),
                                    RPCResult(.hex, "txid", "The transaction's id"),
                                    RPCResult(.hex, "wtxid", "The hash with the witness"),
                                    RPCResult(
                                        .array, "alternate_wtxids",
                                        "Ids of forms of the transaction with another witness",
                                        [RPCResult(.hex, "", "")]),
                                    RPCResult(
                                        .array, "walletconflicts",
                                        "Transactions in blocks that it conflicts with",
                                        [RPCResult(.hex, "", "")]),
                                    RPCResult(
                                        .hex, "replaced_by_txid", "The transaction that replaces it",
                                        optional: true),
                                    RPCResult(
                                        .hex, "replaces_txid", "The transaction that it replaces",
                                        optional: true),
                                    RPCResult(
                                        .array, "mempoolconflicts",
                                        "Transactions of the memory pool that it conflicts with",
                                        [RPCResult(.hex, "", "")]),
                                    RPCResult(.string, "to", "A note about who receives", optional: true),
                                    RPCResult(.time, "time", "The time"),
                                    RPCResult(.time, "timereceived", "When it was seen first"),
                                    RPCResult(
                                        .string, "comment", "A note about the transaction", optional: true),
                                    RPCResult(
                                        .string, "bip125-replaceable",
                                        "Whether it says that it may be replaced: yes, no or unknown",
                                        optional: true),
                                    RPCResult(
                                        .array, "parent_descs", "The descriptors that the address comes from",
                                        [RPCResult(.string, "", "")], optional: true),
                                    RPCResult(.boolean, "abandoned", "Whether the user has given it up"),
                                    RPCResult(.string, "label", "The label", optional: true),
                                ])
                        ], optional: true), RPCResult(.hex, "lastblock", "The block to ask from next time"),
                ])
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [listTransactions, listSinceBlock]
}
