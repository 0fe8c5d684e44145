import BitcoinSupport

/// Commands about serialized transactions.
public enum RawTransactionCommands {
    /// A transaction of the memory pool or of a block.
    public static let getRawTransaction = RPCCommand(
        "getrawtransaction", .rawtransactions,
        """
        Returns a transaction of the memory pool or, with -txindex, of any block.
        With a block hash it is looked for in that block only.

        Hint: gettransaction knows the transactions of the wallet.

        With verbosity 0, returns the serialized transaction in hexadecimal.
        With verbosity 1, returns an object about it.
        With verbosity 2, the object tells about its fee and the outputs that it spends, too.
        """,
        parameters: [
            RPCParameter("txid", .hex, .required, "The transaction id"),
            RPCParameter(
                "verbosity|verbose", .number, .value(0),
                "0 for the serialized transaction, 1 for an object, 2 for an object with fee and spent outputs",
                traits: .init(acceptsAnyType: true)),
            RPCParameter("blockhash", .hex, .optional, "The block to look in"),
        ],
        results: [
            RPCResult(
                .string, "data", "The serialized transaction in hexadecimal",
                when: "if verbosity is not set or set to 0"),
            RPCResult(
                .object, "", "", location + TransactionResult.members, when: "if verbosity is set to 1"),
            RPCResult(
                .object, "", "",
                location.elided("As for verbosity = 1") + [TransactionResult.fee]
                    + TransactionResult.withSpentOutputs(
                        inputs: "An output that is spent",
                        spentOutput: TransactionResult.spentOutput(
                            "The spent output, if the block's undo data are at hand"),
                        inputSummary: "As for verbosity = 1"),
                when: "for verbosity = 2"),
        ],
        examples: [
            .commandLine(#""mytxid""#), .commandLine(#""mytxid" 1"#), .request(#""mytxid", 1"#),
            .commandLine(#""mytxid" 0 "myblockhash""#), .commandLine(#""mytxid" 1 "myblockhash""#),
            .commandLine(#""mytxid" 2 "myblockhash""#),
        ])

    private static let location = [
        RPCResult(
            .boolean, "in_active_chain", "Whether the block that was asked for is on the main chain",
            optional: true),
        RPCResult(.hex, "blockhash", "The block that it is in", optional: true),
        RPCResult(
            .number, "vsize_adjusted", "The virtual size with sigops counted in, in the memory pool",
            optional: true),
        RPCResult(.number, "confirmations", "Blocks on top of its block and that one", optional: true),
        RPCResult(.time, "blocktime", "The time of its block, in UNIX epoch time", optional: true),
        RPCResult(.number, "time", "The same as \"blocktime\"", optional: true),
        RPCResult(.hex, "hex", "The serialized transaction in hexadecimal"),
    ]

    /// How a serialized transaction is to be read.
    static let isWitness = RPCParameter(
        "iswitness", .boolean, .hint("depends on heuristic tests"),
        """
        Whether it is serialized with witnesses.
        If true, it is only read with them, if false, only without;
        if nothing is said, what makes more sense is taken.
        Who knows whether the transaction has inputs should say so by this.
        """)

    /// A serialized transaction, taken apart.
    public static let decodeRawTransaction = RPCCommand(
        "decoderawtransaction", .rawtransactions, "Returns an object about a serialized transaction.",
        parameters: [
            RPCParameter("hexstring", .hex, .required, "The transaction in hexadecimal"),
            isWitness,
        ],
        results: [RPCResult(.object, "", "", TransactionResult.members)], examples: .both(#""hexstring""#))

    /// A script, taken apart.
    public static let decodeScript = RPCCommand(
        "decodescript", .rawtransactions, "Returns an object about a script.",
        parameters: [RPCParameter("hexstring", .hex, .required, "The script in hexadecimal")],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "asm", "The script in symbols"),
                    RPCResult(.string, "desc", "A descriptor for the script"),
                    RPCResult(.string, "type", "The type (one of: \(TransactionResult.outputTypes))"),
                    RPCResult(.string, "address", "The address, if the script has one", optional: true),
                    RPCResult(
                        .string, "p2sh", "The P2SH address of the script, for types that may be wrapped so",
                        optional: true),
                    RPCResult(
                        .object, "segwit",
                        "The witness script of the script, for types that may be wrapped so",
                        [
                            RPCResult(.string, "asm", "The script in symbols"),
                            RPCResult(.hex, "hex", "The script's bytes in hexadecimal"),
                            RPCResult(
                                .string, "type", "The type (witness_v0_keyhash or witness_v0_scripthash)"),
                            RPCResult(
                                .string, "address", "The address, if the script has one", optional: true),
                            RPCResult(.string, "desc", "A descriptor for the script"),
                            RPCResult(.string, "p2sh-segwit", "The P2SH address of the witness script"),
                        ], optional: true),
                ])
        ],
        examples: .both(#""hexstring""#))

    /// A transaction from its parts.
    public static let createRawTransaction = RPCCommand(
        "createrawtransaction", .rawtransactions,
        """
        Makes a transaction of inputs and outputs, which may be addresses or data.
        Returns it serialized in hexadecimal.
        It is neither signed nor stored nor sent.
        """,
        parameters: parts,
        results: [RPCResult(.hex, "", "The transaction in hexadecimal")],
        examples: [
            .commandLine(#""\#(exampleInputs)" "[{\"address\":0.01}]""#),
            .commandLine(#""\#(exampleInputs)" "[{\"data\":\"00010203\"}]""#),
            .request(#""\#(exampleInputs)", "[{\"address\":0.01}]""#),
            .request(#""\#(exampleInputs)", "[{\"data\":\"00010203\"}]""#),
        ])

    /// The parts of a new transaction.
    static let parts = [
        RPCParameter(
            "inputs", .array, .required, "The outputs to spend",
            [
                RPCParameter(
                    "", .object, .optional, "",
                    [
                        RPCParameter("txid", .hex, .required, "The transaction id"),
                        RPCParameter("vout", .number, .required, "The index of the output"),
                        RPCParameter(
                            "sequence", .number,
                            .hint("depends on the value of the 'replaceable' and 'locktime' arguments"),
                            "The sequence number"),
                    ])
            ]),
        outputs,
        RPCParameter(
            "locktime", .number, .value(0),
            "The lock time; if it is not 0, the inputs are made to heed it"),
        RPCParameter(
            "replaceable", .boolean, .value(true),
            """
            Whether another transaction with a higher fee may replace it (BIP 125).
            Sequence numbers that say otherwise are an error.
            """),
        RPCParameter("version", .number, .value(2), "The version"),
    ]

    static let exampleInputs = #"[{\"txid\":\"myid\",\"vout\":0}]"#

    private static let outputs = RPCParameter(
        "outputs", .array, .required,
        """
        The outputs, each an object of one member.
        No address may come twice, and there may be data only once.
        There must be at least one output.
        One object of all members is taken as well.
        """,
        [
            RPCParameter(
                "", .userKeys, .optional, "",
                [
                    RPCParameter(
                        "address", .amount, .required,
                        // The text is part of what clients of the OpenRPC document may compare.
                        "A key-value pair. The key (string) is the bitcoin address, the value (float or string) is the amount in BTC"
                    )
                ]),
            RPCParameter(
                "", .object, .optional, "",
                [
                    RPCParameter(
                        "data", .hex, .required,
                        "A key-value pair. The key must be \"data\", the value is hex-encoded data that becomes a part of an OP_RETURN output"
                    )
                ]),
        ], traits: .init(acceptsAnyType: true))

    /// A transaction from several that are signed in part.
    public static let combineRawTransaction = RPCCommand(
        "combinerawtransaction", .rawtransactions,
        """
        Makes one transaction of several that differ in their signatures only.
        It may still lack some.
        """,
        parameters: [
            RPCParameter(
                "txs", .array, .required, "The transactions in hexadecimal",
                [RPCParameter("hexstring", .hex, .optional, "A transaction in hexadecimal")])
        ],
        results: [RPCResult(.string, "", "The transaction with all signatures, in hexadecimal")],
        examples: [.commandLine(#"'["myhex1", "myhex2", "myhex3"]'"#)])

    /// What signatures are to cover.
    static let hashType = RPCParameter(
        "sighashtype", .string, .value("DEFAULT for Taproot, ALL otherwise"),
        """
        What the signatures cover. One of:
        "DEFAULT"
        "ALL"
        "NONE"
        "SINGLE"
        "ALL|ANYONECANPAY"
        "NONE|ANYONECANPAY"
        "SINGLE|ANYONECANPAY"
        """)

    /// Signs with given keys.
    public static let signRawTransactionWithKey = RPCCommand(
        "signrawtransactionwithkey", .rawtransactions,
        """
        Signs the inputs of a serialized transaction with the given keys, and no others.
        Outputs that it spends but that are in no block yet may be given, too.
        """,
        parameters: [
            RPCParameter("hexstring", .string, .required, "The transaction in hexadecimal"),
            RPCParameter(
                "privkeys", .array, .required, "The private keys in base58",
                [RPCParameter("privatekey", .hex, .optional, "A private key in base58")]),
            RPCParameter(
                "prevtxs", .array, .optional, "Outputs that it spends",
                [
                    RPCParameter(
                        "", .object, .optional, "",
                        [
                            RPCParameter("txid", .hex, .required, "The transaction id"),
                            RPCParameter("vout", .number, .required, "The index of the output"),
                            RPCParameter("scriptPubKey", .hex, .required, "The script"),
                            RPCParameter(
                                "redeemScript", .hex, .optional, "(needed for P2SH) The redeem script"),
                            RPCParameter(
                                "witnessScript", .hex, .optional,
                                "(needed for P2WSH and P2SH-P2WSH) The witness script"),
                            RPCParameter("amount", .amount, .optional, "(needed for segwit) The value"),
                        ])
                ]),
            hashType,
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "hex", "The transaction in hexadecimal"),
                    RPCResult(.boolean, "complete", "Whether no signature is missing"),
                    RPCResult(
                        .array, "errors", "What is wrong with inputs",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    RPCResult(.hex, "txid", "The transaction that is spent from"),
                                    RPCResult(.number, "vout", "The index of the output"),
                                    RPCResult(.array, "witness", "", [RPCResult(.hex)]),
                                    RPCResult(.hex, "scriptSig", "The script in hexadecimal"),
                                    RPCResult(.number, "sequence", "The sequence number"),
                                    RPCResult(.string, "error", "What is wrong"),
                                ])
                        ], optional: true),
                ])
        ],
        examples: .both(#""myhex" "[\"key1\",\"key2\"]""#, #""myhex", "[\"key1\",\"key2\"]""#))

    static let all = [
        getRawTransaction, decodeRawTransaction, decodeScript, createRawTransaction, combineRawTransaction,
        signRawTransactionWithKey,
    ]
}
