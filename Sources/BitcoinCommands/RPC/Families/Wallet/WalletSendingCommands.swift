import BitcoinSupport

/// Commands that pay.
public enum WalletSendingCommands {
    /// Sends an amount to an address.
    public static let sendToAddress = RPCCommand(
        "sendtoaddress", .wallet,
        "Sends an amount to an address.\nNeeds the passphrase, if the wallet has one.",
        parameters: [
            RPCParameter("address", .string, .required, "The address", traits: .init(commandLine: .string)),
            RPCParameter("amount", .amount, .required, "The amount in BTC"),
            .comment,
            RPCParameter(
                "comment_to", .string, .optional, "A note about who receives",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "subtractfeefromamount", .boolean, .value(false), "Whether the receiver pays the fee"),
            .replaceable,
            .confirmationTarget,
            RPCParameter.estimateMode.verbatim,
            .avoidReuse,
            .feeRate,
            .verbose,
        ],
        results: [
            RPCResult(.hex, "", ""),
            .sentVerbosely,
        ],
        examples: .both(""))

    /// Sends to several addresses at once.
    public static let sendMany = RPCCommand(
        "sendmany", .wallet,
        "Sends to several addresses at once.\nNeeds the passphrase, if the wallet has one.",
        parameters: [
            RPCParameter(
                "dummy", .string, .value("\"\""), "Left out, or for old callers the empty string or *",
                traits: .init(isPlaceholder: true, commandLine: .string)),
            RPCParameter(
                "amounts", .userKeys, .required, "Addresses with what each receives",
                [RPCParameter("address", .amount, .required, "The address")]),
            RPCParameter(
                "minconf", .number, .optional, "How many confirmations at least",
                traits: .init(isPlaceholder: true, commandLine: .string)),
            .comment,
            RPCParameter(
                "subtractfeefrom", .array, .optional, "Addresses whose amounts pay the fee",
                [RPCParameter("", .string, .optional, "")]),
            .replaceable,
            .confirmationTarget,
            RPCParameter.estimateMode.verbatim,
            .feeRate,
            .verbose,
        ],
        results: [
            RPCResult(.hex, "", ""),
            .sentVerbosely,
        ],
        examples: .both(""))

    /// Sends, with a say in everything.
    public static let send = RPCCommand(
        "send", .wallet, "Sends, with a say in everything.",
        parameters: [
            .outputs,
            .confirmationTarget,
            .estimateMode,
            .feeRate,
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    .addInputs,
                    .includeUnsafe,
                    .minimumConfirmations(0),
                    .maximumConfirmations,
                    .addToWallet,
                    RPCParameter("change_address", .string, .hint("automatic"), "Where the change goes"),
                    RPCParameter(
                        "change_position", .number, .hint("random"), "The position of the change output"),
                    .changeType,
                    RPCParameter.feeRate.alsoPositional,
                    RPCParameter("include_watching", .boolean, .value("false"), "Without meaning"),
                    .inputs(
                        .value([]), [.sequence(dependingOn: "'replaceable' and 'locktime'"), .inputWeight]),
                    .antiSnipingLockTime,
                    .lockUnspents,
                    .psbtInsteadOfSending,
                    .feeSubtractedFrom(named: "subtract_fee_from_outputs"),
                    .maximumWeight,
                ] + RPCParameter.standardFundingOptions), .version,
        ],
        results: [
            .sent
        ],
        examples: .both(""))

    /// Sends all that the wallet has, or all of the given coins.
    public static let sendAll = RPCCommand(
        "sendall", .wallet, "Sends all that the wallet has, or all of the given coins.",
        parameters: [
            RPCParameter(
                "recipients", .array, .required,
                "Who receives: addresses that share what is left, and addresses with amounts",
                [
                    RPCParameter("", .string, .optional, ""),
                    .payment,
                ]),
            .confirmationTarget,
            .estimateMode,
            .feeRate,
            RPCParameter(
                "options", .namedOptions, .optional, "More",
                [
                    .addToWallet,
                    RPCParameter.feeRate.alsoPositional,
                    RPCParameter("include_watching", .boolean, .value(false), "Without meaning"),
                    .inputs(.value([]), [.sequence(dependingOn: "'replaceable' and 'locktime'")]),
                    .antiSnipingLockTime,
                    .lockUnspents,
                    .psbtInsteadOfSending,
                    RPCParameter(
                        "send_max", .boolean, .value(false),
                        "Whether to leave out coins that cost more than they hold"),
                    .minimumConfirmations(0),
                    .maximumConfirmations,
                    .version,
                ] + RPCParameter.standardFundingOptions),
        ],
        results: [
            .sent
        ],
        examples: .both(""))

    /// Every command of this family.
    public static let all = [sendToAddress, sendMany, send, sendAll]
}
