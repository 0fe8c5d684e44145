import BitcoinSupport

/// Commands about the chain as a whole.
public enum BlockchainStateCommands {
    /// The state of the chain.
    public static let getBlockchainInfo = RPCCommand(
        "getblockchaininfo", .blockchain, "Returns the state of the block chain and of its validation.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "chain", "The network: main, test, testnet4, signet or regtest"),
                    RPCResult(
                        .number, "blocks",
                        "The height of the fully validated chain with the most work. The genesis block has height 0"
                    ),
                    RPCResult(.number, "headers", "The height of the best chain of validated headers"),
                    RPCResult(.string, "bestblockhash", "The hash of the best block"),
                    RPCResult(.hex, "bits", "nBits: the difficulty target in its compact form"),
                    RPCResult(.hex, "target", "The difficulty target"),
                    RPCResult(.number, "difficulty", "The difficulty"),
                    RPCResult(.time, "time", "The time of the best block, in UNIX epoch time"),
                    RPCResult(
                        .time, "mediantime", "Median of the times of the last 11 blocks, in UNIX epoch time"),
                    RPCResult(
                        .number, "verificationprogress", "How far validation has come [0..1], an estimate"),
                    RPCResult(
                        .boolean, "initialblockdownload",
                        "(debug information) whether the node believes to be in initial block download"),
                    backgroundValidation,
                    RPCResult(.hex, "chainwork", "The work in the active chain, in hexadecimal"),
                    RPCResult(.number, "size_on_disk", "Size of the block and undo files, an estimate"),
                    RPCResult(.boolean, "pruned", "Whether old blocks are deleted"),
                    RPCResult(
                        .number, "pruneheight",
                        "The first block that is kept together with all that follow (only with pruning)",
                        optional: true),
                    RPCResult(
                        .boolean, "automatic_pruning", "Whether pruning goes by itself (only with pruning)",
                        optional: true),
                    RPCResult(
                        .number, "prune_target_size",
                        "The size that pruning aims at (only with automatic pruning)", optional: true),
                    RPCResult(
                        .hex, "signet_challenge",
                        "The script that signs blocks, in hexadecimal (only on a signet)",
                        optional: true),
                    warnings,
                ])
        ],
        examples: .both(""))

    private static let backgroundValidation = RPCResult(
        .object, "backgroundvalidation", "The state of validation behind a snapshot",
        [
            RPCResult(
                .number, "snapshotheight",
                "The height of the snapshot block, up to which the chain is validated in the background"),
            RPCResult(.number, "blocks", "The height that is validated. The genesis block has height 0"),
            RPCResult(.string, "bestblockhash", "The hash of the last block that is validated"),
            RPCResult(.time, "mediantime", "Median of the times of its last 11 blocks, in UNIX epoch time"),
            RPCResult(.number, "verificationprogress", "How far it has come [0..1], an estimate"),
            RPCResult(.hex, "chainwork", "The work in the part that is validated, in hexadecimal"),
        ], optional: true)

    /// What users should know at once.
    static let warnings = RPCResult(
        .array, "warnings",
        "Warnings about the network and the chain (with `-deprecatedrpc=warnings` the last one as a string)",
        [RPCResult(.string, "", "A warning")])

    /// The difficulty of the tip.
    public static let getDifficulty = RPCCommand(
        "getdifficulty", .blockchain,
        "Returns how many times harder than the easiest target the proof of work of the tip is.",
        results: [RPCResult(.number, "", "the difficulty.")], examples: .both(""))

    /// All ends of branches.
    public static let getChainTips = RPCCommand(
        "getchaintips", .blockchain,
        "Returns the last block of every branch that is known, the main chain among them.",
        results: [
            RPCResult(
                .array, "", "",
                [
                    RPCResult(
                        .object, "", "",
                        [
                            RPCResult(.number, "height", "The height of the tip"),
                            RPCResult(.hex, "hash", "The hash of the tip"),
                            RPCResult(
                                .number, "branchlen",
                                "How many blocks of the branch are not on the main chain; 0 for the main chain"
                            ),
                            RPCResult(
                                .string, "status",
                                """
                                One of:
                                1.  "invalid"               A block of the branch is invalid
                                2.  "headers-only"          The headers are valid, but blocks are missing
                                3.  "valid-headers"         The blocks are there, but have never been fully validated
                                4.  "valid-fork"            The blocks are fully validated, but not on the main chain
                                5.  "active"                The tip of the main chain
                                """),
                        ])
                ])
        ],
        examples: .both(""))

    static let all = [getBlockchainInfo, getDifficulty, getChainTips]
}
