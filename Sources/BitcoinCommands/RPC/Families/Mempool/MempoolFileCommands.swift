import BitcoinSupport

/// Commands that store the memory pool and read it again.
public enum MempoolFileCommands {
    /// Stores it.
    public static let saveMempool = RPCCommand(
        "savemempool", .blockchain,
        "Writes the memory pool to its file. Fails while the file is still being read.",
        results: [
            RPCResult(.object, "", "", [RPCResult(.string, "filename", "The full path of the file")])
        ],
        examples: .both(""))

    /// Reads one of another node.
    public static let importMempool = RPCCommand(
        "importmempool", .blockchain,
        """
        Reads a mempool.dat file and tries to accept its transactions.
        Warning: do this with files of trusted origin only, above all with what they say besides the transactions.
        """,
        parameters: [
            RPCParameter("filepath", .string, .required, "The file", traits: .init(commandLine: .string)),
            RPCParameter(
                "options", .namedOptions, .optional, "",
                [
                    RPCParameter(
                        "use_current_time", .boolean, .value(true),
                        """
                        Whether transactions count from now on, and not from the times in the file.
                        Warning: times of untrusted origin have effects that nobody may want.
                        """),
                    RPCParameter(
                        "apply_fee_delta_priority", .boolean, .value(false),
                        """
                        Whether what prioritisetransaction did to fees is taken from the file.
                        It is added to what it did here.
                        Warning: priorities of untrusted origin have effects that nobody may want.
                        """),
                    RPCParameter(
                        "apply_unbroadcast_set", .boolean, .value(false),
                        """
                        Whether the file says which transactions have not been passed on yet.
                        Warning: such lists of untrusted origin have effects that nobody may want.
                        """),
                ], traits: .init(summary: "options")),
        ],
        results: [RPCResult(.object)],
        examples: .both("/path/to/mempool.dat"))

    static let all = [saveMempool, importMempool]
}
