import BitcoinSupport

/// Commands that count.
public enum StatisticsCommands {
    /// Figures about one block.
    public static let getBlockStats = RPCCommand(
        "getblockstats", .blockchain,
        """
        Returns figures about a block. All amounts are in satoshis.
        With pruning some blocks are not there to be counted.
        """,
        parameters: [
            RPCParameter(
                "hash_or_height", .number, .required, "The hash or height of the block",
                traits: .init(
                    acceptsAnyType: true,
                    typeText: .init(value: "", description: "string or numeric"), commandLine: .jsonOrString)),
            RPCParameter(
                "stats", .array, .hint("all values"), "Which figures to return",
                [
                    RPCParameter("height", .string, .optional, "A figure"),
                    RPCParameter("time", .string, .optional, "A figure"),
                ], traits: .init(summary: "stats")),
        ],
        results: [RPCResult(.object, "", "", blockFigures)],
        examples: [
            .commandLine(#"'\#(BlockCommands.exampleHash)' '["minfeerate","avgfeerate"]'"#),
            .commandLine(#"1000 '["minfeerate","avgfeerate"]'"#),
            .request(#"\#(BlockCommands.exampleHash), ["minfeerate","avgfeerate"]"#),
            .request(#"1000, ["minfeerate","avgfeerate"]"#),
        ])

    private static func figure(_ key: String, _ description: String) -> RPCResult {
        RPCResult(.number, key, description, optional: true)
    }

    private static let blockFigures = [
        figure("avgfee", "Average fee"),
        figure("avgfeerate", "Average fee rate in satoshis per virtual byte"),
        figure("avgtxsize", "Average size of a transaction"),
        RPCResult(.hex, "blockhash", "The hash of the block", optional: true),
        RPCResult(
            .tuple, "feerate_percentiles",
            "Fee rates in satoshis per virtual byte that 10, 25, 50, 75 and 90 percent of the weight do not exceed",
            [10, 25, 50, 75, 90].map { RPCResult(.number, "", "At \($0) percent of the weight") },
            optional: true),
        figure("height", "The height"),
        figure("ins", "How many inputs there are, without the coinbase"),
        figure("maxfee", "Highest fee"),
        figure("maxfeerate", "Highest fee rate in satoshis per virtual byte"),
        figure("maxtxsize", "Size of the largest transaction"),
        figure("medianfee", "Median of the fees, rounded down"),
        figure("mediantime", "Median of the times of the last 11 blocks"),
        figure("mediantxsize", "Median of the transactions' sizes, rounded down"),
        figure("minfee", "Lowest fee"),
        figure("minfeerate", "Lowest fee rate in satoshis per virtual byte"),
        figure("mintxsize", "Size of the smallest transaction"),
        figure("outs", "How many outputs there are"),
        figure("subsidy", "The subsidy"),
        figure("swtotal_size", "Size of all transactions with witnesses together"),
        figure("swtotal_weight", "Weight of all transactions with witnesses together"),
        figure("swtxs", "How many transactions have witnesses"),
        figure("time", "The time of the block"),
        figure("total_out", "Value of all outputs together, without the coinbase"),
        figure("total_size", "Size of all transactions together, without the coinbase"),
        figure("total_weight", "Weight of all transactions together, without the coinbase"),
        figure("totalfee", "All fees together"),
        figure("txs", "How many transactions there are, with the coinbase"),
        figure(
            "utxo_increase", "By how many the unspent outputs grow, those that can never be spent included"),
        figure("utxo_size_inc", "By how many bytes they grow, those that can never be spent included"),
        figure(
            "utxo_increase_actual",
            "By how many the unspent outputs grow, without those that can never be spent"),
        figure("utxo_size_inc_actual", "By how many bytes they grow, without those that can never be spent"),
    ]

    /// How many transactions there are in all, and how many lately.
    public static let getChainTxStats = RPCCommand(
        "getchaintxstats", .blockchain,
        "Returns how many transactions the chain has, and how many come per second.",
        parameters: [
            RPCParameter("nblocks", .number, .hint("one month"), "How many blocks to look at for the rate"),
            RPCParameter("blockhash", .hex, .hint("chain tip"), "The hash of the last of these blocks."),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.time, "time", "The time of the last block, in UNIX epoch time"),
                    RPCResult(
                        .number, "txcount",
                        "All transactions of the chain up to that block; may be unknown behind a snapshot",
                        optional: true),
                    RPCResult(.hex, "window_final_block_hash", "The hash of the last block"),
                    RPCResult(.number, "window_final_block_height", "The height of the last block."),
                    RPCResult(.number, "window_block_count", "How many blocks were looked at"),
                    RPCResult(
                        .number, "window_interval",
                        "Seconds between the first and the last of them, if there are any",
                        optional: true),
                    RPCResult(
                        .number, "window_tx_count",
                        "Their transactions, if there are any blocks and the counts at both ends are known",
                        optional: true),
                    RPCResult(
                        .number, "txrate", "Transactions per second, if both are known and time has passed",
                        optional: true),
                ])
        ],
        examples: .both("", "2016"))

    /// The chain states, of which a snapshot makes two.
    public static let getChainStates = RPCCommand(
        "getchainstates", .blockchain, "Returns what chain states there are.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "headers", "How many headers are known"),
                    RPCResult(
                        .array, "chainstates",
                        "The chain states in the order of their work, the active one last",
                        [RPCResult(.object, "", "", chainState)]),
                ])
        ],
        examples: .both(""))

    private static let chainState = [
        RPCResult(.number, "blocks", "How many blocks it has"),
        RPCResult(.hex, "bestblockhash", "The hash of its tip"),
        RPCResult(.hex, "bits", "nBits: the difficulty target of the tip in its compact form"),
        RPCResult(.hex, "target", "The difficulty target of the tip"),
        RPCResult(.number, "difficulty", "The difficulty of the tip"),
        RPCResult(.number, "verificationprogress", "How far it has come to the network's tip"),
        RPCResult(
            .hex, "snapshot_blockhash", "The block of the snapshot that it was made from, if it was",
            optional: true),
        RPCResult(.number, "coins_db_cache_bytes", "Size of the database's cache"),
        RPCResult(.number, "coins_tip_cache_bytes", "Size of the cache of coins"),
        RPCResult(
            .boolean, "validated",
            "Whether all its blocks were validated, and not only those behind a snapshot"),
    ]

    static let all = [getBlockStats, getChainTxStats, getChainStates]
}
