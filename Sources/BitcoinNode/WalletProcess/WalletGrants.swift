import BitcoinCommands
import BitcoinSandbox
import BitcoinSupport

/// What the user has named to the wallet process, and so has left open to it: wallets for as long as the node runs, files
/// for the time of a command.
struct WalletGrants: Sendable {
    /// The grants.
    let paths = PathGrants()
    /// Where wallets are looked for.
    let walletDirectory: String

    /// Which parameter of a command is the name of a wallet, and which is the path of a file.
    private static let parameters: [String: (wallet: Int?, file: Int?)] = [
        "backupwallet": (nil, 0),
        "createwallet": (0, nil),
        "exportwatchonlywallet": (nil, 0),
        "loadwallet": (0, nil),
        "migratewallet": (0, nil),
        "restorewallet": (0, 1),
        "unloadwallet": (0, nil),
    ]

    /// Grants the place of a wallet: outside of the folder of wallets, or in it and perhaps a link out of it.
    func addWallet(_ name: String) {
        guard !name.isEmpty else { return }
        paths.add(Path.join(walletDirectory, name))
    }

    /// Grants what a command names.
    ///
    /// - Returns: the file that ``end(_:)`` is to take back.
    func begin(_ request: RPCRequest) -> String? {
        guard let parameters = Self.parameters[request.command.name] else { return nil }
        if let index = parameters.wallet, let name = request[index].string { addWallet(name) }
        guard let index = parameters.file, let path = request[index].string else { return nil }
        return paths.add(Path.absolute(path))
    }

    /// Takes a file back when its command is done.
    func end(_ file: String) {
        paths.remove(file)
    }
}
