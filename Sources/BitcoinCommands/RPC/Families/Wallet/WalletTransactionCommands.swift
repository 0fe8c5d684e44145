import BitcoinSupport

/// Commands about one transaction.
public enum WalletTransactionCommands {
    /// Returns all about a transaction of the wallet.
    public static let getTransaction = RPCCommand(
        "gettransaction", .wallet, "Returns all about a transaction of the wallet.",
        parameters: [
            RPCParameter("txid", .string, .required, "The transaction's id"),
            .includeWatchOnly,
            .verbose,
        ],
        results: [
            RPCResult(
                .object, "", "",
                [.amount, .fee] + RPCResult.walletTransaction + [
                    .parentDescriptors,
                    RPCResult(
                        .array, "details", "What it does, output by output",
                        [
                            RPCResult(
                                .object, "", "",
                                [
                                    .address,
                                    .category,
                                    .amount,
                                    .label,
                                    .vout,
                                    .fee,
                                    .abandoned,
                                    .parentDescriptors,
                                ])
                        ]), RPCResult(.hex, "hex", "Bytes in hexadecimal"),
                    RPCResult(
                        .object, "decoded", "The transaction in full", TransactionResult.membersForWallets,
                        optional: true),
                    .lastProcessedBlock,
                ])
        ],
        examples: .both(""))

    /// Gives up a transaction that is neither confirmed nor in the memory pool, so that its coins can be spent again.
    public static let abandonTransaction = RPCCommand(
        "abandontransaction", .wallet,
        "Gives up a transaction that is neither confirmed nor in the memory pool, so that its coins can be spent again.",
        parameters: [.txid],
        results: [RPCResult(.null, "", "")],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [getTransaction, abandonTransaction]
}
