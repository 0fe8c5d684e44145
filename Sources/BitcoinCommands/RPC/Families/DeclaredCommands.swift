extension RPCCommand {
    /// Every command that has a declaration, whether a node serves it or not, by name. From this
    /// bitcoin-cli knows how to read its command line.
    public static let declared = Dictionary(
        uniqueKeysWithValues: families.joined().map { ($0.name, $0) })

    private static let families =
        blockchain + network + WalletCommands.families + [
            AddressCommands.all, ControlCommands.all, DescriptorCommands.all, GeneratingCommands.all,
            FeeCommands.all, IndexCommands.all,
            MiningCommands.all, PriorityCommands.all, SubmittingCommands.all,
            MempoolCommands.all, MempoolEntryCommands.all,
            MempoolFileCommands.all, OpenRPCCommands.all, RawTransactionCommands.all, PSBTCommands.all,
            PSBTUpdateCommands.all, SubmissionCommands.all,
            NotificationCommands.all, ProcessCommands.all, SandboxCommands.all, TestCommands.all,
        ]

    private static let blockchain = [
        BlockCommands.all, BlockchainStateCommands.all, DeploymentCommands.all, OutputSetCommands.all,
        ProofCommands.all, ScanningCommands.all, StatisticsCommands.all, ValidationCommands.all,
        WaitingCommands.all,
    ]

    private static let network = [
        AddedNodeCommands.all, BanCommands.all, ConnectionCommands.all, KnownAddressCommands.all,
        NetworkCommands.all, PeerInfoCommand.all,
    ]
}
