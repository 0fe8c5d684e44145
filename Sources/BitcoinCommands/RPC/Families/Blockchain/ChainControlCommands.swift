import BitcoinSupport

/// Commands by which the user acts upon the chain.
public enum ChainControlCommands {
    /// Marks a block as bad.
    public static let invalidateBlock = RPCCommand(
        "invalidateblock", .hidden, "Marks a block as invalid for good, as if it broke a consensus rule.",
        parameters: [RPCParameter("blockhash", .hex, .required, "The hash of the block to mark as invalid")],
        results: [RPCResult(.null)], examples: .both(#""blockhash""#))

    /// Takes that back.
    public static let reconsiderBlock = RPCCommand(
        "reconsiderblock", .hidden,
        """
        Forgets that a block, its ancestors and its descendants are invalid, and considers them again.
        It undoes what invalidateblock did.
        """,
        parameters: [RPCParameter("blockhash", .hex, .required, "The hash of the block to consider again")],
        results: [RPCResult(.null)], examples: .both(#""blockhash""#))

    /// Prefers a block.
    public static let preciousBlock = RPCCommand(
        "preciousblock", .blockchain,
        """
        Treats a block as if it had been received before all others of the same work.

        A later call may override the effect of an earlier one.

        The effect is gone after a restart.
        """,
        parameters: [RPCParameter("blockhash", .hex, .required, "The hash of the block to prefer")],
        results: [RPCResult(.null)], examples: .both(#""blockhash""#))

    /// Checks the databases.
    public static let verifyChain = RPCCommand(
        "verifychain", .blockchain, "Verifies the databases of blocks.",
        parameters: [
            RPCParameter(
                "checklevel", .number, .hint("3, range=0-4"),
                """
                How thorough the check is:
                - level 0 reads the blocks from disk
                - level 1 verifies that they are valid
                - level 2 verifies the undo data
                - level 3 takes the blocks back from the unspent outputs
                - level 4 connects them again
                - each level includes those below it
                """),
            RPCParameter("nblocks", .number, .hint("6, 0=all"), "How many blocks to check."),
        ],
        results: [
            RPCResult(
                .boolean, "", "Whether all is right. If it is not, the debug log says why.")
        ],
        examples: .both(""))

    /// Removes block files.
    public static let pruneBlockchain = RPCCommand(
        "pruneblockchain", .blockchain,
        """
        Deletes block and undo data up to a height or time, as far as that is allowed.
        Needs `-prune` at the start. What is deleted here is gone, though peers may have it.
        """,
        parameters: [
            RPCParameter(
                "height", .number, .required,
                """
                The height to prune up to; or a UNIX epoch time,
                to prune blocks that are at least 2 hours older than it.
                """)
        ],
        results: [RPCResult(.number, "", "The height of the last block that was pruned")],
        examples: .both("1000"))

    static let all = [invalidateBlock, reconsiderBlock, preciousBlock, verifyChain, pruneBlockchain]
}
