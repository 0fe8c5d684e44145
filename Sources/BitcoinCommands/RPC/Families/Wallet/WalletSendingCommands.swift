import BitcoinSupport

/// Commands that pay.
public enum WalletSendingCommands {
    /// Sends an amount to an address.
    public static let sendToAddress = RPCCommand(
        "sendtoaddress", .wallet,
        "Sends an amount to an address.\nNeeds the passphrase, if the wallet has one.",
        parameters: [
            RPCParameter("address", .string, .required, "The address", traits: .init(commandLine: .string)),
            RPCParameter("amount", .amount, .required, "The amount in BTC"),
            RPCParameter(
                "comment", .string, .optional, "A note about the transaction",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "comment_to", .string, .optional, "A note about who receives",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "subtractfeefromamount", .boolean, .value(false), "Whether the receiver pays the fee"),
            RPCParameter(
                "replaceable", .boolean, .hint("wallet default"),
                "Whether the transaction says that it may be replaced (BIP 125)"),
            RPCParameter(
                "conf_target", .number, .hint("wallet -txconfirmtarget"),
                "Within how many blocks to be confirmed"),
            RPCParameter(
                "estimate_mode", .string, .value("unset"),
                "How fees are estimated: unset, economical or conservative",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "avoid_reuse", .boolean, .value(true), "Keep coins of addresses that were spent from apart"),
            RPCParameter(
                "fee_rate", .amount, .hint("not set, an estimate is used"),
                "The fee rate in sat/vB, instead of an estimate"),
            RPCParameter("verbose", .boolean, .value(false), "Whether to return more"),
        ],
        results: [
            RPCResult(.hex, "", ""),
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "txid", "The transaction's id"),
                    RPCResult(.string, "fee_reason", "Where the fee rate comes from"),
                ]),
        ],
        examples: .both(""))

    /// Sends to several addresses at once.
    public static let sendMany = RPCCommand(
        "sendmany", .wallet,
        "Sends to several addresses at once.\nNeeds the passphrase, if the wallet has one.",
        parameters: [
            RPCParameter(
                "dummy", .string, .value("\"\""), "Left out, or for old callers the empty string or *",
                traits: .init(isPlaceholder: true, commandLine: .string)),
            RPCParameter(
                "amounts", .userKeys, .required, "Addresses with what each receives",
                [RPCParameter("address", .amount, .required, "The address")]),
            RPCParameter(
                "minconf", .number, .optional, "How many confirmations at least",
                traits: .init(isPlaceholder: true, commandLine: .string)),
            RPCParameter(
                "comment", .string, .optional, "A note about the transaction",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "subtractfeefrom", .array, .optional, "Addresses whose amounts pay the fee",
                [RPCParameter("", .string, .optional, "")]),
            RPCParameter(
                "replaceable", .boolean, .hint("wallet default"),
                "Whether the transaction says that it may be replaced (BIP 125)"),
            RPCParameter(
                "conf_target", .number, .hint("wallet -txconfirmtarget"),
                "Within how many blocks to be confirmed"),
            RPCParameter(
                "estimate_mode", .string, .value("unset"),
                "How fees are estimated: unset, economical or conservative",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "fee_rate", .amount, .hint("not set, an estimate is used"),
                "The fee rate in sat/vB, instead of an estimate"),
            RPCParameter("verbose", .boolean, .value(false), "Whether to return more"),
        ],
        results: [
            RPCResult(.hex, "", ""),
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "txid", "The transaction's id"),
                    RPCResult(.string, "fee_reason", "Where the fee rate comes from"),
                ]),
        ],
        examples: .both(""))

    /// Sends, with a say in everything.
    public static let send = RPCCommand(
        "send", .wallet, "Sends, with a say in everything.",
        parameters: [
            RPCParameter(
                "outputs", .array, .required, "What is paid: addresses with amounts, and data",
                [
                    RPCParameter(
                        "", .userKeys, .optional, "",
                        [RPCParameter("address", .amount, .required, "The address")]),
                    RPCParameter(
                        "", .object, .optional, "",
                        [
                            RPCParameter(
                                "data", .hex, .required, "Bytes in hexadecimal for an OP_RETURN output")
                        ]),
                ], traits: .init(acceptsAnyType: true)),
            RPCParameter(
                "conf_target", .number, .hint("wallet -txconfirmtarget"),
                "Within how many blocks to be confirmed"),
            RPCParameter(
                "estimate_mode", .string, .value("unset"),
                "How fees are estimated: unset, economical or conservative"),
            RPCParameter(
                "fee_rate", .amount, .hint("not set, an estimate is used"),
                "The fee rate in sat/vB, instead of an estimate"),
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    RPCParameter(
                        "add_inputs", .boolean, .hint("false when \"inputs\" are specified, true otherwise"),
                        "Whether to add coins of the wallet where needed"),
                    RPCParameter(
                        "include_unsafe", .boolean, .value(false), "Also coins that others may take back"),
                    RPCParameter("minconf", .number, .value(0), "How many confirmations at least"),
                    RPCParameter("maxconf", .number, .optional, "How many confirmations at most"),
                    RPCParameter(
                        "add_to_wallet", .boolean, .value(true),
                        "Whether to keep and broadcast the transaction"),
                    RPCParameter("change_address", .string, .hint("automatic"), "Where the change goes"),
                    RPCParameter(
                        "change_position", .number, .hint("random"), "The position of the change output"),
                    RPCParameter(
                        "change_type", .string, .hint("set by -changetype"), "The type of the change address"),
                    RPCParameter(
                        "fee_rate", .amount, .hint("not set, an estimate is used"),
                        "The fee rate in sat/vB, instead of an estimate",
                        traits: .init(isAlsoPositional: true)),
                    RPCParameter("include_watching", .boolean, .value("false"), "Without meaning"),
                    RPCParameter(
                        "inputs", .array, .value([]), "The coins to spend",
                        [
                            RPCParameter(
                                "", .object, .optional, "",
                                [
                                    RPCParameter("txid", .hex, .required, "The transaction's id"),
                                    RPCParameter("vout", .number, .required, "The position of the output"),
                                    RPCParameter(
                                        "sequence", .number,
                                        .hint(
                                            "depends on the value of the 'replaceable' and 'locktime' arguments"
                                        ), "The sequence number"),
                                    RPCParameter(
                                        "weight", .number, .hint("Calculated from wallet and solving data"),
                                        "The weight"),
                                ])
                        ]),
                    RPCParameter(
                        "locktime", .number, .hint("locktime close to block height to prevent fee sniping"),
                        "The lock time"),
                    RPCParameter("lock_unspents", .boolean, .value(false), "Whether to lock the coins"),
                    RPCParameter("psbt", .boolean, .hint("automatic"), "The transaction in base64 (BIP 174)"),
                    RPCParameter(
                        "subtract_fee_from_outputs", .array, .value([]),
                        "The positions of outputs that pay the fee",
                        [RPCParameter("", .number, .optional, "")]),
                    RPCParameter(
                        "max_tx_weight", .number, .value(400000), "The highest weight of the transaction"),
                    RPCParameter(
                        "conf_target", .number, .hint("wallet -txconfirmtarget"),
                        "Within how many blocks to be confirmed", traits: .init(isAlsoPositional: true)),
                    RPCParameter(
                        "estimate_mode", .string, .value("unset"),
                        "How fees are estimated: unset, economical or conservative",
                        traits: .init(isAlsoPositional: true)),
                    RPCParameter(
                        "replaceable", .boolean, .hint("wallet default"),
                        "Whether the transaction says that it may be replaced (BIP 125)"),
                    RPCParameter(
                        "solving_data", .object, .optional, "Keys and scripts that the wallet does not know",
                        [
                            RPCParameter(
                                "pubkeys", .array, .value([]), "The public keys of the script",
                                [RPCParameter("", .hex, .optional, "")]),
                            RPCParameter(
                                "scripts", .array, .value([]), "Scripts in hexadecimal",
                                [RPCParameter("", .hex, .optional, "")]),
                            RPCParameter(
                                "descriptors", .array, .value([]), "Descriptors",
                                [RPCParameter("", .string, .optional, "")]),
                        ]),
                ]), RPCParameter("version", .number, .value(2), "The version of the transaction"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.boolean, "complete", "Whether every input has all its signatures"),
                    RPCResult(.hex, "txid", "The transaction's id", optional: true),
                    RPCResult(.hex, "hex", "Bytes in hexadecimal", optional: true),
                    RPCResult(.string, "psbt", "The transaction in base64 (BIP 174)", optional: true),
                ])
        ],
        examples: .both(""))

    /// Sends all that the wallet has, or all of the given coins.
    public static let sendAll = RPCCommand(
        "sendall", .wallet, "Sends all that the wallet has, or all of the given coins.",
        parameters: [
            RPCParameter(
                "recipients", .array, .required,
                "Who receives: addresses that share what is left, and addresses with amounts",
                [
                    RPCParameter("", .string, .optional, ""),
                    RPCParameter(
                        "", .userKeys, .optional, "",
                        [RPCParameter("address", .amount, .required, "The address")]),
                ]),
            RPCParameter(
                "conf_target", .number, .hint("wallet -txconfirmtarget"),
                "Within how many blocks to be confirmed"),
            RPCParameter(
                "estimate_mode", .string, .value("unset"),
                "How fees are estimated: unset, economical or conservative"),
            RPCParameter(
                "fee_rate", .amount, .hint("not set, an estimate is used"),
                "The fee rate in sat/vB, instead of an estimate"),
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    RPCParameter(
                        "add_to_wallet", .boolean, .value(true),
                        "Whether to keep and broadcast the transaction"),
                    RPCParameter(
                        "fee_rate", .amount, .hint("not set, an estimate is used"),
                        "The fee rate in sat/vB, instead of an estimate",
                        traits: .init(isAlsoPositional: true)),
                    RPCParameter("include_watching", .boolean, .value(false), "Without meaning"),
                    RPCParameter(
                        "inputs", .array, .value([]), "The coins to spend",
                        [
                            RPCParameter(
                                "", .object, .optional, "",
                                [
                                    RPCParameter("txid", .hex, .required, "The transaction's id"),
                                    RPCParameter("vout", .number, .required, "The position of the output"),
                                    RPCParameter(
                                        "sequence", .number,
                                        .hint(
                                            "depends on the value of the 'replaceable' and 'locktime' arguments"
                                        ), "The sequence number"),
                                ])
                        ]),
                    RPCParameter(
                        "locktime", .number, .hint("locktime close to block height to prevent fee sniping"),
                        "The lock time"),
                    RPCParameter("lock_unspents", .boolean, .value(false), "Whether to lock the coins"),
                    RPCParameter("psbt", .boolean, .hint("automatic"), "The transaction in base64 (BIP 174)"),
                    RPCParameter(
                        "send_max", .boolean, .value(false),
                        "Whether to leave out coins that cost more than they hold"),
                    RPCParameter("minconf", .number, .value(0), "How many confirmations at least"),
                    RPCParameter("maxconf", .number, .optional, "How many confirmations at most"),
                    RPCParameter("version", .number, .value(2), "The version of the transaction"),
                    RPCParameter(
                        "conf_target", .number, .hint("wallet -txconfirmtarget"),
                        "Within how many blocks to be confirmed", traits: .init(isAlsoPositional: true)),
                    RPCParameter(
                        "estimate_mode", .string, .value("unset"),
                        "How fees are estimated: unset, economical or conservative",
                        traits: .init(isAlsoPositional: true)),
                    RPCParameter(
                        "replaceable", .boolean, .hint("wallet default"),
                        "Whether the transaction says that it may be replaced (BIP 125)"),
                    RPCParameter(
                        "solving_data", .object, .optional, "Keys and scripts that the wallet does not know",
                        [
                            RPCParameter(
                                "pubkeys", .array, .value([]), "The public keys of the script",
                                [RPCParameter("", .hex, .optional, "")]),
                            RPCParameter(
                                "scripts", .array, .value([]), "Scripts in hexadecimal",
                                [RPCParameter("", .hex, .optional, "")]),
                            RPCParameter(
                                "descriptors", .array, .value([]), "Descriptors",
                                [RPCParameter("", .string, .optional, "")]),
                        ]),
                ]),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.boolean, "complete", "Whether every input has all its signatures"),
                    RPCResult(.hex, "txid", "The transaction's id", optional: true),
                    RPCResult(.hex, "hex", "Bytes in hexadecimal", optional: true),
                    RPCResult(.string, "psbt", "The transaction in base64 (BIP 174)", optional: true),
                ])
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [sendToAddress, sendMany, send, sendAll]
}
