import BitcoinSupport

/// Commands that add coins and signatures to transactions.
public enum WalletFundingCommands {
    /// Adds coins and change to a transaction until its inputs pay for its outputs and the fee. Nothing is signed.
    public static let fundRawTransaction = RPCCommand(
        "fundrawtransaction", .rawtransactions,
        "Adds coins and change to a transaction until its inputs pay for its outputs and the fee. Nothing is signed.",
        parameters: [
            RPCParameter("hexstring", .hex, .required, "The transaction in hexadecimal"),
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    RPCParameter(
                        "add_inputs", .boolean, .value(true),
                        "Whether to add coins of the wallet where needed"),
                    RPCParameter(
                        "include_unsafe", .boolean, .value(false), "Also coins that others may take back"),
                    RPCParameter("minconf", .number, .value(0), "How many confirmations at least"),
                    RPCParameter("maxconf", .number, .optional, "How many confirmations at most"),
                    RPCParameter("changeAddress", .string, .hint("automatic"), "Where the change goes"),
                    RPCParameter(
                        "changePosition", .number, .hint("random"), "The position of the change output"),
                    RPCParameter(
                        "change_type", .string, .hint("set by -changetype"), "The type of the change address"),
                    RPCParameter("includeWatching", .boolean, .value(false), "Without meaning"),
                    RPCParameter("lockUnspents", .boolean, .value(false), "Whether to lock the coins"),
                    RPCParameter(
                        "fee_rate", .amount, .hint("not set, an estimate is used"),
                        "The fee rate in sat/vB, instead of an estimate"),
                    RPCParameter(
                        "feeRate", .amount, .hint("not set, an estimate is used"), "The fee rate in BTC/kvB"),
                    RPCParameter(
                        "subtractFeeFromOutputs", .array, .value([]),
                        "The positions of outputs that pay the fee",
                        [RPCParameter("", .number, .optional, "")]),
                    RPCParameter(
                        "input_weights", .array, .optional, "",
                        [
                            RPCParameter(
                                "", .object, .optional, "",
                                [
                                    RPCParameter("txid", .hex, .required, "The transaction's id"),
                                    RPCParameter("vout", .number, .required, "The position of the output"),
                                    RPCParameter("weight", .number, .required, "The weight"),
                                ])
                        ]),
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
                ]),
            RPCParameter(
                "iswitness", .boolean, .hint("depends on heuristic tests"), "Whether it is one with a witness"
            ),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "hex", "Bytes in hexadecimal"),
                    RPCResult(.amount, "fee", "The fee in BTC"),
                    RPCResult(.number, "changepos", "The position of the change output, or -1"),
                ])
        ],
        examples: .both(""))

    /// Creates a partially signed transaction (BIP 174) with coins of the wallet.
    public static let walletCreateFundedPSBT = RPCCommand(
        "walletcreatefundedpsbt", .wallet,
        "Creates a partially signed transaction (BIP 174) with coins of the wallet.",
        parameters: [
            RPCParameter(
                "inputs", .array, .optional, "The coins to spend",
                [
                    RPCParameter(
                        "", .object, .optional, "",
                        [
                            RPCParameter("txid", .hex, .required, "The transaction's id"),
                            RPCParameter("vout", .number, .required, "The position of the output"),
                            RPCParameter(
                                "sequence", .number,
                                .hint(
                                    "depends on the value of the 'locktime' and 'options.replaceable' arguments"
                                ), "The sequence number"),
                            RPCParameter(
                                "weight", .number, .hint("Calculated from wallet and solving data"),
                                "The weight"),
                        ])
                ]),
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
            RPCParameter("locktime", .number, .value(0), "The lock time"),
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
                    RPCParameter("changeAddress", .string, .hint("automatic"), "Where the change goes"),
                    RPCParameter(
                        "changePosition", .number, .hint("random"), "The position of the change output"),
                    RPCParameter(
                        "change_type", .string, .hint("set by -changetype"), "The type of the change address"),
                    RPCParameter("includeWatching", .boolean, .value(false), "Without meaning"),
                    RPCParameter("lockUnspents", .boolean, .value(false), "Whether to lock the coins"),
                    RPCParameter(
                        "fee_rate", .amount, .hint("not set, an estimate is used"),
                        "The fee rate in sat/vB, instead of an estimate"),
                    RPCParameter(
                        "feeRate", .amount, .hint("not set, an estimate is used"), "The fee rate in BTC/kvB"),
                    RPCParameter(
                        "subtractFeeFromOutputs", .array, .value([]),
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
                ]), RPCParameter("bip32derivs", .boolean, .value(true), "Add where keys come from (BIP 32)"),
            RPCParameter("version", .number, .value(2), "The version of the transaction"),
            RPCParameter("psbt_version", .number, .value(2), "The version of the format"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "psbt", "The transaction in base64 (BIP 174)"),
                    RPCResult(.amount, "fee", "The fee in BTC"),
                    RPCResult(.number, "changepos", "The position of the change output, or -1"),
                ])
        ],
        examples: .both(""))

    /// Adds to a partially signed transaction (BIP 174) what the wallet knows, and signs it.
    public static let walletProcessPSBT = RPCCommand(
        "walletprocesspsbt", .wallet,
        "Adds to a partially signed transaction (BIP 174) what the wallet knows, and signs it.\nNeeds the passphrase to sign, if the wallet has one.",
        parameters: [
            RPCParameter(
                "psbt", .string, .required, "The transaction in base64 (BIP 174)",
                traits: .init(commandLine: .string)),
            RPCParameter("sign", .boolean, .value(true), "Whether to sign"),
            RPCParameter(
                "sighashtype", .string, .value("DEFAULT for Taproot, ALL otherwise"),
                "The type of signature hash", traits: .init(commandLine: .string)),
            RPCParameter("bip32derivs", .boolean, .value(true), "Add where keys come from (BIP 32)"),
            RPCParameter(
                "finalize", .boolean, .value(true), "Whether to finish inputs that have all they need"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "psbt", "The transaction in base64 (BIP 174)"),
                    RPCResult(.boolean, "complete", "Whether every input has all its signatures"),
                    RPCResult(.hex, "hex", "Bytes in hexadecimal", optional: true),
                ])
        ],
        examples: .both(""))

    /// Signs the inputs of a transaction that the wallet has keys for.
    public static let signRawTransactionWithWallet = RPCCommand(
        "signrawtransactionwithwallet", .wallet,
        "Signs the inputs of a transaction that the wallet has keys for.\nNeeds the passphrase, if the wallet has one.",
        parameters: [
            RPCParameter("hexstring", .string, .required, "The transaction in hexadecimal"),
            RPCParameter(
                "prevtxs", .array, .optional, "Outputs that are spent",
                [
                    RPCParameter(
                        "", .object, .optional, "",
                        [
                            RPCParameter("txid", .hex, .required, "The transaction's id"),
                            RPCParameter("vout", .number, .required, "The position of the output"),
                            RPCParameter(
                                "scriptPubKey", .hex, .required, "The script of the output in hexadecimal"),
                            RPCParameter("redeemScript", .hex, .optional, "The script of P2SH"),
                            RPCParameter("witnessScript", .hex, .optional, "The script of P2WSH"),
                            RPCParameter("amount", .amount, .optional, "The amount in BTC"),
                        ])
                ]),
            RPCParameter(
                "sighashtype", .string, .value("DEFAULT for Taproot, ALL otherwise"),
                "The type of signature hash"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "hex", "Bytes in hexadecimal"),
                    RPCResult(.boolean, "complete", "Whether every input has all its signatures"),
                    RPCResult(
                        .array, "errors", "What went wrong",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    RPCResult(.hex, "txid", "The transaction's id"),
                                    RPCResult(.number, "vout", "The position of the output"),
                                    RPCResult(
                                        .array, "witness", "The items of the witness",
                                        [RPCResult(.hex, "", "")]),
                                    RPCResult(.hex, "scriptSig", "The script of the input"),
                                    RPCResult(.number, "sequence", "The sequence number"),
                                    RPCResult(.string, "error", "What went wrong"),
                                ])
                        ], optional: true),
                ])
        ],
        examples: .both(""))

    /// Tells how transactions would change the balance.
    public static let simulateRawTransaction = RPCCommand(
        "simulaterawtransaction", .wallet, "Tells how transactions would change the balance.",
        parameters: [
            RPCParameter(
                "rawtxs", .array, .optional, "Transactions in hexadecimal",
                [RPCParameter("", .hex, .optional, "")]),
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [RPCParameter("include_watchonly", .boolean, .value(false), "Without meaning")]),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [RPCResult(.amount, "balance_change", "How the balance would change, in BTC")])
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [
        fundRawTransaction, walletCreateFundedPSBT, walletProcessPSBT, signRawTransactionWithWallet,
        simulateRawTransaction,
    ]
}
