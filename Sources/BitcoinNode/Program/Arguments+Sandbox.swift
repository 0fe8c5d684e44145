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
}
