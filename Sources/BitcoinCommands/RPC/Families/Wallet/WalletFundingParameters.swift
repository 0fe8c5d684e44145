import BitcoinSupport

/// What commands that make transactions take in common.
extension RPCParameter {
    /// A fee rate in sat/vB.
    static let feeRate = RPCParameter(
        "fee_rate", .amount, .hint("not set, an estimate is used"),
        "The fee rate in sat/vB, instead of an estimate")

    /// In how many blocks a transaction is to be confirmed.
    static let confirmationTarget = RPCParameter(
        "conf_target", .number, .hint("wallet -txconfirmtarget"), "Within how many blocks to be confirmed")

    /// How fees are estimated.
    static let estimateMode = RPCParameter(
        "estimate_mode", .string, .value("unset"), "How fees are estimated: unset, economical or conservative"
    )

    /// Whether a transaction signals BIP 125.
    static let replaceable = RPCParameter(
        "replaceable", .boolean, .hint("wallet default"),
        "Whether the transaction says that it may be replaced (BIP 125)")

    /// Whether coins are added to those that are given.
    static let addInputs = RPCParameter(
        "add_inputs", .boolean, .hint("false when \"inputs\" are specified, true otherwise"),
        "Whether to add coins of the wallet where needed")

    /// The type of the change address.
    static let changeType = RPCParameter(
        "change_type", .string, .hint("set by -changetype"), "The type of the change address")

    /// The highest weight of the transaction that is made.
    static let maximumWeight = RPCParameter(
        "max_tx_weight", .number, .value(400000), "The highest weight of the transaction")

    /// An input's weight, if the wallet cannot work it out.
    static let inputWeight = RPCParameter(
        "weight", .number, .hint("Calculated from wallet and solving data"), "The weight")

    /// The version of the transaction that is made.
    static let version = RPCParameter("version", .number, .value(2), "The version of the transaction")

    /// The lock time, near the tip if none is given.
    static let antiSnipingLockTime = RPCParameter(
        "locktime", .number, .hint("locktime close to block height to prevent fee sniping"), "The lock time")

    /// Whether the coins that are spent are locked.
    static let lockUnspents = RPCParameter(
        "lock_unspents", .boolean, .value(false), "Whether to lock the coins")

    /// Whether the transaction is kept and broadcast.
    static let addToWallet = RPCParameter(
        "add_to_wallet", .boolean, .value(true), "Whether to keep and broadcast the transaction")

    /// Whether a partially signed transaction is returned and nothing is sent.
    static let psbtInsteadOfSending = RPCParameter(
        "psbt", .boolean, .hint("automatic"), "The transaction in base64 (BIP 174)")

    /// The version of the PSBT format (BIP 174 or BIP 370).
    static let psbtVersion = RPCParameter("psbt_version", .number, .value(2), "The version of the format")

    /// Whether a PSBT tells where its keys come from.
    static let bip32Derivations = RPCParameter(
        "bip32derivs", .boolean, .value(true), "Add where keys come from (BIP 32)")

    /// An address with an amount in BTC.
    static let payment = RPCParameter(
        "", .userKeys, .optional, "", [RPCParameter("address", .amount, .required, "The address")])

    /// What is paid.
    static let outputs = outputs(.required)

    /// What is paid, as addresses with amounts and as data.
    static func outputs(_ presence: Presence) -> RPCParameter {
        RPCParameter(
            "outputs", .array, presence, "What is paid: addresses with amounts, and data",
            [
                .payment,
                RPCParameter(
                    "", .object, .optional, "",
                    [RPCParameter("data", .hex, .required, "Bytes in hexadecimal for an OP_RETURN output")]),
            ], traits: .init(acceptsAnyType: true))
    }

    /// The coins that are spent, each with these members besides its outpoint.
    static func inputs(_ presence: Presence, _ members: [RPCParameter]) -> RPCParameter {
        RPCParameter(
            "inputs", .array, presence, "The coins to spend",
            [RPCParameter("", .object, .optional, "", [.txid, .vout] + members)])
    }

    /// The sequence number of an input; the default depends on these arguments.
    static func sequence(dependingOn arguments: String) -> RPCParameter {
        RPCParameter(
            "sequence", .number, .hint("depends on the value of the \(arguments) arguments"),
            "The sequence number")
    }

    /// The outputs whose receivers pay the fee; old commands and new ones spell the name differently.
    static func feeSubtractedFrom(named name: String) -> RPCParameter {
        RPCParameter(
            name, .array, .value([]), "The positions of outputs that pay the fee",
            [RPCParameter("", .number, .optional, "")])
    }

    /// What helps to sign for coins that are not the wallet's.
    static let solvingData = RPCParameter(
        "solving_data", .object, .optional, "Keys and scripts that the wallet does not know",
        [
            RPCParameter(
                "pubkeys", .array, .value([]), "The public keys of the script",
                [RPCParameter("", .hex, .optional, "")]),
            RPCParameter(
                "scripts", .array, .value([]), "Scripts in hexadecimal",
                [RPCParameter("", .hex, .optional, "")]),
            RPCParameter(
                "descriptors", .array, .value([]), "Descriptors",
                [RPCParameter("", .string, .optional, "")]),
        ])

    /// The options that all commands which make transactions end with.
    static let standardFundingOptions = [
        confirmationTarget.alsoPositional, estimateMode.alsoPositional, replaceable, solvingData,
    ]
}
