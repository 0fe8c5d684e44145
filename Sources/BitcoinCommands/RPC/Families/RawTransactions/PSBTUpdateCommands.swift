import BitcoinSupport

/// Commands that add to partially signed transactions what the node and descriptors know.
public enum PSBTUpdateCommands {
    private static func descriptors(_ presence: RPCParameter.Presence) -> RPCParameter {
        RPCParameter(
            "descriptors", .array, presence, "Descriptors, as strings or objects",
            [
                RPCParameter("", .string, .optional, "A descriptor"),
                RPCParameter(
                    "", .object, .optional, "A descriptor with its range",
                    [
                        RPCParameter("desc", .string, .required, "The descriptor"),
                        RPCParameter(
                            "range", .range, .value(1000),
                            "The indexes that are looked at: the last, or [begin,end]"),
                    ]),
            ])
    }

    /// Adds outputs, scripts and origins.
    public static let utxoUpdatePSBT = RPCCommand(
        "utxoupdatepsbt", .rawtransactions,
        "Adds to a partially signed transaction the outputs that it spends and what descriptors tell about them.",
        parameters: [PSBTCommands.psbt, descriptors(.optional)],
        results: [RPCResult(.string, "", "The PSBT in base64, with what was added")],
        examples: [.commandLine(#""psbt""#)])

    /// Adds them, and signs.
    public static let descriptorProcessPSBT = RPCCommand(
        "descriptorprocesspsbt", .rawtransactions,
        """
        Adds to a partially signed transaction the outputs that it spends and what descriptors tell about them.
        Then signs with the private keys of the descriptors.
        """,
        parameters: [
            PSBTCommands.psbt, descriptors(.required), RawTransactionCommands.hashType,
            RPCParameter(
                "bip32derivs", .boolean, .value(true), "Whether to add where keys come from, if it is known"),
            RPCParameter("finalize", .boolean, .value(true), "Whether to finish inputs that can be"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "psbt", "The PSBT in base64"),
                    RPCResult(.boolean, "complete", "Whether no signature is missing"),
                    RPCResult(.hex, "hex", "The transaction in hexadecimal, if so", optional: true),
                ])
        ],
        examples: [
            .commandLine(#""psbt" "[\"descriptor1\", \"descriptor2\"]""#),
            .commandLine(#""psbt" "[{\"desc\":\"mydescriptor\", \"range\":21}]""#),
        ])

    static let all = [utxoUpdatePSBT, descriptorProcessPSBT]
}
