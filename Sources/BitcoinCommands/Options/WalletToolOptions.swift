import BitcoinSupport

/// Options and commands of bitcoin-wallet.
enum WalletToolOptions {
    static let all: [OptionDeclaration] = [
        OptionDeclaration("wallet=<wallet-name>", .options, .networkOnly, "The wallet's name"),
        OptionDeclaration(
            "dumpfile=<file name>", .commandOptions, .disallowNegation,
            "The file of records: 'dump' writes it, 'createfromdump' reads it"),
        OptionDeclaration("debug=<category>", .debugTest, "Write debug messages (default: 0)"),
        OptionDeclaration(
            "printtoconsole", .debugTest, "Write the log to the console (default: 1 with -debug)"),
        OptionDeclaration(
            "ipcconnect=<address>", .ipc,
            "Serve wallets to the running node that listens at this address: unix for node.sock in the "
                + "network's folder, unix:<path>, or tcp:<host>:<port> for one on another machine whose key "
                + "'bitcoin-util ipcpair' has paired. With auto the node may come later, and with -noipcconnect "
                + "there is none; both need -server (default with -server: auto)"),
        // A node names the descriptor of their connection to a wallet process that it starts.
        .hidden("ipcfd"),
    ]

    static let commands = [
        CommandDeclaration("info", "Show what is known about a wallet"),
        CommandDeclaration("create", "Create a new wallet file with descriptors"),
        CommandDeclaration("dump", options: ["dumpfile"], "Write out all records of a wallet"),
        CommandDeclaration(
            "createfromdump", options: ["dumpfile"], "Create a wallet file from written-out records"),
    ]
}
