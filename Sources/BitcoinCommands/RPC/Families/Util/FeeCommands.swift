import BitcoinSupport

/// Commands that estimate fees.
public enum FeeCommands {
    private static let target = RPCParameter(
        "conf_target", .number, .required, "Within how many blocks it shall be confirmed (1 - 1008)")

    /// The fee rate for being confirmed soon enough.
    public static let estimateSmartFee = RPCCommand(
        "estimatesmartfee", .util,
        """
        Estimates the fee rate at which a transaction can expect to be confirmed within a number of blocks.
        Where that cannot be told, the closest number of blocks is taken for which it can.
        Rates are for virtual sizes (BIP 141), where witnesses count less.
        """,
        parameters: [
            target,
            RPCParameter(
                "estimate_mode", .string, .value("economical"),
                """
                "economical" follows when it gets quieter, "conservative" looks at a longer past before it tells a lower rate.
                "unset" is the same as "economical". Upper and lower case are the same.
                """),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "feerate", "The fee rate in BTC/kvB, if there is one", optional: true),
                    RPCResult(
                        .array, "errors", "Why there is none",
                        [RPCResult(.string, "", "A reason")], optional: true),
                    RPCResult(
                        .number, "blocks",
                        "The number of blocks that it is for: at least 2, at most half of those observed"),
                ])
        ],
        examples: .both("6"))

    private static let range = [
        RPCResult(.number, "startrange", "Fee rates above this one"),
        RPCResult(.number, "endrange", "Fee rates up to this one"),
        RPCResult(.number, "withintarget", "How many transactions were confirmed in time"),
        RPCResult(.number, "totalconfirmed", "How many were confirmed at all"),
        RPCResult(.number, "inmempool", "How many wait for at least as long now"),
        RPCResult(.number, "leftmempool", "How many left the memory pool unconfirmed, not before the time"),
    ]

    private static func horizon(_ name: String) -> RPCResult {
        RPCResult(
            .object, name, "What the \(name) horizon tells",
            [
                RPCResult(.number, "feerate", "The fee rate in BTC/kvB", optional: true),
                RPCResult(.number, "decay", "How much of the past is left with each block"),
                RPCResult(.number, "scale", "How many blocks are taken together"),
                RPCResult(
                    .object, "pass", "The lowest fee rates that do", range, optional: true),
                RPCResult(
                    .object, "fail", "The highest fee rates that do not", range, optional: true),
                RPCResult(
                    .array, "errors", "Why there is no fee rate",
                    [RPCResult(.string, "", "A reason")], optional: true),
            ], optional: true)
    }

    /// What the estimates are made from.
    public static let estimateRawFee = RPCCommand(
        "estimaterawfee", .hidden,
        """
        Tells for each horizon what it knows about the fee rates of transactions confirmed within a number of blocks.
        Warning: what it takes and tells depends on how fees are estimated, and can change at any time.
        """,
        parameters: [
            target,
            RPCParameter(
                "threshold", .number, .value(.double(0.95)),
                "The part of the transactions of a fee rate that must have been confirmed in time"),
        ],
        results: [
            RPCResult(
                .object, "", "Horizons that reach so far",
                [horizon("short"), horizon("medium"), horizon("long")])
        ],
        examples: [.commandLine("6 0.9")])

    static let all = [estimateSmartFee, estimateRawFee]
}
