/// What results of wallets have in common.
extension RPCResult {
    /// An amount in BTC.
    static let amount = RPCResult(.amount, "amount", "The amount in BTC")

    /// An address, if the script has one.
    static let address = RPCResult(.string, "address", "The address", optional: true)

    /// A label, if there is one.
    static let label = RPCResult(.string, "label", "The label", optional: true)

    /// The index of an output.
    static let vout = RPCResult(.number, "vout", "The position of the output")

    /// A fee in BTC, of what the wallet sent.
    static let fee = RPCResult(.amount, "fee", "The fee in BTC", optional: true)

    /// The kind of an entry.
    static let category = RPCResult(
        .string, "category", "What it is: send, receive, generate, immature or orphan")

    /// How deep it is in the chain.
    static let confirmations = RPCResult(
        .number, "confirmations", "How deep it is in the chain; negative if a block has a conflicting one")

    /// Whether the user gave the transaction up.
    static let abandoned = RPCResult(.boolean, "abandoned", "Whether the user has given it up")

    /// Where an address comes from.
    static let parentDescriptors = RPCResult(
        .array, "parent_descs", "The descriptors that the address comes from", [RPCResult(.string, "", "")],
        optional: true)

    /// Whether nothing is left to sign.
    static let complete = RPCResult(.boolean, "complete", "Whether every input has all its signatures")

    /// What the caller should know.
    static let warnings = RPCResult(
        .array, "warnings", "What to know about it", [RPCResult(.string, "", "")], optional: true)

    /// The block up to which the wallet knows the chain.
    static let lastProcessedBlock = RPCResult(
        .object, "lastprocessedblock", "The block up to which this is true",
        [
            RPCResult(.hex, "hash", "The hash of the block"),
            RPCResult(.number, "height", "The height of the block"),
        ])

    /// A wallet that was opened.
    static let loadedWallet = RPCResult(
        .object, "", "", [RPCResult(.string, "name", "The wallet's name"), .warnings])

    /// What sending came to.
    static let sent = RPCResult(
        .object, "", "",
        [
            RPCResult(.boolean, "complete", "Whether every input has all its signatures"),
            RPCResult(.hex, "txid", "The transaction's id", optional: true),
            RPCResult(.hex, "hex", "Bytes in hexadecimal", optional: true),
            RPCResult(.string, "psbt", "The transaction in base64 (BIP 174)", optional: true),
        ])

    /// A transaction with where its fee rate comes from.
    static let sentVerbosely = RPCResult(
        .object, "", "",
        [
            RPCResult(.hex, "txid", "The transaction's id"),
            RPCResult(.string, "fee_reason", "Where the fee rate comes from"),
        ])

    /// What the wallet knows of a transaction as a whole.
    static let walletTransaction: [RPCResult] = [
        .confirmations,
        RPCResult(
            .boolean, "generated", "Whether it is a coinbase transaction", optional: true),
        RPCResult(
            .boolean, "trusted", "What is confirmed or comes from the wallet",
            optional: true),
        RPCResult(.hex, "blockhash", "The hash of the block", optional: true),
        RPCResult(.number, "blockheight", "The height of the block", optional: true),
        RPCResult(.number, "blockindex", "The position in the block", optional: true),
        RPCResult(.time, "blocktime", "The time of the block", optional: true),
        RPCResult(.hex, "txid", "The transaction's id"),
        RPCResult(.hex, "wtxid", "The hash with the witness"),
        RPCResult(
            .array, "alternate_wtxids",
            "Ids of forms of the transaction with another witness",
            [RPCResult(.hex, "", "")]),
        RPCResult(
            .array, "walletconflicts", "Transactions in blocks that it conflicts with",
            [RPCResult(.hex, "", "")]),
        RPCResult(
            .hex, "replaced_by_txid", "The transaction that replaces it", optional: true),
        RPCResult(
            .hex, "replaces_txid", "The transaction that it replaces", optional: true),
        RPCResult(
            .array, "mempoolconflicts",
            "Transactions of the memory pool that it conflicts with",
            [RPCResult(.hex, "", "")]),
        RPCResult(.string, "to", "A note about who receives", optional: true),
        RPCResult(.time, "time", "The time"),
        RPCResult(.time, "timereceived", "When it was seen first"),
        RPCResult(.string, "comment", "A note about the transaction", optional: true),
        RPCResult(
            .string, "bip125-replaceable",
            "Whether it says that it may be replaced: yes, no or unknown", optional: true),

    ]
}
