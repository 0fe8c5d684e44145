extension RPCCommand {
    /// Every command that has a declaration, whether a node serves it or not, by name. From this
    /// bitcoin-cli knows how to read its command line.
    public static let declared = Dictionary(
        uniqueKeysWithValues: families.joined().map { ($0.name, $0) })

    private static let families = [
        BlockCommands.all, BlockchainStateCommands.all, ChainControlCommands.all, ControlCommands.all,
        GeneratingCommands.all,
        MempoolCommands.all, MiningCommands.all, NetworkCommands.all, OpenRPCCommands.all,
        SubmittingCommands.all, TestCommands.all, UnspentOutputCommands.all,
    ]
}
