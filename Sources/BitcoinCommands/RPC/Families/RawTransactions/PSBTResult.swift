import BitcoinSupport

/// What results say about partially signed transactions.
enum PSBTResult {
    /// A PSBT in base64.
    static let base64 = RPCResult(.string, "", "The PSBT in base64")

    /// A script that an output is the hash of.
    private static func script(_ name: String) -> RPCResult {
        RPCResult(
            .object, name, "",
            [
                RPCResult(.string, "asm", "The script in symbols"),
                RPCResult(.hex, "hex", "The script's bytes in hexadecimal"),
                RPCResult(.string, "type", "The type, for instance pubkeyhash"),
            ], optional: true)
    }

    private static let scripts = [script("redeem_script"), script("witness_script")]

    private static let origin = [
        RPCResult(.string, "master_fingerprint", "The fingerprint of the master key"),
        RPCResult(.string, "path", "The path"),
    ]

    private static let origins = RPCResult(
        .array, "bip32_derivs", "",
        [RPCResult(.object, "", "", [RPCResult(.string, "pubkey", "The public key")] + origin)],
        optional: true)

    private static let taprootOrigins = RPCResult(
        .array, "taproot_bip32_derivs", "",
        [
            RPCResult(
                .object, "", "",
                [RPCResult(.string, "pubkey", "The X coordinate of the public key")] + origin + [
                    RPCResult(
                        .array, "leaf_hashes", "The leaves that the key is in",
                        [RPCResult(.hex, "hash", "The hash of a leaf")])
                ])
        ], optional: true)

    private static let internalKey = RPCResult(
        .hex, "taproot_internal_key", "The X coordinate of the internal key", optional: true)

    private static let participants = RPCResult(
        .array, "musig2_participant_pubkeys", "",
        [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "aggregate_pubkey", "The aggregate public key"),
                    RPCResult(
                        .array, "participant_pubkeys", "",
                        [RPCResult(.hex, "pubkey", "A public key that it is made of")]),
                ])
        ], optional: true)

    static func proprietary(optional: Bool) -> RPCResult {
        RPCResult(
            .array, "proprietary", "What programs keep for themselves",
            [
                RPCResult(
                    .object, "", "",
                    [
                        RPCResult(.hex, "identifier", "Whose it is, in hexadecimal"),
                        RPCResult(.number, "subtype", "The number of the subtype"),
                        RPCResult(.hex, "key", "The key in hexadecimal"),
                        RPCResult(.hex, "value", "The value in hexadecimal"),
                    ])
            ], optional: optional)
    }

    static func unknown(optional: Bool) -> RPCResult {
        RPCResult(
            .dictionary, "unknown", "Pairs of types that are not known",
            [RPCResult(.hex, "key", "The value of this key")], optional: optional)
    }

    private static func preimages(_ function: String) -> RPCResult {
        RPCResult(
            .dictionary, "\(function)_preimages", "",
            [RPCResult(.string, "hash", "The preimage of this hash")], optional: true)
    }

    /// What a participant of a session of MuSig2 added.
    private static func session(_ array: String, _ member: RPCResult) -> RPCResult {
        RPCResult(
            .array, array, "",
            [
                RPCResult(
                    .object, "", "",
                    [
                        RPCResult(.hex, "participant_pubkey", "The public key of the participant"),
                        RPCResult(.hex, "aggregate_pubkey", "The aggregate public key"),
                        RPCResult(
                            .hex, "leaf_hash", "The leaf that is signed for; none for the internal key",
                            optional: true),
                        member,
                    ])
            ], optional: true)
    }

    // MARK: Inputs and outputs

    static let inputs = RPCResult(
        .array, "inputs", "", [RPCResult(.object, "", "", utxos + spending + finals + parts + taproot)])

    private static let utxos = [
        RPCResult(
            .object, "non_witness_utxo", "The whole transaction that is spent from",
            TransactionResult.members.elided("As for decoderawtransaction"), optional: true),
        RPCResult(
            .object, "witness_utxo", "The output that is spent",
            [
                RPCResult(.number, "amount", "The value in BTC"),
                RPCResult(.object, "scriptPubKey", "", TransactionResult.scriptPubKey),
            ], optional: true),
    ]

    private static let spending =
        [
            RPCResult(
                .dictionary, "partial_signatures", "",
                [RPCResult(.string, "pubkey", "The signature of this public key")], optional: true),
            RPCResult(.string, "sighash", "What signatures are to cover", optional: true),
        ] + scripts + [origins]

    private static let finals = [
        RPCResult(
            .object, "final_scriptSig", "",
            [
                RPCResult(.string, "asm", "The finished script in symbols"),
                RPCResult(.hex, "hex", "The finished script's bytes in hexadecimal"),
            ], optional: true),
        RPCResult(
            .array, "final_scriptwitness", "",
            [RPCResult(.hex, "", "An element of the finished witness")], optional: true),
        preimages("ripemd160"), preimages("sha256"), preimages("hash160"), preimages("hash256"),
    ]

    private static let parts = [
        RPCResult(.hex, "previous_txid", "The transaction that is spent from", optional: true),
        RPCResult(.number, "previous_vout", "The index of the output that is spent", optional: true),
        RPCResult(.number, "sequence", "The sequence number", optional: true),
        RPCResult(.number, "time_locktime", "The time that the lock time has to be at least", optional: true),
        RPCResult(
            .number, "height_locktime", "The height that the lock time has to be at least", optional: true),
    ]

    private static let taproot = [
        RPCResult(.hex, "taproot_key_path_sig", "The signature of the key path", optional: true),
        RPCResult(
            .array, "taproot_script_path_sigs", "",
            [
                RPCResult(
                    .object, "signature", "The signature of a key in a leaf",
                    [
                        RPCResult(.string, "pubkey", "The X coordinate of the key"),
                        RPCResult(.string, "leaf_hash", "The hash of the leaf"),
                        RPCResult(.string, "sig", "The signature"),
                    ], optional: true)
            ], optional: true),
        RPCResult(
            .array, "taproot_scripts", "",
            [
                RPCResult(
                    .object, "", "",
                    [
                        RPCResult(.hex, "script", "A script"),
                        RPCResult(.number, "leaf_ver", "The version of its leaf"),
                        RPCResult(
                            .array, "control_blocks", "What leads to it",
                            [RPCResult(.hex, "control_block", "A control block in hexadecimal")]),
                    ])
            ], optional: true),
        taprootOrigins, internalKey,
        RPCResult(.hex, "taproot_merkle_root", "The root of the script tree", optional: true),
        participants,
        session("musig2_pubnonces", RPCResult(.hex, "pubnonce", "The public nonce")),
        session("musig2_partial_sigs", RPCResult(.hex, "partial_sig", "The partial signature")),
        unknown(optional: true), proprietary(optional: true),
    ]

    static let outputs = RPCResult(
        .array, "outputs", "",
        [
            RPCResult(
                .object, "", "",
                scripts + [
                    origins,
                    RPCResult(.number, "amount", "The value in BTC", optional: true),
                    RPCResult(
                        .object, "script", "The script of the output",
                        TransactionResult.scriptPubKey.elided("As for decoderawtransaction"), optional: true),
                    internalKey,
                    RPCResult(
                        .array, "taproot_tree", "The leaves of the script tree, depth first",
                        [
                            RPCResult(
                                .object, "tuple", "A leaf",
                                [
                                    RPCResult(.number, "depth", "How many branches are above it"),
                                    RPCResult(.number, "leaf_ver", "The version of the leaf"),
                                    RPCResult(.string, "script", "The script in hexadecimal"),
                                ], optional: true)
                        ], optional: true),
                    taprootOrigins, participants, unknown(optional: true), proprietary(optional: true),
                ])
        ])

    /// The master keys, with where they come from.
    static let extendedKeys = RPCResult(
        .array, "global_xpubs", "",
        [RPCResult(.object, "", "", [RPCResult(.string, "xpub", "The extended public key")] + fingerprint)])

    private static let fingerprint = [
        RPCResult(.hex, "master_fingerprint", "The fingerprint of the master key"),
        RPCResult(.string, "path", "The path"),
    ]
}
