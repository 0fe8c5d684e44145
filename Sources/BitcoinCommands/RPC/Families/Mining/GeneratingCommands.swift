import BitcoinSupport

/// Hidden commands that make blocks, for tests.
public enum GeneratingCommands {
    /// Blocks that pay to an address.
    public static let generateToAddress = RPCCommand(
        "generatetoaddress", .hidden, "Makes blocks that pay to an address, and returns their hashes.",
        parameters: [
            RPCParameter("nblocks", .number, .required, "How many blocks to make."),
            RPCParameter("address", .string, .required, "The address that the blocks pay to."),
            maximumTries,
        ],
        results: [hashes],
        examples: [
            .text("\nMake 11 blocks that pay to myaddress\n"), .commandLine(#"11 "myaddress""#),
            .text("An address of the wallet is had by\n"), .of("getnewaddress", .commandLine("")),
        ])

    /// Blocks that pay to a descriptor.
    public static let generateToDescriptor = RPCCommand(
        "generatetodescriptor", .hidden, "Makes blocks that pay to a descriptor, and returns their hashes.",
        parameters: [
            RPCParameter("num_blocks", .number, .required, "How many blocks to make."),
            RPCParameter("descriptor", .string, .required, "The descriptor that the blocks pay to."),
            maximumTries,
        ],
        results: [hashes],
        examples: [.text("\nMake 11 blocks that pay to mydesc\n"), .commandLine(#"11 "mydesc""#)])

    /// A block with chosen transactions.
    public static let generateBlock = RPCCommand(
        "generateblock", .hidden,
        """
        Makes a block of the given transactions in the given order, and returns its hash.
        The block does not collect their fees.
        """,
        parameters: [
            RPCParameter("output", .string, .required, "The address or descriptor that the block pays to."),
            RPCParameter(
                "transactions", .array, .required,
                """
                Transaction ids or serialized transactions in hexadecimal.
                Ids must be of transactions in the memory pool.
                All must be valid in this order, otherwise the block is rejected.
                """,
                [RPCParameter("rawtx/txid", .hex, .optional, "")]),
            RPCParameter(
                "submit", .boolean, .value(true), "Whether to submit the block, or to return it only."),
        ],
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.hex, "hash", "The hash of the block"),
                    RPCResult(
                        .hex, "hex", "The serialized block in hexadecimal, with submit=false", optional: true),
                ])
        ],
        examples: [
            .text("\nMake a block that pays to myaddress, with the transactions rawtx and mempool_txid\n"),
            .commandLine(#""myaddress" '["rawtx", "mempool_txid"]'"#),
        ])

    /// A name of old, which tells what to use instead.
    public static let generate = RPCCommand(
        "generate", .hidden,
        "has been replaced by the -generate cli option. Refer to -help for more information.", results: [])

    static let all = [generateToAddress, generateToDescriptor, generateBlock, generate]

    private static let maximumTries = RPCParameter(
        "maxtries", .number, .value(1_000_000), "How many nonces to try.")

    private static let hashes = RPCResult(
        .array, "", "The hashes of the blocks", [RPCResult(.hex, "", "A block hash")])
}
