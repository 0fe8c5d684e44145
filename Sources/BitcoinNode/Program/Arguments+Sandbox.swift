import BitcoinSandbox
import BitcoinSupport

extension Arguments {
    /// `-sandbox`.
    var sandboxMode: SandboxMode {
        get throws(SandboxError) {
            try SandboxMode(option: string("sandbox", default: SandboxMode.auto.rawValue))
        }
    }

    /// What the wallet process is told of its sandbox: its folders, and the configuration that it reads as well.
    func walletTicket() throws(SandboxError) -> LaunchTicket {
        LaunchTicket(
            mode: try sandboxMode,
            folders: ([walletDirectory] + list("sandboxpath").map(Path.absolute)).filter { !$0.isEmpty },
            readFiles: configurationFiles + [settingsPath].compactMap(\.self))
    }

    /// The folder of the wallets, where it is one that the node has no business in; `nil` where the wallets lie among the
    /// node's own files. A data directory without wallets gets a folder for them where `-sandbox` requires one.
    func separateWalletDirectory() throws -> String? {
        if try sandboxMode == .require, walletDirectory == networkDirectory, !isSet("walletdir"),
            walletsAmongNodeFiles.isEmpty
        {
            try Path.createDirectories(Path.join(networkDirectory, "wallets"))
        }
        guard let folder = Path.resolved(walletDirectory), !walletDirectory.isEmpty else { return nil }
        for own in [networkDirectory, try blocksDirectory()].compactMap(Path.resolved)
        where own == folder || own.hasPrefix(folder + "/") {
            return nil
        }
        return folder
    }
}
