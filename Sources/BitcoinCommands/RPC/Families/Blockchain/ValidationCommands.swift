import BitcoinSupport

/// Commands that have a say in which chain is the best.
public enum ValidationCommands {
    /// Checks what is stored.
    public static let verifyChain = RPCCommand(
        "verifychain", .blockchain, "Checks the stored blocks and databases.",
        parameters: [
            RPCParameter(
                "checklevel", .number, .hint("3, range=0-4"),
                """
                How thorough the check is. Each level does what those below do, too:
                - level 0 reads the blocks
                - level 1 checks them by themselves
                - level 2 reads the undo data
                - level 3 takes the last blocks off the chain in memory
                - level 4 puts them back on
                """),
            RPCParameter("nblocks", .number, .hint("6, 0=all"), "How many blocks to check."),
        ],
        results: [RPCResult(.boolean, "", "Whether all is well. If not, the debug log says why.")],
        examples: .both(""))

    /// Prefers a block to others of the same work.
    public static let preciousBlock = RPCCommand(
        "preciousblock", .blockchain,
        """
        Takes a block for one that came before all others of the same work.

        The last such call counts.

        It is forgotten when the node stops.
        """,
        parameters: [RPCParameter("blockhash", .hex, .required, "The hash of the block to prefer")],
        results: [RPCResult(.null)], examples: .both(#""blockhash""#))

    /// Gives a block up.
    public static let invalidateBlock = RPCCommand(
        "invalidateblock", .hidden, "Takes a block for invalid from now on, whatever it is.",
        parameters: [RPCParameter("blockhash", .hex, .required, "The hash of the block to give up")],
        results: [RPCResult(.null)], examples: .both(#""blockhash""#))

    /// Gives a block another chance.
    public static let reconsiderBlock = RPCCommand(
        "reconsiderblock", .hidden,
        """
        Forgets that a block, those before it and those after it are invalid, and looks at them again.
        This undoes what invalidateblock did.
        """,
        parameters: [RPCParameter("blockhash", .hex, .required, "The hash of the block to look at again")],
        results: [RPCResult(.null)], examples: .both(#""blockhash""#))

    /// Deletes old blocks.
    public static let pruneBlockchain = RPCCommand(
        "pruneblockchain", .blockchain,
        """
        Deletes blocks and undo data up to a height or a time, as far as they may be deleted.
        The node must run with `-prune`. What is deleted is gone, though single blocks may be had from peers again (see `getblockfrompeer`).
        """,
        parameters: [
            RPCParameter(
                "height", .number, .required,
                """
                The height up to which to delete. Or a moment in UNIX epoch time:
                then blocks go that are at least 2 hours older than that.
                """)
        ],
        results: [RPCResult(.number, "", "The height of the last block that was deleted")],
        examples: .both("1000"))

    /// Asks one peer for a block.
    public static let getBlockFromPeer = RPCCommand(
        "getblockfrompeer", .blockchain,
        """
        Asks a peer for a block.

        The block's header must be known, for instance by submitheader.
        The block comes without undo data, and cannot be used where those are needed.
        Asking again for the same block may make the node ignore the first peer's answer.
        Peers do not give blocks off the main chain that they never validated or that are older than a month.
        A peer that does not answer is disconnected.
        With pruning the block may be deleted at once.

        Returns an empty object if the peer was asked.
        """,
        parameters: [
            RPCParameter("blockhash", .hex, .required, "The hash of the block"),
            RPCParameter("peer_id", .number, .required, "The number of the peer, as getpeerinfo tells it"),
        ],
        results: [RPCResult(.object)],
        examples: .both(
            "\(BlockCommands.exampleHash) 0", "\(BlockCommands.exampleHash), 0"))

    static let all = [
        verifyChain, preciousBlock, invalidateBlock, reconsiderBlock, pruneBlockchain,
        getBlockFromPeer,
    ]
}
