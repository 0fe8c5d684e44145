import BitcoinSupport

/// Commands that replace transactions by ones that pay more.
public enum WalletBumpingCommands {
    /// Replaces a transaction by one that pays more.
    public static let bumpFee = RPCCommand(
        "bumpfee", .wallet,
        "Replaces a transaction by one that pays more.\nNeeds the passphrase, if the wallet has one.",
        parameters: [
            RPCParameter("txid", .hex, .required, "The transaction's id"),
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    RPCParameter(
                        "conf_target", .number, .hint("wallet -txconfirmtarget"),
                        "Within how many blocks to be confirmed"),
                    RPCParameter(
                        "fee_rate", .amount, .hint("not set, an estimate is used"),
                        "The fee rate in sat/vB, instead of an estimate"),
                    RPCParameter(
                        "replaceable", .boolean, .value(true),
                        "Whether the transaction says that it may be replaced (BIP 125)"),
                    RPCParameter(
                        "estimate_mode", .string, .value("unset"),
                        "How fees are estimated: unset, economical or conservative"),
                    RPCParameter(
                        "outputs", .array, .value([]), "What is paid: addresses with amounts, and data",
                        [
                            RPCParameter(
                                "", .userKeys, .optional, "",
                                [RPCParameter("address", .amount, .required, "The address")]),
                            RPCParameter(
                                "", .object, .optional, "",
                                [
                                    RPCParameter(
                                        "data", .hex, .required,
                                        "Bytes in hexadecimal for an OP_RETURN output")
                                ]),
                        ], traits: .init(acceptsAnyType: true)),
                    RPCParameter(
                        "original_change_index", .number, .hint("not set, detect change automatically"),
                        "The position of the change output of the replaced transaction"),
                ]),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "txid", "The transaction's id"),
                    RPCResult(.amount, "origfee", "The fee of the replaced transaction"),
                    RPCResult(.amount, "fee", "The fee in BTC"),
                    RPCResult(.array, "errors", "What went wrong", [RPCResult(.string, "", "")]),
                ])
        ],
        examples: .both(""))

    /// Creates a partially signed transaction (BIP 174) that replaces a transaction and pays more.
    public static let psbtBumpFee = RPCCommand(
        "psbtbumpfee", .wallet,
        "Creates a partially signed transaction (BIP 174) that replaces a transaction and pays more.",
        parameters: [
            RPCParameter("txid", .hex, .required, "The transaction's id"),
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    RPCParameter(
                        "conf_target", .number, .hint("wallet -txconfirmtarget"),
                        "Within how many blocks to be confirmed"),
                    RPCParameter(
                        "fee_rate", .amount, .hint("not set, an estimate is used"),
                        "The fee rate in sat/vB, instead of an estimate"),
                    RPCParameter(
                        "replaceable", .boolean, .value(true),
                        "Whether the transaction says that it may be replaced (BIP 125)"),
                    RPCParameter(
                        "estimate_mode", .string, .value("unset"),
                        "How fees are estimated: unset, economical or conservative"),
                    RPCParameter(
                        "outputs", .array, .value([]), "What is paid: addresses with amounts, and data",
                        [
                            RPCParameter(
                                "", .userKeys, .optional, "",
                                [RPCParameter("address", .amount, .required, "The address")]),
                            RPCParameter(
                                "", .object, .optional, "",
                                [
                                    RPCParameter(
                                        "data", .hex, .required,
                                        "Bytes in hexadecimal for an OP_RETURN output")
                                ]),
                        ], traits: .init(acceptsAnyType: true)),
                    RPCParameter(
                        "original_change_index", .number, .hint("not set, detect change automatically"),
                        "The position of the change output of the replaced transaction"),
                    RPCParameter("psbt_version", .number, .value(2), "The version of the format"),
                ]),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "psbt", "The transaction in base64 (BIP 174)"),
                    RPCResult(.amount, "origfee", "The fee of the replaced transaction"),
                    RPCResult(.amount, "fee", "The fee in BTC"),
                    RPCResult(.array, "errors", "What went wrong", [RPCResult(.string, "", "")]),
                ])
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [bumpFee, psbtBumpFee]
}
