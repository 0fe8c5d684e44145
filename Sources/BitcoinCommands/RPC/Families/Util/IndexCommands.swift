import BitcoinSupport

/// Commands about the indexes of the chain.
public enum IndexCommands {
    /// How far the indexes are.
    public static let getIndexInfo = RPCCommand(
        "getindexinfo", .util, "Returns how far the indexes are that the node keeps, or one of them.",
        parameters: [
            RPCParameter("index_name", .string, .optional, "The name of the only index to tell of.")
        ],
        results: [
            RPCResult(
                .dictionary, "", "",
                [
                    RPCResult(
                        .object, "name", "The name of the index",
                        [
                            RPCResult(.boolean, "synced", "Whether the index has come to the tip"),
                            RPCResult(
                                .number, "best_block_height", "The height of the last block that it knows"),
                        ])
                ])
        ],
        examples: .both("") + .both("txindex"))

    static let all = [getIndexInfo]
}
