import BitcoinSupport

/// Commands that replace transactions by ones that pay more.
public enum WalletBumpingCommands {
    /// How the replacement differs.
    private static let options: [RPCParameter] = [
        .confirmationTarget,
        .feeRate,
        RPCParameter(
            "replaceable", .boolean, .value(true),
            "Whether the transaction says that it may be replaced (BIP 125)"),
        .estimateMode,
        .outputs(.value([])),
        RPCParameter(
            "original_change_index", .number, .hint("not set, detect change automatically"),
            "The position of the change output of the replaced transaction"),
    ]

    /// What the replacement costs.
    private static let fees = [
        RPCResult(.amount, "origfee", "The fee of the replaced transaction"),
        RPCResult(.amount, "fee", "The fee in BTC"),
        RPCResult(.array, "errors", "What went wrong", [RPCResult(.string, "", "")]),
    ]

    /// Replaces a transaction by one that pays more.
    public static let bumpFee = RPCCommand(
        "bumpfee", .wallet,
        "Replaces a transaction by one that pays more.\nNeeds the passphrase, if the wallet has one.",
        parameters: [
            .txid,
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                options),
        ],
        results: [
            RPCResult(.object, "", "", [RPCResult(.hex, "txid", "The transaction's id")] + fees)
        ],
        examples: .both(""))

    /// Creates a partially signed transaction (BIP 174) that replaces a transaction and pays more.
    public static let psbtBumpFee = RPCCommand(
        "psbtbumpfee", .wallet,
        "Creates a partially signed transaction (BIP 174) that replaces a transaction and pays more.",
        parameters: [
            .txid,
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                options + [.psbtVersion]),
        ],
        results: [
            RPCResult(
                .object, "", "", [RPCResult(.string, "psbt", "The transaction in base64 (BIP 174)")] + fees)
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [bumpFee, psbtBumpFee]
}
