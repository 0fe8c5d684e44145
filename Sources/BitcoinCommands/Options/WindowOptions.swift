import BitcoinSupport

/// The options that only programs with windows have.
enum WindowOptions {
    static let all = [
        OptionDeclaration(
            "ipcconnect=<address>", .gui,
            "Show a node that runs already and is reached at this address, instead of starting one: unix, unix:<path>, or "
                + "tcp:<address>:<port>"),
        OptionDeclaration("splash", .gui, "Show splash screen on startup (default: 1)"),
    ]

    /// The names of upstream's options that nodes pass over, and of which these are not.
    static let names: Set<String> = ["ipcconnect", "splash"]
}

extension OptionTable {
    /// The options of a program with windows: its own, and those of the node that it starts.
    public static let graphical = OptionTable(
        GeneralOptions.help + [GeneralOptions.version] + LogOptions.all + StorageOptions.all
            + ConnectionOptions.all + WalletOptions.all + ServerOptions.zeroMQ + DebugOptions.all
            + GeneralOptions.chain + RelayOptions.all + ServerOptions.rpc + ServerOptions.ipc
            + DebugOptions.hidden.filter { !WindowOptions.names.contains($0.name) } + WindowOptions.all)
}
