import BitcoinSupport

/// Commands that look for what belongs to descriptors.
public enum ScanningCommands {
    private static let action = RPCParameter(
        "action", .string, .required,
        """
        What to do:
        "start" to scan
        "abort" to end a scan that is under way
        "status" to be told how far it has come, in percent
        """)

    /// Descriptors, each as a string or as an object with a range.
    private static func scanObjects(
        _ presence: RPCParameter.Presence, _ description: String
    ) -> RPCParameter {
        RPCParameter(
            "scanobjects", .array, presence, description,
            [
                RPCParameter("descriptor", .string, .optional, "A descriptor"),
                RPCParameter(
                    "", .object, .optional, "A descriptor with a range",
                    [
                        RPCParameter("desc", .string, .required, "A descriptor"),
                        RPCParameter(
                            "range", .range, .value(1000),
                            "The indexes to look at: the last one, or [begin,end]"),
                    ]),
            ], traits: .init(summary: "[scanobjects,...]"))
    }

    private static let forStart = "What to look for; needed for \"start\".\nA string, or an object:"

    private static let isAborted = RPCResult(
        .boolean, "", "Whether there was a scan, which ends soon", when: "when action=='abort'")

    /// Looks in the set of unspent outputs.
    public static let scanTxOutSet = RPCCommand(
        "scantxoutset", .blockchain,
        """
        Looks in the set of unspent outputs for those that descriptors describe, as:
            addr(<address>)                      outputs to the address (not P2PK)
            raw(<hex script>)                    outputs with the script
            combo(<pubkey>)                      P2PK, P2PKH, P2WPKH and P2SH-P2WPKH outputs of the key
            pkh(<pubkey>)                        P2PKH outputs
            sh(multi(<n>,<pubkey>,<pubkey>,...)) P2SH multisig outputs
            tr(<pubkey>)                         P2TR outputs
            tr(<pubkey>,{pk(<pubkey>)})          P2TR outputs with another key in a script
            rawtr(<pubkey>)                      P2TR outputs with the key as it is
            wsh(and_v(v:pk(<pubkey>),after(2)))  P2WSH outputs with a miniscript

        A <pubkey> is a public key in hexadecimal, or an xpub or xprv that a path may follow.
        A path that ends in "/*", "/*'" or "/*h" stands for a range of keys, 1000 of them unless a range is given.
        """,
        parameters: [action, scanObjects(.optional, forStart)],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.boolean, "success", "Whether the scan came to its end"),
                    RPCResult(.number, "txouts", "How many unspent outputs were looked at"),
                    RPCResult(.number, "height", "The height at which they were"),
                    RPCResult(.hex, "bestblock", "The hash of the tip"),
                    RPCResult(.array, "unspents", "", [RPCResult(.object, "", "", foundOutput)]),
                    RPCResult(.amount, "total_amount", "The value in BTC of all that were found"),
                ], when: "when action=='start'; only returns after scan completes"),
            isAborted,
            RPCResult(
                .object, "", "", [RPCResult(.number, "progress", "How far it has come, in percent")],
                when: "when action=='status' and a scan is currently in progress"),
            RPCResult(
                .null, when: "when action=='status' and no scan is in progress - possibly already completed"),
        ],
        examples: [
            .commandLine(#"start '["raw(76a91411b366edfc0a8b66feebae5c2e25a7b6a5d1cf3188ac)#fm24fxxy"]'"#),
            .commandLine("status"), .commandLine("abort"),
            .request(#""start", ["raw(76a91411b366edfc0a8b66feebae5c2e25a7b6a5d1cf3188ac)#fm24fxxy"]"#),
            .request(#""status""#), .request(#""abort""#),
        ])

    private static let foundOutput = [
        RPCResult(.hex, "txid", "The transaction id"),
        RPCResult(.number, "vout", "The index of the output"),
        RPCResult(.hex, "scriptPubKey", "The script"),
        RPCResult(.string, "desc", "A descriptor of just this script"),
        RPCResult(.amount, "amount", "The value in BTC"),
        RPCResult(.boolean, "coinbase", "Whether it is of a coinbase transaction"),
        RPCResult(.number, "height", "The height of its block"),
        RPCResult(.hex, "blockhash", "The hash of its block"),
        RPCResult(.number, "confirmations", "Blocks on top of that one and itself, at the time of the scan"),
    ]

    private static let filterType = RPCParameter(
        "filtertype", .string, .value("basic"), "The type of the filters")

    /// Looks for blocks by their filters.
    public static let scanBlocks = RPCCommand(
        "scanblocks", .blockchain,
        """
        Returns the blocks that descriptors may have a part in (needs blockfilterindex).
        This may take minutes: allow for that with bitcoin-cli -rpcclienttimeout=0.
        """,
        parameters: [
            action, scanObjects(.optional, forStart),
            RPCParameter("start_height", .number, .value(0), "The first block to look at"),
            RPCParameter("stop_height", .number, .hint("chain tip"), "The last block to look at"),
            filterType,
            RPCParameter(
                "options", .namedOptions, .optional, "",
                [
                    RPCParameter(
                        "filter_false_positives", .boolean, .value(false),
                        "Whether to look into the blocks themselves, which is slower and needs unpruned blocks, but finds no block in error"
                    )
                ], traits: .init(summary: "options")),
        ],
        results: [
            RPCResult(
                .null, when: "when action=='status' and no scan is in progress - possibly already completed"),
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "from_height", "The first block that was looked at"),
                    RPCResult(.number, "to_height", "The last block that was looked at"),
                    RPCResult(
                        .array, "relevant_blocks", "The blocks that may be of interest.",
                        [RPCResult(.hex, "", "A block hash")]),
                    RPCResult(.boolean, "completed", "Whether the scan came to its end"),
                ], when: "When action=='start'; only returns after scan completes"),
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "progress", "How far it has come, in percent"),
                    RPCResult(.number, "current_height", "The block that is being looked at"),
                ], when: "when action=='status' and a scan is currently in progress"),
            isAborted,
        ],
        examples: [
            .commandLine(#"start '["addr(bcrt1q4u4nsgk6ug0sqz7r3rj9tykjxrsl0yy4d0wwte)"]' 300000"#),
            .commandLine(#"start '["addr(bcrt1q4u4nsgk6ug0sqz7r3rj9tykjxrsl0yy4d0wwte)"]' 100 150 basic"#),
            .commandLine("status"),
            .request(#""start", ["addr(bcrt1q4u4nsgk6ug0sqz7r3rj9tykjxrsl0yy4d0wwte)"], 300000"#),
            .request(#""start", ["addr(bcrt1q4u4nsgk6ug0sqz7r3rj9tykjxrsl0yy4d0wwte)"], 100, 150, "basic""#),
            .request(#""status""#),
        ])

    /// A block's filter.
    public static let getBlockFilter = RPCCommand(
        "getblockfilter", .blockchain, "Returns the filter of a block (BIP 157).",
        parameters: [RPCParameter("blockhash", .hex, .required, "The hash of the block"), filterType],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "filter", "The filter in hexadecimal"),
                    RPCResult(.hex, "header", "The filter's header in hexadecimal"),
                ])
        ],
        examples: .both(
            #"\#(BlockCommands.exampleHash) "basic""#, #"\#(BlockCommands.exampleHash), "basic""#))

    /// What descriptors did in blocks.
    public static let getDescriptorActivity = RPCCommand(
        "getdescriptoractivity", .blockchain,
        """
        Returns what descriptors received and spent in blocks, as in the `relevant_blocks` that `scanblocks` finds.
        This may take minutes: allow for that with bitcoin-cli -rpcclienttimeout=0.
        """,
        parameters: [
            RPCParameter(
                "blockhashes", .array, .required,
                "The blocks to look at, in any order. All must be on the main chain.",
                [RPCParameter("blockhash", .hex, .optional, "A block hash")]),
            scanObjects(.required, "What to look for. A string, or an object:"),
            RPCParameter(
                "include_mempool", .boolean, .value(true), "Whether to look in the memory pool, too"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(
                        .array, "activity", "What happened",
                        [RPCResult(.object, "", "", spending), RPCResult(.object, "", "", receiving)],
                        unchecked: true)
                ])
        ],
        examples: [
            .commandLine(
                #"'["000000000000000000001347062c12fded7c528943c8ce133987e2e2f5a840ee"]' '["addr(bc1qzl6nsgqzu89a66l50cvwapnkw5shh23zarqkw9)"]'"#
            )
        ])

    private static let place = [
        RPCResult(.hex, "blockhash", "The block, if it is in one", optional: true),
        RPCResult(.number, "height", "The height of the block, if it is in one", optional: true),
    ]

    private static let spending =
        [
            RPCResult(.string, "type", "'spend'"),
            RPCResult(.amount, "amount", "The value of the spent output in BTC"),
        ] + place + [
            RPCResult(.hex, "spend_txid", "The transaction that spends it"),
            RPCResult(.number, "spend_vin", "The index of the input"),
            RPCResult(.hex, "prevout_txid", "The transaction that made it"),
            RPCResult(.number, "prevout_vout", "The index of the output"),
            RPCResult(.object, "prevout_spk", "", TransactionResult.scriptPubKey),
        ]

    private static let receiving =
        [
            RPCResult(.string, "type", "'receive'"),
            RPCResult(.amount, "amount", "The value of the new output in BTC"),
        ] + place + [
            RPCResult(.hex, "txid", "The transaction that made it"),
            RPCResult(.number, "vout", "The index of the output"),
            RPCResult(.object, "output_spk", "", TransactionResult.scriptPubKey),
        ]

    static let all = [scanTxOutSet, scanBlocks, getBlockFilter, getDescriptorActivity]
}
