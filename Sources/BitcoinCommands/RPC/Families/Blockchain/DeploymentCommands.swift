import BitcoinSupport

/// Commands about changes of the rules.
public enum DeploymentCommands {
    /// Which changes are in force.
    public static let getDeploymentInfo = RPCCommand(
        "getdeploymentinfo", .blockchain,
        """
        Returns which changes of the consensus rules are in force at a block.
        Changes that hold from the genesis block on are not listed.
        """,
        parameters: [
            RPCParameter(
                "blockhash", .hex, .value("hash of current chain tip"), "The hash of the block")
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.string, "hash", "The hash of the block"),
                    RPCResult(.number, "height", "The height of the block"),
                    RPCResult(
                        .array, "script_flags", "The flags that scripts of the block are checked with",
                        [RPCResult(.string, "", "A flag")]),
                    RPCResult(
                        .dictionary, "deployments", "",
                        [RPCResult(.object, "xxxx", "The name of the change", deployment)]),
                ])
        ],
        examples: .both(""))

    private static let deployment = [
        RPCResult(.string, "type", "\"buried\" if the height is fixed, \"bip9\" if miners signal"),
        RPCResult(
            .number, "height", "The first block that the rules hold for, as far as that is known",
            optional: true),
        RPCResult(.boolean, "active", "Whether the rules hold for the memory pool and the next block"),
        RPCResult(.object, "bip9", "How signalling stands (only for \"bip9\")", signalling, optional: true),
    ]

    private static let signalling = [
        RPCResult(
            .number, "bit",
            "The bit of the version (0-28) that signals (only if \"started\" or \"locked_in\")",
            optional: true),
        RPCResult(.time, "start_time", "The median time from which on the bit counts"),
        RPCResult(.time, "timeout", "The median time at which the change has failed if it is not locked in"),
        RPCResult(.number, "min_activation_height", "The lowest height that the rules may hold from"),
        RPCResult(
            .string, "status",
            "The state at this block: \"defined\", \"started\", \"locked_in\", \"active\" or \"failed\""),
        RPCResult(.number, "since", "The first block that the state holds for"),
        RPCResult(.string, "status_next", "The state at the next block"),
        RPCResult(
            .object, "statistics", "Counts of the current period (only if \"started\" or \"locked_in\")",
            [
                RPCResult(.number, "period", "The length of the period in blocks"),
                RPCResult(
                    .number, "threshold", "How many blocks must signal (only if \"started\")", optional: true),
                RPCResult(.number, "elapsed", "How many blocks of the period there are"),
                RPCResult(.number, "count", "How many of them signal"),
                RPCResult(
                    .boolean, "possible", "Whether there are blocks enough left (only if \"started\")",
                    optional: true),
            ], optional: true),
        RPCResult(
            .string, "signalling",
            "The blocks of the period, # for one that signals and - for one that does not",
            optional: true),
    ]

    static let all = [getDeploymentInfo]
}
