import BitcoinSupport

/// Commands about the memory pool.
public enum MempoolCommands {
    /// The state of the memory pool.
    public static let getMempoolInfo = RPCCommand(
        "getmempoolinfo", .blockchain, "Returns the state of the memory pool.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.boolean, "loaded", "Whether the stored pool has been read, or could not be"),
                    RPCResult(.number, "size", "How many transactions there are"),
                    RPCResult(
                        .number, "bytes", "Their virtual sizes (BIP 141) added up, where witnesses count less"
                    ),
                    RPCResult(.number, "usage", "Memory in use"),
                    RPCResult(
                        .amount, "total_fee",
                        "Their fees in BTC added up, without what prioritisetransaction changed"),
                    RPCResult(.number, "maxmempool", "How much memory may be used"),
                    RPCResult(
                        .amount, "mempoolminfee",
                        "Lowest fee rate in BTC/kvB that is accepted now, not lower than minrelaytxfee"),
                    RPCResult(.amount, "minrelaytxfee", "Lowest fee rate that is relayed"),
                    RPCResult(
                        .number, "incrementalrelayfee",
                        "By how much a replacement must raise the fee rate, in BTC/kvB"),
                    RPCResult(
                        .number, "unbroadcastcount",
                        "How many transactions have not been passed on to any peer yet"),
                    RPCResult(.boolean, "permitbaremultisig", "Whether bare multisig outputs are accepted"),
                    RPCResult(.number, "maxdatacarriersize", "How many bytes OP_RETURN outputs may take"),
                    RPCResult(
                        .number, "limitclustercount",
                        "How many transactions may be in a cluster (-limitclustercount)"),
                    RPCResult(
                        .number, "limitclustersize",
                        "How large a cluster may be, in virtual bytes (-limitclustersize)"),
                    RPCResult(
                        .boolean, "optimal", "Whether the order of the transactions is known to be optimal"),
                    RPCResult(
                        .boolean, "fullrbf", "Whether any transaction may be replaced (DEPRECATED)",
                        optional: true),
                ])
        ],
        examples: .both(""))

    static let all = [getMempoolInfo, getRawMempool, getMempoolFeeRateDiagram, getOrphanTransactions]
}
