import BitcoinSupport

/// Commands about unspent outputs.
public enum UnspentOutputCommands {
    /// One output.
    public static let getTxOut = RPCCommand(
        "gettxout", .blockchain, "Returns what is known of an unspent transaction output.",
        parameters: [
            RPCParameter("txid", .string, .required, "The transaction id"),
            RPCParameter("n", .number, .required, "The index of the output"),
            RPCParameter(
                "include_mempool", .boolean, .value(true),
                "Whether to heed the mempool: an output that is spent there is not shown."),
        ],
        results: [
            RPCResult(.null, when: "If the output was not found"),
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "bestblock", "The hash of the tip of the chain"),
                    RPCResult(.number, "confirmations", "The number of confirmations"),
                    RPCResult(.amount, "value", "The value in BTC"),
                    RPCResult(.object, "scriptPubKey", "", TransactionResult.scriptPubKey),
                    RPCResult(.boolean, "coinbase", "Whether it is of a coinbase transaction"),
                ], when: "Otherwise"),
        ],
        examples: [
            .text("\nGet unspent outputs\n"), .of("listunspent", .commandLine("")),
            .text("\nSee one\n"), .commandLine(#""txid" 1"#),
            .text("\nThe same over JSON-RPC\n"), .request(#""txid", 1"#),
        ])

    static let all = [getTxOut]
}
