import BitcoinSupport

/// Commands about what the wallet has.
public enum WalletBalanceCommands {
    /// Returns what can be spent.
    public static let getBalance = RPCCommand(
        "getbalance", .wallet, "Returns what can be spent.",
        parameters: [
            RPCParameter(
                "dummy", .string, .optional, "Left out, or for old callers the empty string or *",
                traits: .init(isPlaceholder: true)),
            RPCParameter("minconf", .number, .value(0), "How many confirmations at least"),
            RPCParameter("include_watchonly", .boolean, .value(false), "Without meaning"),
            RPCParameter(
                "avoid_reuse", .boolean, .value(true), "Keep coins of addresses that were spent from apart"),
        ],
        results: [RPCResult(.amount, "", "")],
        examples: .both(""))

    /// Returns all balances in BTC.
    public static let getBalances = RPCCommand(
        "getbalances", .wallet, "Returns all balances in BTC.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .object, "mine", "What the wallet can sign for",
                        [
                            RPCResult(.amount, "trusted", "What is confirmed or comes from the wallet"),
                            RPCResult(
                                .amount, "untrusted_pending", "What comes from others and is not confirmed"),
                            RPCResult(.amount, "immature", "What was mined and may not be spent yet"),
                            RPCResult(
                                .amount, "nonmempool",
                                "What is missing because transactions of the wallet are not in the memory pool"
                            ),
                            RPCResult(
                                .amount, "used", "What is at addresses that were spent from", optional: true),
                        ]),
                    RPCResult(
                        .object, "lastprocessedblock", "The block up to which this is true",
                        [
                            RPCResult(.hex, "hash", "The hash of the block"),
                            RPCResult(.number, "height", "The height of the block"),
                        ]),
                ])
        ],
        examples: .both(""))

    /// Returns what an address received.
    public static let getReceivedByAddress = RPCCommand(
        "getreceivedbyaddress", .wallet, "Returns what an address received.",
        parameters: [
            RPCParameter("address", .string, .required, "The address"),
            RPCParameter("minconf", .number, .value(1), "How many confirmations at least"),
            RPCParameter(
                "include_immature_coinbase", .boolean, .value(false),
                "Also count what was mined and may not be spent yet"),
        ],
        results: [RPCResult(.amount, "", "")],
        examples: .both(""))

    /// Returns what addresses with a label received.
    public static let getReceivedByLabel = RPCCommand(
        "getreceivedbylabel", .wallet, "Returns what addresses with a label received.",
        parameters: [
            RPCParameter("label", .string, .required, "The label", traits: .init(commandLine: .string)),
            RPCParameter("minconf", .number, .value(1), "How many confirmations at least"),
            RPCParameter(
                "include_immature_coinbase", .boolean, .value(false),
                "Also count what was mined and may not be spent yet"),
        ],
        results: [RPCResult(.amount, "", "")],
        examples: .both(""))

    /// Returns what was received, by address.
    public static let listReceivedByAddress = RPCCommand(
        "listreceivedbyaddress", .wallet, "Returns what was received, by address.",
        parameters: [
            RPCParameter("minconf", .number, .value(1), "How many confirmations at least"),
            RPCParameter(
                "include_empty", .boolean, .value(false), "Also list addresses that received nothing"),
            RPCParameter("include_watchonly", .boolean, .value(false), "Without meaning"),
            RPCParameter("address_filter", .string, .optional, "Only this address, if it is not empty"),
            RPCParameter(
                "include_immature_coinbase", .boolean, .value(false),
                "Also count what was mined and may not be spent yet"),
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.string, "address", "The address"),
                            RPCResult(.amount, "amount", "The amount in BTC"),
                            RPCResult(
                                .number, "confirmations",
                                "How deep it is in the chain; negative if a block has a conflicting one"),
                            RPCResult(.string, "label", "The label"),
                            RPCResult(.array, "txids", "Ids of transactions", [RPCResult(.hex, "", "")]),
                        ])
                ])
        ],
        examples: .both(""))

    /// Returns what was received, by label.
    public static let listReceivedByLabel = RPCCommand(
        "listreceivedbylabel", .wallet, "Returns what was received, by label.",
        parameters: [
            RPCParameter("minconf", .number, .value(1), "How many confirmations at least"),
            RPCParameter(
                "include_empty", .boolean, .value(false), "Also list addresses that received nothing"),
            RPCParameter("include_watchonly", .boolean, .value(false), "Without meaning"),
            RPCParameter(
                "include_immature_coinbase", .boolean, .value(false),
                "Also count what was mined and may not be spent yet"),
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.amount, "amount", "The amount in BTC"),
                            RPCResult(
                                .number, "confirmations",
                                "How deep it is in the chain; negative if a block has a conflicting one"),
                            RPCResult(.string, "label", "The label"),
                        ])
                ])
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [
        getBalance, getBalances, getReceivedByAddress, getReceivedByLabel, listReceivedByAddress,
        listReceivedByLabel,
    ]
}
