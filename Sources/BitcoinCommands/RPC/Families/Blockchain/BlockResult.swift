/// The results of `getblock`.
enum BlockResult {
    /// With the ids of the transactions.
    static let members =
        sizes
        + headerAndTransactions(
            RPCResult(.array, "tx", "The transaction ids", [RPCResult(.hex, "", "A transaction id")]))

    /// With the transactions.
    static let withTransactions = elided(
        "As for verbosity = 1",
        transactions: TransactionResult.members.elided(
            "The transactions as getrawtransaction gives them, unlike the \"tx\" of verbosity = 1")
            + [TransactionResult.fee] + [TransactionResult.hex].hidden)

    /// With the transactions and the outputs that they spend.
    static let withSpentOutputs = elided(
        "As for verbosity = 2",
        transactions: TransactionResult.withSpentOutputs(
            inputs: "",
            spentOutput: TransactionResult.spentOutput("(Only if the block's undo data are at hand)"),
            inputSummary: "As for verbosity = 2")
            + [TransactionResult.fee, TransactionResult.hex].hidden)

    private static let sizes =
        BlockHeaderResult.head + [
            RPCResult(.number, "size", "The size of the block"),
            RPCResult(.number, "strippedsize", "The size without witnesses"),
            RPCResult(.number, "weight", "The weight (BIP 141)"),
            RPCResult(
                .object, "coinbase_tx", "What is special about the coinbase transaction",
                [
                    RPCResult(.number, "version", "Its version"),
                    RPCResult(.number, "locktime", "Its lock time (nLockTime)"),
                    RPCResult(.number, "sequence", "The sequence number of its input (nSequence)"),
                    RPCResult(.hex, "coinbase", "The script of its input"),
                    RPCResult(
                        .hex, "witness", "The only element of its witness, if there is one", optional: true),
                ]),
        ]

    private static func headerAndTransactions(_ transactions: RPCResult) -> [RPCResult] {
        [BlockHeaderResult.height] + BlockHeaderResult.version + [transactions] + BlockHeaderResult.tail
    }

    /// All members but the transactions stand as one line.
    private static func elided(_ summary: String, transactions: [RPCResult]) -> [RPCResult] {
        let tx = RPCResult(.array, "tx", "", [RPCResult(.object, "", "", transactions)])
        let members = (sizes + headerAndTransactions(tx)).elided(summary)
        return members.map { $0.key == "tx" ? tx : $0 }
    }
}
