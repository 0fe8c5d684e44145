import BitcoinSupport

/// Commands that prove that a transaction is in a block.
public enum ProofCommands {
    /// Makes a proof.
    public static let getTxOutProof = RPCCommand(
        "gettxoutproof", .blockchain,
        """
        Returns a proof in hexadecimal that transactions are in a block.

        Without a block hash the node must be able to find the block: by -txindex,
        or by an output of the transaction that is still unspent.
        """,
        parameters: [
            RPCParameter(
                "txids", .array, .required, "The transactions, all of one block",
                [RPCParameter("txid", .hex, .optional, "A transaction id")]),
            RPCParameter("blockhash", .hex, .optional, "The block that they are in"),
        ],
        results: [RPCResult(.string, "", "The proof in hexadecimal.")])

    /// Checks a proof.
    public static let verifyTxOutProof = RPCCommand(
        "verifytxoutproof", .blockchain,
        """
        Checks a proof that transactions are in a block, and returns which.
        Fails if the block is not on the main chain.
        """,
        parameters: [RPCParameter("proof", .hex, .required, "The proof that gettxoutproof made")],
        results: [
            RPCResult(
                .array, "", "",
                [RPCResult(.hex, "", "A transaction that is proved; there are none if the proof is wrong.")])
        ])

    static let all = [getTxOutProof, verifyTxOutProof]
}
