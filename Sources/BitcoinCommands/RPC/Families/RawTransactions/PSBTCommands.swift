import BitcoinSupport

/// Commands about partially signed transactions that need neither chain nor keys (BIP174, BIP370).
public enum PSBTCommands {
    static let psbt = RPCParameter(
        "psbt", .string, .required, "The PSBT in base64", traits: .init(commandLine: .string))

    private static func psbts(_ presence: RPCParameter.Presence) -> RPCParameter {
        RPCParameter(
            "txs", .array, .required, "The PSBTs in base64",
            [RPCParameter("psbt", .string, presence, "A PSBT in base64")])
    }

    private static let version = RPCParameter(
        "psbt_version", .number, .value(2), "The version of the PSBT: 0 or 2.")

    /// A PSBT, taken apart.
    public static let decodePSBT = RPCCommand(
        "decodepsbt", .rawtransactions, "Returns an object about a partially signed transaction.",
        parameters: [psbt],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .object, "tx", "The transaction without signatures",
                        TransactionResult.members.elided("As for decoderawtransaction"), optional: true),
                    PSBTResult.extendedKeys,
                    RPCResult(
                        .number, "tx_version", "The version of the transaction, not of the PSBT",
                        optional: true),
                    RPCResult(
                        .number, "fallback_locktime", "The lock time, if no input requires one",
                        optional: true),
                    RPCResult(.number, "input_count", "How many inputs there are", optional: true),
                    RPCResult(.number, "output_count", "How many outputs there are", optional: true),
                    RPCResult(.boolean, "inputs_modifiable", "Whether inputs may change", optional: true),
                    RPCResult(.boolean, "outputs_modifiable", "Whether outputs may change", optional: true),
                    RPCResult(
                        .boolean, "has_sighash_single", "Whether a signature covers one output only",
                        optional: true),
                    RPCResult(
                        .number, "psbt_version", "The version of the PSBT, not of the transaction",
                        optional: true),
                    PSBTResult.proprietary(optional: false), PSBTResult.unknown(optional: false),
                    PSBTResult.inputs, PSBTResult.outputs,
                    RPCResult(
                        .amount, "fee", "The fee, if all outputs that are spent are known", optional: true),
                ])
        ],
        examples: [.commandLine(#""psbt""#)])

    /// Puts together what several know about one transaction.
    public static let combinePSBT = RPCCommand(
        "combinepsbt", .rawtransactions,
        """
        Makes one partially signed transaction of several for the same transaction.
        This is the combiner's part.
        """,
        parameters: [psbts(.optional)], results: [PSBTResult.base64],
        examples: [.commandLine(#"'["mybase64_1", "mybase64_2", "mybase64_3"]'"#)])

    /// Finishes inputs, and the transaction.
    public static let finalizePSBT = RPCCommand(
        "finalizepsbt", .rawtransactions,
        """
        Finishes the inputs of a partially signed transaction that have all signatures.
        If those are all inputs, returns the transaction, ready for sendrawtransaction.
        Otherwise returns a PSBT with the finished scripts and witnesses.
        This is the finalizer's and the extractor's part.
        """,
        parameters: [
            psbt,
            RPCParameter(
                "extract", .boolean, .value(true),
                """
                Whether a finished transaction is to be returned as such.
                If not, a PSBT is returned even then.
                """),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "psbt", "The PSBT in base64, if nothing is extracted", optional: true),
                    RPCResult(
                        .hex, "hex", "The transaction in hexadecimal, if it is extracted", optional: true),
                    RPCResult(.boolean, "complete", "Whether no signature is missing"),
                ])
        ],
        examples: [.commandLine(#""psbt""#)])

    /// A PSBT from the parts of a transaction.
    public static let createPSBT = RPCCommand(
        "createpsbt", .rawtransactions,
        """
        Makes a partially signed transaction of inputs and outputs.
        It is neither signed nor stored nor sent.
        This is the creator's part.
        """,
        parameters: RawTransactionCommands.parts + [version],
        results: [RPCResult(.string, "", "The PSBT in base64")],
        examples: [
            .commandLine(#""\#(RawTransactionCommands.exampleInputs)" "[{\"address\":0.01}]""#)
        ])

    /// A PSBT from a transaction.
    public static let convertToPSBT = RPCCommand(
        "converttopsbt", .rawtransactions,
        """
        Makes a partially signed transaction of a serialized one.
        It is for what createrawtransaction and fundrawtransaction return.
        New software uses createpsbt and walletcreatefundedpsbt.
        """,
        parameters: [
            RPCParameter("hexstring", .hex, .required, "The transaction in hexadecimal"),
            RPCParameter(
                "permitsigdata", .boolean, .value(false),
                """
                Whether signatures in the transaction are thrown away.
                If not, there must not be any.
                """),
            RawTransactionCommands.isWitness, version,
        ],
        results: [RPCResult(.string, "", "The PSBT in base64")],
        examples: [
            .text("\nMake a transaction\n"),
            .of(
                "createrawtransaction",
                .commandLine(
                    #""\#(RawTransactionCommands.exampleInputs)" "[{\"data\":\"00010203\"}]""#)),
            .text("\nMake a PSBT of it\n"), .commandLine(#""rawtransaction""#),
        ])

    /// Puts together several transactions.
    public static let joinPSBTs = RPCCommand(
        "joinpsbts", .rawtransactions,
        """
        Makes one partially signed transaction with the inputs and outputs of several, all of version 0.
        No two of them may spend the same output.
        """,
        parameters: [psbts(.required)], results: [PSBTResult.base64],
        examples: [.commandLine(#""psbt""#)])

    /// How far a PSBT has come.
    public static let analyzePSBT = RPCCommand(
        "analyzepsbt", .rawtransactions,
        "Tells how far a partially signed transaction and its inputs have come.", parameters: [psbt],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .array, "inputs", "", [RPCResult(.object, "", "", analyzedInput)], optional: true),
                    RPCResult(
                        .number, "estimated_vsize",
                        "The virtual size of the finished transaction, an estimate",
                        optional: true),
                    RPCResult(
                        .amount, "estimated_feerate",
                        "Its fee rate in BTC/kvB, an estimate, if all outputs that are spent are known",
                        optional: true),
                    RPCResult(
                        .amount, "fee", "The fee, if all outputs that are spent are known", optional: true),
                    RPCResult(.string, "next", "Whose turn it is with the PSBT"),
                    RPCResult(.string, "error", "What is wrong", optional: true),
                ])
        ],
        examples: [.commandLine(#""psbt""#)])

    private static let analyzedInput = [
        RPCResult(.boolean, "has_utxo", "Whether the output that is spent is known"),
        RPCResult(.boolean, "is_final", "Whether the input is finished"),
        RPCResult(
            .object, "missing", "What is needed to finish the input",
            [
                RPCResult(
                    .array, "pubkeys", "",
                    [RPCResult(.hex, "keyid", "The HASH160 of a key whose origin is missing")],
                    optional: true),
                RPCResult(
                    .array, "signatures", "",
                    [RPCResult(.hex, "keyid", "The HASH160 of a key whose signature is missing")],
                    optional: true),
                RPCResult(.hex, "redeemscript", "The HASH160 of the redeem script", optional: true),
                RPCResult(.hex, "witnessscript", "The SHA-256 of the witness script", optional: true),
            ], optional: true),
        RPCResult(.string, "next", "Whose turn it is with the input", optional: true),
    ]

    static let all = [
        decodePSBT, combinePSBT, finalizePSBT, createPSBT, convertToPSBT, joinPSBTs, analyzePSBT,
    ]
}
