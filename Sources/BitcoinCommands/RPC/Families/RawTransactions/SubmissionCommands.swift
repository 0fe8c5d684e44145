import BitcoinSupport

/// Commands that hand transactions to the memory pool.
public enum SubmissionCommands {
    private static let maximumFeeRate = RPCParameter(
        "maxfeerate", .amount, .value("0.10"),
        """
        The highest fee rate to accept, in BTC/kvB, which cannot be more than 1.
        0 accepts any.
        """)

    private static let maximumBurnAmount = RPCParameter(
        "maxburnamount", .amount, .value("0.00"),
        """
        The highest value in BTC of an output that can never be spent, as an OP_RETURN output.
        Whether an output can be spent is only known for some.
        """)

    /// The commands that lead to a transaction worth submitting.
    private static let preparation: [RPCExample] = [
        .text("\nMake a transaction\n"),
        .of(
            "createrawtransaction",
            .commandLine(#""[{\"txid\" : \"mytxid\",\"vout\":0}]" "{\"myaddress\":0.01}""#)),
        .text("Sign it\n"), .of("signrawtransactionwithwallet", .commandLine(#""myhex""#)),
    ]

    /// Submits and sends.
    public static let sendRawTransaction = RPCCommand(
        "sendrawtransaction", .rawtransactions,
        """
        Submits a serialized transaction to the network.

        It goes to the memory pool and to all peers at once.
        Who looks on may conclude from a second such call that the transaction is the caller's own.

        A transaction whose outputs are in a block already has an error code of its own.

        See createrawtransaction and signrawtransactionwithkey.
        """,
        parameters: [
            RPCParameter("hexstring", .hex, .required, "The transaction in hexadecimal"), maximumFeeRate,
            maximumBurnAmount,
        ],
        results: [RPCResult(.hex, "", "The transaction id")],
        examples: preparation + [
            .text("\nSend it\n"), .commandLine(#""signedhex""#), .text("\nThe same over HTTP\n"),
            .request(#""signedhex""#),
        ])

    /// Only says what would happen.
    public static let testMempoolAccept = RPCCommand(
        "testmempoolaccept", .rawtransactions,
        """
        Returns whether the memory pool would accept serialized transactions.

        Of several, parents come before their children. Together they must fit the rules for packages: none may conflict with another or with the memory pool.

        If one fails, the others may not be checked to the end; then 'allowed' is missing.

        There may be 25 at most.

        See sendrawtransaction.
        """,
        parameters: [
            RPCParameter(
                "rawtxs", .array, .required, "The transactions in hexadecimal.",
                [RPCParameter("rawtx", .hex, .optional, "")]),
            maximumFeeRate,
        ],
        results: [
            RPCResult(
                .array, "", "What would become of each, in the order in which they were given.",
                [RPCResult(.object, "", "", verdict)])
        ],
        examples: preparation + [
            .text("\nTest it\n"), .commandLine(#"'["signedhex"]'"#), .text("\nThe same over HTTP\n"),
            .request(#"["signedhex"]"#),
        ])

    private static let verdict = [
        RPCResult(.hex, "txid", "The transaction id"),
        RPCResult(.hex, "wtxid", "The hash with witnesses"),
        RPCResult(.string, "package-error", "What is wrong with all of them together", optional: true),
        RPCResult(
            .boolean, "allowed", "Whether it would be accepted; missing if it was not checked to the end",
            optional: true),
        RPCResult(
            .number, "vsize_adjusted", "The virtual size with sigops counted in, if it is allowed",
            optional: true),
        RPCResult(.number, "vsize", "(DEPRECATED) As vsize_adjusted", optional: true),
        RPCResult(.number, "vsize_bip141", "The virtual size (BIP 141), if it is allowed", optional: true),
        RPCResult(
            .object, "fees", "Its fees, if it is allowed",
            [
                RPCResult(.amount, "base", "The fee in BTC"),
                RPCResult(
                    .amount, "effective-feerate",
                    "The fee rate that counts, in BTC/kvB, with priorities and of the whole package"),
                RPCResult(
                    .array, "effective-includes", "The transactions that this fee rate is of.",
                    [RPCResult(.hex, "", "A hash with witnesses")]),
            ], optional: true),
        RPCResult(.string, "reject-reason", "Why it is not allowed", optional: true),
        RPCResult(.string, "reject-details", "More about that, if there is more", optional: true),
    ]

    /// Submits several at once.
    public static let submitPackage = RPCCommand(
        "submitpackage", .rawtransactions,
        """
        Submits several serialized transactions to the memory pool at once.
        They are checked together, and all that pass are accepted.
        The command may still change.
        Warning: that they are accepted here does not mean that the network passes them on.
        """,
        parameters: [
            RPCParameter(
                "package", .array, .required,
                """
                The transactions in hexadecimal: one, and some or all or none of its unconfirmed parents.
                No parent may depend on another. Those in the memory pool need not be given.
                The child comes last.
                """, [RPCParameter("rawtx", .hex, .optional, "")]),
            maximumFeeRate, maximumBurnAmount,
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .string, "package_msg",
                        "\"success\" if all are in the memory pool, otherwise what is wrong"),
                    RPCResult(
                        .dictionary, "tx-results", "What became of each, by its hash with witnesses.",
                        [RPCResult(.object, "wtxid", "The hash with witnesses", packageOutcome)]),
                    RPCResult(
                        .array, "replaced-transactions", "The transactions that were replaced",
                        [RPCResult(.hex, "", "A transaction id")], optional: true),
                ])
        ],
        examples: [
            .request(#"["raw-parent-tx-1", "raw-parent-tx-2", "raw-child-tx"]"#),
            .commandLine(#"'["raw-tx-without-unconfirmed-parents"]'"#),
        ])

    private static let packageOutcome = [
        RPCResult(.hex, "txid", "The transaction id"),
        RPCResult(
            .hex, "other-wtxid",
            "The same transaction with other witnesses, for whose sake this one was ignored", optional: true),
        RPCResult(.number, "vsize_adjusted", "The virtual size with sigops counted in", optional: true),
        RPCResult(.number, "vsize", "(DEPRECATED) As vsize_adjusted", optional: true),
        RPCResult(.number, "vsize_bip141", "The virtual size (BIP 141)", optional: true),
        RPCResult(
            .object, "fees", "Its fees",
            [
                RPCResult(.amount, "base", "The fee in BTC"),
                RPCResult(
                    .amount, "effective-feerate", "The fee rate that counted, in BTC/kvB, if it is new",
                    optional: true),
                RPCResult(
                    .array, "effective-includes", "The transactions that this fee rate is of.",
                    [RPCResult(.hex, "", "A hash with witnesses")], optional: true),
            ], optional: true),
        RPCResult(
            .string, "error", "Why it was refused, or \"package-not-validated\" if it was not looked at",
            optional: true),
    ]

    static let all = [sendRawTransaction, testMempoolAccept, submitPackage]
}
