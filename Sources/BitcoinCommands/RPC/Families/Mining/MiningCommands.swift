import BitcoinSupport

/// Commands that miners ask for work with.
public enum MiningCommands {
    /// The state of things, for miners.
    public static let getMiningInfo = RPCCommand(
        "getmininginfo", .mining, "Returns an object about mining.",
        results: [
            RPCResult(
                .object, "", "",
                [
                    RPCResult(.number, "blocks", "The height of the tip"),
                    RPCResult(
                        .number, "currentblockweight",
                        "The weight of the last block that was assembled, with what is kept free for the header and the coinbase transaction (only if there is one)",
                        optional: true),
                    RPCResult(
                        .number, "currentblocktx",
                        "The number of transactions in the last block that was assembled, without the coinbase (only if there is one)",
                        optional: true),
                    RPCResult(.hex, "bits", "nBits: the tip's difficulty target in its compact form"),
                    RPCResult(.number, "difficulty", "The tip's difficulty"),
                    RPCResult(.hex, "target", "The tip's target"),
                    RPCResult(.number, "networkhashps", "The network's hashes per second"),
                    RPCResult(.number, "pooledtx", "The number of transactions in the mempool"),
                    RPCResult(
                        .amount, "blockmintxfee",
                        "The lowest feerate of packages that go into a block, in BTC/kvB"),
                    RPCResult(.string, "chain", "The network: main, test, testnet4, signet or regtest"),
                    RPCResult(
                        .hex, "signet_challenge",
                        "The script that signs blocks, in hexadecimal (only on a signet)", optional: true),
                    RPCResult(
                        .object, "next", "The next block",
                        [
                            RPCResult(.number, "height", "Its height"),
                            RPCResult(.hex, "bits", "Its nBits"),
                            RPCResult(.number, "difficulty", "Its difficulty"),
                            RPCResult(.hex, "target", "Its target"),
                        ]),
                    BlockchainStateCommands.warnings,
                ])
        ],
        examples: .both(""))

    /// How much work is done.
    public static let getNetworkHashPS = RPCCommand(
        "getnetworkhashps", .mining,
        """
        Returns an estimate of the network's hashes per second, from the last n blocks.
        Give blocks for another number of blocks; -1 for those since the difficulty changed last.
        Give height for the estimate at the time when that block was found.
        """,
        parameters: [
            RPCParameter(
                "nblocks", .number, .value(120),
                "The number of blocks to look back, or -1 for those since the difficulty changed last."),
            RPCParameter("height", .number, .value(-1), "The height for whose time to estimate."),
        ],
        results: [RPCResult(.number, "", "Hashes per second, an estimate")],
        examples: .both(""))

    static let all = [getMiningInfo, getNetworkHashPS, getBlockTemplate]
}
