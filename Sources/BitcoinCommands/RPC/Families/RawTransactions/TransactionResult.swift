/// The members that results about transactions share.
enum TransactionResult {
    /// An output script.
    static let scriptPubKey = [
        RPCResult(.string, "asm", "The script in symbols"),
        RPCResult(.string, "desc", "A descriptor for the output"),
        RPCResult(.hex, "hex", "The script's bytes in hexadecimal"),
        RPCResult(.string, "address", "The address, if the script has one", optional: true),
        RPCResult(.string, "type", "The type (one of: \(outputTypes))"),
    ]

    /// The names of all types of output scripts.
    static let outputTypes =
        "nonstandard, anchor, pubkey, pubkeyhash, scripthash, multisig, nulldata, witness_v0_scripthash, "
        + "witness_v0_keyhash, witness_v1_taproot, witness_unknown"

    /// A transaction with everything shown.
    static let members = head + [inputs, outputs]

    /// A transaction as a wallet shows it: it knows its change.
    static let membersForWallets =
        head + [
            inputs,
            outputs(with: [
                RPCResult(.boolean, "ischange", "Whether it is for change", optional: true)
            ]),
        ]

    static let head = [
        RPCResult(.hex, "txid", "The transaction id"),
        RPCResult(.hex, "hash", "The hash with witnesses, which without any is the transaction id"),
        RPCResult(.number, "size", "The serialized size"),
        RPCResult(.number, "vsize", "The virtual size, where witnesses count less"),
        RPCResult(.number, "weight", "The weight (between vsize*4-3 and vsize*4)"),
        RPCResult(.number, "version", "The version"),
        RPCResult(.time, "locktime", "The lock time"),
    ]

    static let inputs = RPCResult(
        .array, "vin", "", [RPCResult(.object, "", "", inputMembers)])

    static let inputMembers = [
        RPCResult(.hex, "coinbase", "The script (only of a coinbase transaction)", optional: true),
        RPCResult(
            .hex, "txid", "The transaction that is spent from (not in a coinbase transaction)", optional: true
        ),
        RPCResult(
            .number, "vout", "The index of the output that is spent (not in a coinbase transaction)",
            optional: true),
        RPCResult(
            .object, "scriptSig", "The script (not of a coinbase transaction)",
            [
                RPCResult(.string, "asm", "The script in symbols"),
                RPCResult(.hex, "hex", "The script's bytes in hexadecimal"),
            ], optional: true),
        RPCResult(
            .array, "txinwitness", "",
            [RPCResult(.hex, "", "An element of the witness in hexadecimal")], optional: true),
        RPCResult(.number, "sequence", "The sequence number"),
    ]

    static let outputs = outputs(with: [])

    private static func outputs(with more: [RPCResult]) -> RPCResult {
        RPCResult(
            .array, "vout", "",
            [
                RPCResult(
                    .object, "", "",
                    [
                        RPCResult(.amount, "value", "The value in BTC"),
                        RPCResult(.number, "n", "The index"),
                        RPCResult(.object, "scriptPubKey", "", scriptPubKey),
                    ] + more)
            ])
    }

    /// The output that an input spends.
    static func spentOutput(_ description: String) -> RPCResult {
        RPCResult(
            .object, "prevout", description,
            [
                RPCResult(.boolean, "generated", "Whether it is of a coinbase transaction"),
                RPCResult(.number, "height", "The height of its block"),
                RPCResult(.amount, "value", "The value in BTC"),
                RPCResult(.object, "scriptPubKey", "", scriptPubKey),
            ], optional: true)
    }

    /// What it pays.
    static let fee = RPCResult(
        .number, "fee", "The fee in BTC, if the block's undo data are at hand", optional: true)

    /// The serialized transaction.
    static let hex = RPCResult(.hex, "hex", "The serialized transaction in hexadecimal")

    /// A transaction of which only the spent outputs are shown, the rest being told of elsewhere.
    static func withSpentOutputs(
        inputs description: String, spentOutput: RPCResult, inputSummary: String
    ) -> [RPCResult] {
        let vin = RPCResult(
            .array, "vin", "",
            [
                RPCResult(
                    .object, "", description,
                    inputMembers.dropLast().elided(inputSummary) + [spentOutput]
                        + inputMembers.suffix(1).hidden)
            ])
        return head.hidden + [vin] + [outputs].hidden
    }
}

extension Collection where Element == RPCResult {
    /// The same members, which help does not show.
    var hidden: [RPCResult] { map { $0.shown(as: .skipped) } }
}
