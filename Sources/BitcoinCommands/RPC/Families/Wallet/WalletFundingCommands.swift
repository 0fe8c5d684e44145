import BitcoinSupport

/// Commands that add coins and signatures to transactions.
public enum WalletFundingCommands {
    /// Which coins are added, where the change goes and what is paid for it.
    private static let choosingCoins: [RPCParameter] = [
        .includeUnsafe,
        .minimumConfirmations(0),
        .maximumConfirmations,
        RPCParameter("changeAddress", .string, .hint("automatic"), "Where the change goes"),
        RPCParameter(
            "changePosition", .number, .hint("random"), "The position of the change output"),
        .changeType,
        RPCParameter("includeWatching", .boolean, .value(false), "Without meaning"),
        RPCParameter("lockUnspents", .boolean, .value(false), "Whether to lock the coins"),
        .feeRate,
        RPCParameter(
            "feeRate", .amount, .hint("not set, an estimate is used"), "The fee rate in BTC/kvB"),
        .feeSubtractedFrom(named: "subtractFeeFromOutputs"),
    ]

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
                        "Whether to add coins of the wallet where needed")
                ] + choosingCoins + [
                    RPCParameter(
                        "input_weights", .array, .optional, "",
                        [
                            RPCParameter(
                                "", .object, .optional, "",
                                [
                                    .txid,
                                    .vout,
                                    RPCParameter("weight", .number, .required, "The weight"),
                                ])
                        ]),
                    .maximumWeight,
                ] + RPCParameter.standardFundingOptions),
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
            .inputs(
                .optional, [.sequence(dependingOn: "'locktime' and 'options.replaceable'"), .inputWeight]),
            .outputs,
            RPCParameter("locktime", .number, .value(0), "The lock time"),
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [.addInputs] + choosingCoins + [
                    .maximumWeight
                ] + RPCParameter.standardFundingOptions), .bip32Derivations,
            .version,
            .psbtVersion,
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
            .bip32Derivations,
            RPCParameter(
                "finalize", .boolean, .value(true), "Whether to finish inputs that have all they need"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "psbt", "The transaction in base64 (BIP 174)"),
                    .complete,
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
                            .txid,
                            .vout,
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
                    .complete,
                    RPCResult(
                        .array, "errors", "What went wrong",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    RPCResult(.hex, "txid", "The transaction's id"),
                                    .vout,
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
                [.includeWatchOnly]),
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
