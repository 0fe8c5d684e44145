import BitcoinSandbox
import BitcoinSupport
import Glibc

/// The sandbox of a program that has windows and no node: before its first thread.
public enum WindowSandbox {
    /// What a node keeps in its folder that is nobody else's business.
    private static let nodeFolders = ["blocks", "chainstate", "chainstate_snapshot", "indexes", "wallets"]

    /// Enters it if `-sandbox` requires that. With it nothing can be saved in the folders on the way to what is closed, such
    /// as a user's home, so nobody has it who has not asked for it.
    public static func enter(_ arguments: Arguments) throws {
        let mode = try SandboxMode(option: arguments.string("sandbox", default: SandboxMode.auto.rawValue))
        guard mode == .require else { return }
        let name = "bitcoin-gui"
        var closed: [String] = []
        if Sandbox.canLimitFiles {
            closed = try closedPaths(arguments)
            makeFolderOfSettings()
            try Steward.start(
                StewardDuties(
                    program: name, arguments: arguments, programs: [NodeChoice.sibling("bitcoin-node")],
                    closedFolders: closed))
        }
        try Sandbox.enter(.windows(program: name, closedFolders: closed), mode: mode)
        Steward.current?.watch()
    }

    private static func closedPaths(_ arguments: Arguments) throws -> [String] {
        let network = arguments.networkDirectory
        var paths = nodeFolders.map { Path.join(network, $0) }
        if arguments.isSet("blocksdir") { paths.append(try arguments.blocksDirectory()) }
        let wallets = arguments.walletDirectory
        if wallets != network { return paths + [wallets].filter { !$0.isEmpty } }
        // Old data directories have their wallets among the node's files.
        return paths + arguments.walletsAmongNodeFiles
    }

    /// Qt does not ask a steward to make it.
    private static func makeFolderOfSettings() {
        for (variable, usual) in [("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache")] {
            let home = getenv("HOME").map { String(cString: $0) } ?? ""
            let path = getenv(variable).map { String(cString: $0) } ?? Path.join(home, usual)
            if Path.isAbsolute(path) { try? Path.createDirectories(path) }
        }
    }
}
