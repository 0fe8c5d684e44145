import BitcoinSupport

/// What commands of wallets take in common.
extension RPCParameter {
    /// The same parameter as a member of named options, where the command also takes it by position.
    var alsoPositional: RPCParameter {
        var traits = traits
        traits.isAlsoPositional = true
        return RPCParameter(declaredNames, kind, presence, description, inner, traits: traits)
    }

    /// The same parameter, which bitcoin-cli takes as it stands on its command line.
    var verbatim: RPCParameter {
        var traits = traits
        traits.commandLine = .string
        return RPCParameter(declaredNames, kind, presence, description, inner, traits: traits)
    }

    /// The name of a wallet.
    static let walletName = RPCParameter(
        "wallet_name", .string, .required, "The wallet's name", traits: .init(commandLine: .string))

    /// The wallet's passphrase.
    static let passphrase = RPCParameter(
        "passphrase", .string, .required, "The passphrase", traits: .init(commandLine: .string))

    /// Whether the node loads the wallet at each start.
    static let loadOnStartup = RPCParameter(
        "load_on_startup", .boolean, .optional,
        "Whether to load the wallet at each start from now on; null changes nothing")

    /// A label that must be given.
    static let label = RPCParameter(
        "label", .string, .required, "The label", traits: .init(commandLine: .string))

    /// A label to choose by.
    static let labelFilter = RPCParameter(
        "label", .string, .optional, "The label", traits: .init(commandLine: .string))

    /// A note that the wallet keeps with the transaction.
    static let comment = RPCParameter(
        "comment", .string, .optional, "A note about the transaction", traits: .init(commandLine: .string))

    /// Whether more is returned.
    static let verbose = RPCParameter("verbose", .boolean, .value(false), "Whether to return more")

    /// Whether coins of addresses that were spent from are kept apart.
    static let avoidReuse = RPCParameter(
        "avoid_reuse", .boolean, .value(true), "Keep coins of addresses that were spent from apart")

    /// The id of a transaction.
    static let txid = RPCParameter("txid", .hex, .required, "The transaction's id")

    /// The index of an output.
    static let vout = RPCParameter("vout", .number, .required, "The position of the output")

    /// The depth that no spent coin exceeds.
    static let maximumConfirmations = RPCParameter(
        "maxconf", .number, .optional, "How many confirmations at most")

    /// Whether unconfirmed coins of others may be spent.
    static let includeUnsafe = RPCParameter(
        "include_unsafe", .boolean, .value(false), "Also coins that others may take back")

    /// Whether what received nothing is listed.
    static let includeEmpty = RPCParameter(
        "include_empty", .boolean, .value(false), "Also list addresses that received nothing")

    /// Whether immature coinbase outputs count.
    static let includeImmatureCoinbase = RPCParameter(
        "include_immature_coinbase", .boolean, .value(false),
        "Also count what was mined and may not be spent yet")

    /// Kept for old callers.
    static let includeWatchOnly = RPCParameter(
        "include_watchonly", .boolean, .value(false), "Without meaning")

    /// The least depth in the chain.
    static func minimumConfirmations(_ standard: JSONValue) -> RPCParameter {
        RPCParameter("minconf", .number, .value(standard), "How many confirmations at least")
    }
}
