import BitcoinSupport

/// Commands about the set of unspent outputs.
public enum OutputSetCommands {
    /// One unspent output.
    public static let getTxOut = RPCCommand(
        "gettxout", .blockchain, "Returns an output, if it is unspent.",
        parameters: [
            RPCParameter("txid", .string, .required, "The transaction id"),
            RPCParameter("n", .number, .required, "The index of the output"),
            RPCParameter(
                "include_mempool", .boolean, .value(true),
                "Whether the memory pool counts. Then an output that is spent there is spent."),
        ],
        results: [
            RPCResult(.null, when: "If the UTXO was not found"),
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "bestblock", "The hash of the tip"),
                    RPCResult(.number, "confirmations", "Blocks on top of the output's and itself"),
                    RPCResult(.amount, "value", "The value in BTC"),
                    RPCResult(.object, "scriptPubKey", "", script),
                    RPCResult(.boolean, "coinbase", "Whether it is of a coinbase transaction"),
                ], when: "Otherwise"),
        ],
        examples: [
            .text("\nUnspent outputs of the wallet\n"), .of("listunspent", .commandLine("")),
            .text("\nOne of them\n"), .commandLine(#""txid" 1"#), .text("\nThe same over HTTP\n"),
            .request(#""txid", 1"#),
        ])

    /// Here the type comes before the address.
    private static let script = [
        RPCResult(.string, "asm", "The script in symbols"),
        RPCResult(.string, "desc", "A descriptor for the output"),
        RPCResult(.hex, "hex", "The script's bytes in hexadecimal"),
        RPCResult(.string, "type", "The type, as pubkeyhash"),
        RPCResult(.string, "address", "The address, if the script has one", optional: true),
    ]

    /// Figures about all of them.
    public static let getTxOutSetInfo = RPCCommand(
        "gettxoutsetinfo", .blockchain,
        """
        Returns figures about the set of unspent outputs.
        Without coinstatsindex this takes a while.
        """,
        parameters: [
            RPCParameter(
                "hash_type", .string, .value("hash_serialized_3"),
                "Which hash of the set to compute: 'hash_serialized_3', 'muhash' or 'none'."),
            RPCParameter(
                "hash_or_height", .number, .hint("the current best block"),
                "The hash or height of the block to count at (only with coinstatsindex).",
                traits: .init(
                    acceptsAnyType: true,
                    typeText: .init(value: "", description: "string or numeric"), commandLine: .jsonOrString)),
            RPCParameter(
                "use_index", .boolean, .value(true), "Whether to use coinstatsindex, if there is one."),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "height", "The height of the block"),
                    RPCResult(.hex, "bestblock", "The hash of the block"),
                    RPCResult(.number, "txouts", "How many unspent outputs there are"),
                    RPCResult(
                        .number, "bogosize", "A measure of the set's size that no database has a part in"),
                    RPCResult(
                        .hex, "hash_serialized_3", "The hash (only for hash_type 'hash_serialized_3')",
                        optional: true),
                    RPCResult(.hex, "muhash", "The hash (only for hash_type 'muhash')", optional: true),
                    RPCResult(
                        .number, "transactions",
                        "How many transactions have unspent outputs (not with coinstatsindex)",
                        optional: true),
                    RPCResult(
                        .number, "disk_size", "Size on the disk, an estimate (not with coinstatsindex)",
                        optional: true),
                    RPCResult(.amount, "total_amount", "Value of all together"),
                    RPCResult(
                        .amount, "total_unspendable_amount",
                        "Value of all that can never be spent (only with coinstatsindex)", optional: true),
                    RPCResult(
                        .object, "block_info", "Amounts of this block (only with coinstatsindex)",
                        blockAmounts,
                        optional: true),
                ])
        ],
        examples: [
            .commandLine(""), .commandLine(#""none""#), .commandLine(#""none" 1000"#),
            .commandLine(#""none" '\#(BlockCommands.exampleHash)'"#),
            .text("> bitcoin-cli -named gettxoutsetinfo hash_type='muhash' use_index='false'\n"),
            .request(""), .request(#""none""#), .request(#""none", 1000"#),
            .request(#""none", \#(BlockCommands.exampleHash)"#),
        ])

    private static let blockAmounts = [
        RPCResult(.amount, "prevout_spent", "What it spends"),
        RPCResult(.amount, "coinbase", "What its coinbase transaction gives"),
        RPCResult(.amount, "new_outputs_ex_coinbase", "What its other transactions give"),
        RPCResult(.amount, "unspendable", "What can never be spent"),
        RPCResult(
            .object, "unspendables", "The same by reason",
            [
                RPCResult(.amount, "genesis_block", "The subsidy of the genesis block"),
                RPCResult(.amount, "bip30", "Outputs of transactions that came a second time (BIP 30)"),
                RPCResult(.amount, "scripts", "Outputs whose script nothing satisfies, as OP_RETURN"),
                RPCResult(.amount, "unclaimed_rewards", "What the miner left unclaimed"),
            ]),
    ]

    /// Writes a snapshot.
    public static let dumpTxOutSet = RPCCommand(
        "dumptxoutset", .blockchain,
        """
        Writes the set of unspent outputs to a file, which loadtxoutset can read if the network's parameters know its height.
        For a block of the past the set is gone back to in a database of its own, and the chain stays as it is. After a crash the user may have to delete that database.
        Going far back takes minutes: allow for that with bitcoin-cli -rpcclienttimeout=0.
        """,
        parameters: [
            RPCParameter(
                "path", .string, .required, "The file to write, relative to the data directory.",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "type", .string, .value(""),
                "\"latest\" for the set as it is, \"rollback\" for that of a block of the past. With the option \"rollback\" that block is named; without, it is the last one whose snapshot can be loaded.",
                traits: .init(commandLine: .string)),
            RPCParameter(
                "options", .namedOptions, .optional, "",
                [
                    RPCParameter(
                        "rollback", .number, .optional,
                        "Height or hash of the block to go back to. The deeper it lies, the longer it takes.",
                        traits: .init(
                            acceptsAnyType: true,
                            typeText: .init(value: "", description: "string or numeric"),
                            commandLine: .jsonOrString)),
                    RPCParameter(
                        "in_memory", .boolean, .value(false),
                        "Whether the database for going back is kept in memory, which is faster but takes more than 10 GB on the main network."
                    ),
                ]),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "coins_written", "How many outputs were written"),
                    RPCResult(.hex, "base_hash", "The hash of the snapshot's block"),
                    RPCResult(.number, "base_height", "The height of the snapshot's block"),
                    RPCResult(.string, "path", "The full path of the file"),
                    RPCResult(.hex, "txoutset_hash", "The hash of the set"),
                    RPCResult(.number, "nchaintx", "How many transactions the chain has up to the block"),
                ])
        ],
        examples: ["utxo.dat latest", "utxo.dat rollback"].map { words in
            .text("> bitcoin-cli -rpcclienttimeout=0 dumptxoutset \(words)\n")
        }
            + ["", " in_memory=true"].map { option in
                .text(
                    "> bitcoin-cli -rpcclienttimeout=0 -named dumptxoutset utxo.dat rollback=853456\(option)\n"
                )
            })

    /// Reads a snapshot.
    public static let loadTxOutSet = RPCCommand(
        "loadtxoutset", .blockchain,
        """
        Reads a snapshot of the set of unspent outputs from a file.
        The node goes on from the snapshot's block to the network's tip at once, and validates the blocks before it meanwhile.

        Snapshots may come from anywhere, since their hash must be one that the network's parameters have.
        """,
        parameters: [
            RPCParameter(
                "path", .string, .required, "The file to read, relative to the data directory.",
                traits: .init(commandLine: .string))
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "coins_loaded", "How many outputs were read"),
                    RPCResult(.hex, "tip_hash", "The hash of the snapshot's block"),
                    RPCResult(.number, "base_height", "The height of the snapshot's block"),
                    RPCResult(.string, "path", "The full path of the file"),
                ])
        ],
        examples: [.text("> bitcoin-cli -rpcclienttimeout=0 loadtxoutset utxo.dat\n")])

    static let all = [getTxOut, getTxOutSetInfo, dumpTxOutSet, loadTxOutSet]
}
