import BitcoinSupport

/// Commands about what happened.
public enum WalletHistoryCommands {
    /// Returns the latest transactions, the oldest first.
    public static let listTransactions = RPCCommand(
        "listtransactions", .wallet, "Returns the latest transactions, the oldest first.",
        parameters: [
            .labelFilter,
            RPCParameter("count", .number, .value(10), "How many at most"),
            RPCParameter("skip", .number, .value(0), "How many to skip"),
            .includeWatchOnly,
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [.address, .category, .amount, .label, .vout, .fee] + RPCResult.walletTransaction + [
                            .parentDescriptors, .abandoned,
                        ])
                ])
        ],
        examples: .both(""))

    private static let entrySinceBlock = RPCResult(
        .object, "", "",
        [.address, .category, .amount, .vout, .fee] + RPCResult.walletTransaction
            + [.parentDescriptors, .abandoned, .label])

    /// Returns what happened since a block.
    public static let listSinceBlock = RPCCommand(
        "listsinceblock", .wallet, "Returns what happened since a block.",
        parameters: [
            RPCParameter(
                "blockhash", .string, .optional, "The hash of the block", traits: .init(commandLine: .string)),
            RPCParameter(
                "target_confirmations", .number, .value(1),
                "The confirmations of the block that is returned as lastblock"),
            .includeWatchOnly,
            RPCParameter("include_removed", .boolean, .value(true), "Also list what left the chain"),
            RPCParameter("include_change", .boolean, .value(false), "Also list change"),
            .labelFilter,
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .array, "transactions", "Transactions",
                        [
                            entrySinceBlock
                        ]),
                    RPCResult(
                        .array, "removed", "What left the chain",
                        [
                            entrySinceBlock
                        ], optional: true), RPCResult(.hex, "lastblock", "The block to ask from next time"),
                ])
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [listTransactions, listSinceBlock]
}
