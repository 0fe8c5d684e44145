import BitcoinSupport

extension OptionTable {
    /// The options of the node. `listensToProcesses` is false for the monolithic program, which knows
    /// nothing of `-ipcbind`.
    public static func node(listensToProcesses: Bool, hasWallet: Bool = true) -> OptionTable {
        OptionTable(nodeDeclarations(listensToProcesses: listensToProcesses, hasWallet: hasWallet))
    }

    private static func nodeDeclarations(listensToProcesses: Bool, hasWallet: Bool) -> [OptionDeclaration] {
        let allOfWallet = WalletOptions.all + [SandboxOptions.paths]
        let wallet = hasWallet ? allOfWallet : allOfWallet.map { .hidden($0.name) }
        return GeneralOptions.help + [GeneralOptions.version, SandboxOptions.mode] + LogOptions.all
            + StorageOptions.all
            + ConnectionOptions.all + wallet + ServerOptions.zeroMQ + DebugOptions.all
            + GeneralOptions.chain + RelayOptions.all + ServerOptions.rpc
            + (listensToProcesses ? ServerOptions.ipc : []) + DebugOptions.hidden
    }

    /// The options of a program with windows: its own, and those of the node that it starts.
    public static let graphical = OptionTable(
        nodeDeclarations(listensToProcesses: true, hasWallet: true)
            .filter { !WindowOptions.names.contains($0.name) } + WindowOptions.all)

    /// The options of bitcoin-cli.
    public static let client = OptionTable(
        GeneralOptions.help
            + [GeneralOptions.version, GeneralOptions.configurationFile, GeneralOptions.dataDirectory]
            + GeneralOptions.chain + ClientOptions.all)

    /// The options of bitcoin-tx, and the words that change a transaction.
    public static let transactionTool = OptionTable(
        GeneralOptions.help + [GeneralOptions.version] + TransactionToolOptions.all + GeneralOptions.chain,
        commands: TransactionToolOptions.commands, acceptsAnyCommand: true)

    /// The options of bitcoin-util.
    public static let utilityTool = OptionTable(
        GeneralOptions.help + [GeneralOptions.version, GeneralOptions.dataDirectory] + GeneralOptions.chain,
        commands: [
            CommandDeclaration("grind", "Find a nonce for a block header in hexadecimal"),
            CommandDeclaration("getchainparams", "Show the built-in parameters of the chosen network"),
        ] + keyCommands)

    #if BITCOIN_IPC
        /// Keys for connections to other machines.
        private static let keyCommands = [
            CommandDeclaration(
                "ipckey",
                "Show the fingerprint of this machine's key for connections to others; a key is made if there is none"
            ),
            CommandDeclaration(
                "ipcpair",
                "Let the machine with a key of this name and fingerprint connect and do what grant=mining, grant=rpc, "
                    + "grant=wallet or grant=gui say; without a grant, take it for a node to connect to"),
            CommandDeclaration("ipcunpair", "Revoke the key of this name, and end its connections"),
            CommandDeclaration(
                "ipcrelay",
                "Listen at a unix socket, whose path comes first, for programs that know nothing of TLS, and connect them "
                    + "to the node at tcp:<host>:<port>"),
            CommandDeclaration("ipcpeers", "List the keys of other machines, and what they may do"),
        ]
    #else
        private static let keyCommands: [CommandDeclaration] = []
    #endif

    /// The options of bitcoin-wallet: the offline tool, and the process that serves wallets to a node, for which the
    /// node's options about wallets are its own.
    public static let walletTool = OptionTable(
        GeneralOptions.help
            + [
                GeneralOptions.version, GeneralOptions.configurationFile, GeneralOptions.dataDirectory,
                SandboxOptions.mode,
            ] + GeneralOptions.chain + [SandboxOptions.paths] + WalletToolOptions.all
            + WalletOptions.all.filter { !["wallet", "disablewallet", "signer"].contains($0.name) }
            + ServerOptions.rpc.filter { $0.name != "rest" },
        commands: WalletToolOptions.commands)
}
