import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport
import Glibc

/// `bitcoin-wallet` as a program: started by a node, attached to a running node, or as a tool for wallet files.
public struct WalletProgram: Sendable {
    private static let name = "bitcoin-wallet"

    /// What connects it to nodes; `nil` in a build without IPC.
    private let border: (any WalletBorder)?
    /// The descriptor of the connection to the node that started this process.
    private let parent: Int32?

    /// Starts the process's own port for commands.
    let startCommands: CommandServiceStarter?

    /// Describes a run of the program.
    ///
    /// - Parameters:
    ///   - border: what connects it to nodes, if the program can be.
    ///   - parent: the connection to the node that started this process, if one did.
    ///   - startCommands: starts the process's own port for commands, if the program can have one.
    public init(border: (any WalletBorder)?, parent: Int32?, startCommands: CommandServiceStarter? = nil) {
        self.border = border
        self.parent = parent
        self.startCommands = startCommands
    }

    /// Runs the program with the words of its command line, the first of which is its own name.
    ///
    /// - Returns: the exit code.
    public func run(_ words: [String]) async -> Int32 {
        umask(0o077)
        signal(SIGPIPE, SIG_IGN)
        do {
            if let parent {
                try await serve(parent)
                return EXIT_SUCCESS
            }
            return try await runTool(words)
        } catch {
            StandardError.write("Error: \(error)\n")
            return EXIT_FAILURE
        }
    }

    // MARK: Started by a node

    private func serve(_ parent: Int32) async throws {
        let wallet = WalletApplication(identity: identity(network: ""), forwardsLog: true)
        try await requireBorder().serveParent(parent, wallet)
        await wallet.finish()
    }

    func requireBorder() throws(WalletError) -> any WalletBorder {
        guard let border else {
            throw WalletError("This program was built without IPC: no node can be reached.")
        }
        return border
    }

    func identity(network: String) -> ProcessIdentity {
        ProcessIdentity(
            program: Self.name, version: Int32(ClientVersion.number), network: network,
            schemaHash: border?.schemaHash ?? 0)
    }

    // MARK: Started by a user

    private func runTool(_ words: [String]) async throws -> Int32 {
        let arguments = Arguments(.walletTool)
        do {
            try arguments.parse(words.dropFirst())
        } catch {
            return complain("Error parsing command line arguments: \(error)")
        }
        if arguments.wantsHelp || arguments.bool("version", default: false) || words.count < 2 {
            StandardOutput.write(usage(arguments))
            guard words.count >= 2 else { return complain("Error: too few parameters") }
            return EXIT_SUCCESS
        }
        if Self.serves(arguments) {
            try await serve(arguments)
            return EXIT_SUCCESS
        }
        return await runCommand(arguments)
    }

    /// Works on a wallet file. Only the command line counts: what a running node may use is not touched.
    private func runCommand(_ arguments: Arguments) async -> Int32 {
        guard arguments.hasValidDataDirectory else {
            return complain(
                "Error: Specified data directory \"\(arguments.string("datadir", default: ""))\" does not exist."
            )
        }
        do {
            arguments.selectNetwork(try arguments.chainType())
        } catch {
            return complain("Error: \(error)")
        }
        let showsLog = arguments.bool("printtoconsole", default: arguments.bool("debug", default: false))
        if showsLog { _ = Log.logger.start(.init(file: nil, console: true)) }
        guard let command = arguments.command else {
            return complain("No method provided. Run `bitcoin-wallet -help` for valid methods.")
        }
        guard command.arguments.isEmpty else {
            return complain(
                "Error: Additional arguments provided (\(command.arguments.joined(separator: ", "))). Methods do not "
                    + "take arguments. Please refer to `-help`.")
        }
        do {
            try await WalletTool(arguments).run(command.name)
            return EXIT_SUCCESS
        } catch {
            return complain("\(error)")
        }
    }

    /// Says what is wrong, and gives the exit code for that.
    private func complain(_ message: String) -> Int32 {
        StandardError.write(message + "\n")
        return EXIT_FAILURE
    }

    private func usage(_ arguments: Arguments) -> String {
        let title = "\(ClientVersion.clientName) bitcoin-wallet utility version \(ClientVersion.full)\n"
        if arguments.bool("version", default: false) { return title + ClientVersion.license }
        return title + """

            bitcoin-wallet serves wallets to a node in a process of their own. A node starts it by itself;
            with -ipcconnect it serves further wallets to a node that already runs, and with -server it
            answers on a port of its own, too, also where there is no node. With a command it works on the
            file of a wallet that no process has open: -datadir, -wallet and the options of the network say
            on which.

            Usage: bitcoin-wallet [options] <command>
                   bitcoin-wallet -ipcconnect=<address> [options]
                   bitcoin-wallet -server -rpcport=<port> [-ipcconnect=<address>|-noipcconnect] [options]


            """ + arguments.helpText
    }
}
