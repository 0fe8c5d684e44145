import BitcoinSupport

/// Commands that look through the chain.
public enum WalletScanCommands {
    /// Looks through the chain for transactions of the wallet.
    public static let rescanBlockchain = RPCCommand(
        "rescanblockchain", .wallet, "Looks through the chain for transactions of the wallet.",
        parameters: [
            RPCParameter("start_height", .number, .value(0), "The first block"),
            RPCParameter("stop_height", .number, .optional, "The last block"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "start_height", "The first block"),
                    RPCResult(.number, "stop_height", "The last block"),
                ])
        ],
        examples: .both(""))

    /// Stops a scan of the chain.
    public static let abortRescan = RPCCommand(
        "abortrescan", .wallet, "Stops a scan of the chain.",
        results: [RPCResult(.boolean, "", "")],
        examples: .both(""))

    /// Adds a transaction with the proof that it is in a block.
    public static let importPrunedFunds = RPCCommand(
        "importprunedfunds", .wallet, "Adds a transaction with the proof that it is in a block.",
        parameters: [
            RPCParameter("rawtransaction", .hex, .required, "The transaction in hexadecimal"),
            RPCParameter(
                "txoutproof", .hex, .required, "The proof that it is in a block, from gettxoutproof"),
        ],
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Removes a transaction from the wallet.
    public static let removePrunedFunds = RPCCommand(
        "removeprunedfunds", .wallet, "Removes a transaction from the wallet.",
        parameters: [.txid],
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [rescanBlockchain, abortRescan, importPrunedFunds, removePrunedFunds]
}
