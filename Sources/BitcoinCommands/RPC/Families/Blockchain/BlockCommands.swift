import BitcoinSupport

/// Commands about single blocks.
public enum BlockCommands {
    static let exampleHash = #""00000000c937983704a73af28acdec37b049d214adbda81d7e2a3dd146f6ed09""#

    /// The height of the tip.
    public static let getBlockCount = RPCCommand(
        "getblockcount", .blockchain,
        """
        Returns the height of the fully validated chain with the most work.
        The genesis block has height 0.
        """,
        results: [RPCResult(.number, "", "The height of the tip")], examples: .both(""))

    /// The hash of the tip.
    public static let getBestBlockHash = RPCCommand(
        "getbestblockhash", .blockchain,
        "Returns the hash of the tip of the fully validated chain with the most work.",
        results: [RPCResult(.hex, "", "The block hash in hexadecimal")], examples: .both(""))

    /// The hash of the block at a height.
    public static let getBlockHash = RPCCommand(
        "getblockhash", .blockchain, "Returns the hash of the block at a height of the best chain.",
        parameters: [RPCParameter("height", .number, .required, "The height")],
        results: [RPCResult(.hex, "", "The block hash")], examples: .both("1000"))

    /// A block's header.
    public static let getBlockHeader = RPCCommand(
        "getblockheader", .blockchain,
        """
        With verbose, returns an object about the header of a block.
        Without, returns the serialized header in hexadecimal.
        """,
        parameters: [
            RPCParameter("blockhash", .hex, .required, "The block hash"),
            RPCParameter(
                "verbose", .boolean, .value(true), "True for an object, false for the serialized header"),
        ],
        results: [
            RPCResult(
                .object, "", "",
                BlockHeaderResult.head + [BlockHeaderResult.height] + BlockHeaderResult.version
                    + BlockHeaderResult.tail,
                when: "for verbose = true"),
            RPCResult(.hex, "", "The serialized header in hexadecimal", when: "for verbose=false"),
        ],
        examples: .both(exampleHash))

    /// A block.
    public static let getBlock = RPCCommand(
        "getblock", .blockchain,
        """
        With verbosity 0, returns the serialized block in hexadecimal.
        With verbosity 1, returns an object about the block.
        With verbosity 2, the object tells all about each transaction, too.
        With verbosity 3, it tells about the outputs that the inputs spend as well (only for unpruned blocks of the best chain).
        """,
        parameters: [
            RPCParameter("blockhash", .hex, .required, "The block hash"),
            RPCParameter(
                "verbosity|verbose", .number, .value(1),
                "0 for the serialized block, 1 for an object, 2 for an object with transactions, and 3 for an object with transactions and what they spend",
                traits: .init(acceptsAnyType: true)),
        ],
        results: [
            RPCResult(.hex, "", "The serialized block in hexadecimal", when: "for verbosity = 0"),
            RPCResult(.object, "", "", BlockResult.members, when: "for verbosity = 1"),
            RPCResult(.object, "", "", BlockResult.withTransactions, when: "for verbosity = 2"),
            RPCResult(.object, "", "", BlockResult.withSpentOutputs, when: "for verbosity = 3"),
        ],
        examples: .both(exampleHash))

    static let all = [getBlockCount, getBestBlockHash, getBlockHash, getBlockHeader, getBlock]
}
