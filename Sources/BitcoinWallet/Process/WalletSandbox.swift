import BitcoinCommands
import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport
import Glibc

/// The sandbox of `bitcoin-wallet`, which is to be entered before the process has a second thread, and so before most is
/// known about its run.
public enum WalletSandbox {
    /// Enters the sandbox that suits the command line.
    ///
    /// - Parameters:
    ///   - words: the command line.
    ///   - parent: the connection to the node that started this process, if one did: it says what the sandbox is to be.
    public static func enter(_ words: [String], parent: Int32?) throws {
        if let parent {
            try enter(startedOver: parent)
        } else {
            try enter(words)
        }
    }

    // MARK: Started by a node

    private static func enter(startedOver parent: Int32) throws(SandboxError) {
        // Without a ticket nothing is known of files, and so nothing about them is limited.
        guard let (ticket, broker) = try LaunchTicket.receive(from: parent) else {
            try Sandbox.enter(.walletTool, mode: .auto)
            return
        }
        var surroundings = SandboxProfile.WalletSurroundings()
        surroundings.folders = ticket.folders
        surroundings.readFiles = ticket.readFiles
        try Sandbox.enter(.wallet(surroundings), mode: ticket.mode)
        if broker >= 0 { FileCalls.ask(BrokerClient(socket: broker)) }
    }

    // MARK: Started by a user

    private static func enter(_ words: [String]) throws {
        let arguments = Arguments(.walletTool, warnsUser: false)
        // What is wrong with the options is for the program to say.
        guard (try? arguments.parse(words.dropFirst())) != nil, !arguments.wantsHelp else { return }
        let mode = try SandboxMode(option: arguments.string("sandbox", default: SandboxMode.auto.rawValue))
        guard WalletProgram.serves(arguments) else {
            try Sandbox.enter(.walletTool, mode: mode)
            return
        }
        // What bitcoin.conf says of a port is said of the node's.
        let hasPort = arguments.bool("server", default: false)
        guard (try? arguments.initialize(ownsSettings: false)) != nil else { return }
        let surroundings = try surroundings(arguments, hasPort: hasPort)
        let report = try Sandbox.enter(.wallet(surroundings), mode: mode)
        guard report.files != nil else { return }
        // The cookie is written in its place where it cannot be replaced.
        let cookie = surroundings.writtenFiles
        FileCalls.ask(AbsentBroker(dispensable: Set(cookie + cookie.map { "\($0).tmp" })))
    }

    /// What a process that serves wallets needs by its options.
    private static func surroundings(
        _ arguments: Arguments, hasPort: Bool
    ) throws -> SandboxProfile.WalletSurroundings {
        var surroundings = SandboxProfile.WalletSurroundings()
        surroundings.folders = [arguments.walletDirectory] + arguments.list("sandboxpath").map(Path.absolute)
        surroundings.folders += arguments.list("wallet").filter { Path.isAbsolute($0) }
        surroundings.readFiles = arguments.configurationFiles + [arguments.settingsPath].compactMap(\.self)
        surroundings.startsPrograms = !arguments.string("walletnotify", default: "").isEmpty
        let address = arguments.string("ipcconnect", default: "auto")
        if address.hasPrefix("tcp:") {
            surroundings.sockets.formUnion([.ipv4, .ipv6])
            surroundings.ports.connect += port(in: address)
            // As a folder: files that take the place of these are to be seen, too.
            surroundings.readFiles.append(KeyFolder(networkDirectory: arguments.networkDirectory).path)
        } else {
            surroundings.sockets.insert(.unix)
        }
        if hasPort {
            surroundings.sockets.formUnion([.ipv4, .ipv6])
            surroundings.ports.listen += arguments.list("rpcport").compactMap { UInt16($0) }
            surroundings.ports.listen += arguments.list("rpcbind").flatMap(port)
            surroundings.writtenFiles = try cookie(arguments)
        }
        return surroundings
    }

    private static func port(in address: String) -> [UInt16] {
        address.split(separator: ":").last?.split(separator: ",").first.flatMap { UInt16($0) }.map { [$0] }
            ?? []
    }

    /// The file for the password of the process's own port, made beforehand: its folder is the node's.
    private static func cookie(_ arguments: Arguments) throws -> [String] {
        let path = arguments.dataPath(arguments.string("rpccookiefile", default: WalletProgram.cookieName))
        guard arguments.string("rpcpassword", default: "").isEmpty, !path.isEmpty else { return [] }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return [] }
        close(descriptor)
        return [path]
    }
}
