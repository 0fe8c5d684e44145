import BitcoinSupport

/// The options that only programs with windows have.
enum WindowOptions {
    static let all = [
        OptionDeclaration(
            "ipcconnect=<address>", .gui,
            "Show a node that runs already and is reached at this address, instead of starting one: unix, unix:<path>, or "
                + "tcp:<host>:<port> for one on another machine whose key 'bitcoin-util ipcpair' has paired"),
        OptionDeclaration("splash", .gui, "Show splash screen on startup (default: 1)"),
    ]

    /// Their names: of a node, the same options mean nothing.
    static let names = Set(all.map(\.name))
}
