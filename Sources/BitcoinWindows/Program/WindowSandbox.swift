import BitcoinSandbox
import BitcoinSupport
import Glibc

/// The sandbox of a program that has windows and no node: before its first thread.
public enum WindowSandbox {
    /// What a node keeps in its folder that is nobody else's business.
    private static let nodeFolders = ["blocks", "chainstate", "chainstate_snapshot", "indexes", "wallets"]

    /// Enters it, as far as `-sandbox` says.
    ///
    /// The folders on the way to what is closed, such as a user's home, are not open themselves: what is saved there goes
    /// through the steward.
    public static func enter(_ arguments: Arguments) throws {
        let mode = try SandboxMode(option: arguments.string("sandbox", default: SandboxMode.auto.rawValue))
        let name = "bitcoin-gui"
        var closed: [String] = []
        if mode != .off, Sandbox.canLimitFiles {
            closed = try closedPaths(arguments)
            makeFoldersOfDesktop()
            try Steward.start(
                StewardDuties(
                    program: name, arguments: Arguments(OptionTable([])),
                    programs: [NodeChoice.sibling("bitcoin-node")],
                    closedFolders: closed + placesOfLaterWallets(arguments)))
        }
        try Sandbox.enter(.windows(program: name, closedFolders: closed), mode: mode)
        Steward.current?.watch()
    }

    private static func closedPaths(_ arguments: Arguments) throws -> [String] {
        let networks = [arguments.networkDirectory] + arguments.foldersOfOtherNetworks
        var paths = networks.flatMap { network in nodeFolders.map { Path.join(network, $0) } }
        if arguments.isSet("blocksdir") { paths.append(try arguments.blocksDirectory()) }
        let wallets = arguments.walletDirectory
        if !wallets.isEmpty, wallets != arguments.networkDirectory { paths.append(wallets) }
        // Old data directories have their wallets among the node's files, and others have them anywhere.
        paths += arguments.walletsAmongNodeFiles + arguments.walletsOfOtherNetworks
        return paths + arguments.list("wallet").filter { Path.isAbsolute($0) && $0 != "/" }
    }

    /// In old data directories a wallet can be anywhere in the node's folder. Those that are made later have no rule.
    private static func placesOfLaterWallets(_ arguments: Arguments) -> [String] {
        let network = arguments.networkDirectory
        return arguments.walletDirectory == network ? [network] : []
    }

    /// Qt does not ask a steward to make them.
    private static func makeFoldersOfDesktop() {
        let home = getenv("HOME").map { String(cString: $0) } ?? ""
        for (variable, usual) in [
            ("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"), ("XDG_DATA_HOME", ".local/share"),
        ] {
            let path = getenv(variable).map { String(cString: $0) } ?? Path.join(home, usual)
            if Path.isAbsolute(path) { try? Path.createDirectories(path) }
        }
    }
}
