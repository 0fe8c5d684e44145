extension Launcher {
    /// The text of `--version`.
    public static let versionText = """
        \(ClientVersion.clientName) version \(ClientVersion.full)
        \(Paragraph.wrap(ClientVersion.license))
        """

    /// The help for a program that was called by this name.
    public static func helpText(name: String, full: Bool) -> String {
        let usage = """
            Usage: \(name) [OPTIONS] COMMAND...

            Options:
              -m, --multiprocess     Run node and GUI with processes of their own: bitcoin-node, bitcoin-gui.
              -M, --monolithic       Run all in one process: bitcoind, bitcoin-qt. (Default behavior)
              -v, --version          Show the version
              -h, --help             Show the full help

            Commands:
              gui [ARGS]     Start the GUI: 'bitcoin-qt [ARGS]' or 'bitcoin-gui [ARGS]'.
              node [ARGS]    Start the node: 'bitcoind [ARGS]' or 'bitcoin-node [ARGS]'.
              rpc [ARGS]     Call an RPC command: 'bitcoin-cli -named [ARGS]'.
              wallet [ARGS]  Work on wallet files: 'bitcoin-wallet [ARGS]'.
              tx [ARGS]      Work on a transaction in hex: 'bitcoin-tx [ARGS]'.
              help           Show the full help.

            """
        return usage + (full ? more : "\nRun '\(name) help' to see the remaining commands.\n")
    }

    private static let more = """

        Commands that are needed less often:
          util [ARGS]    Do small tasks: 'bitcoin-util [ARGS]'.

        """
}
