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
            .minimumConfirmations(0),
            .includeWatchOnly,
            .avoidReuse,
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
                    .lastProcessedBlock,
                ])
        ],
        examples: .both(""))

    /// Returns what an address received.
    public static let getReceivedByAddress = RPCCommand(
        "getreceivedbyaddress", .wallet, "Returns what an address received.",
        parameters: [
            RPCParameter("address", .string, .required, "The address"),
            .minimumConfirmations(1),
            .includeImmatureCoinbase,
        ],
        results: [RPCResult(.amount, "", "")],
        examples: .both(""))

    /// Returns what addresses with a label received.
    public static let getReceivedByLabel = RPCCommand(
        "getreceivedbylabel", .wallet, "Returns what addresses with a label received.",
        parameters: [
            .label,
            .minimumConfirmations(1),
            .includeImmatureCoinbase,
        ],
        results: [RPCResult(.amount, "", "")],
        examples: .both(""))

    /// Returns what was received, by address.
    public static let listReceivedByAddress = RPCCommand(
        "listreceivedbyaddress", .wallet, "Returns what was received, by address.",
        parameters: [
            .minimumConfirmations(1),
            .includeEmpty,
            .includeWatchOnly,
            RPCParameter("address_filter", .string, .optional, "Only this address, if it is not empty"),
            .includeImmatureCoinbase,
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.string, "address", "The address"),
                            .amount,
                            .confirmations,
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
            .minimumConfirmations(1),
            .includeEmpty,
            .includeWatchOnly,
            .includeImmatureCoinbase,
        ],
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            .amount,
                            .confirmations,
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
