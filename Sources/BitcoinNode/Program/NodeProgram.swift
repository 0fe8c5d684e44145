import BitcoinCommands
import BitcoinConsensus
import BitcoinCrypto
import BitcoinInterfaces
import BitcoinSandbox
import BitcoinSupport
import Glibc

/// A node as a program: `bitcoin-node` with its wallet in another process, or `bitcoind` with everything in one.
///
/// This part runs on one thread and before any other is started, because a daemon forks and only the thread that
/// forks lives on in the child.
public struct NodeProgram: Sendable {
    /// The name of the executable.
    let name: String
    /// The way to other processes; `nil` in a monolithic program.
    let border: (@Sendable () throws -> any ProcessBorder)?
    /// Where wallets are.
    let wallet: WalletPlacement
    /// The connection to the program that started this one; `nil` if a user did.
    let parent: Int32?

    /// Describes a program.
    ///
    /// - Parameters:
    ///   - border: opens the way to other processes, which may start threads; `nil` in a monolithic program.
    ///   - parent: the connection to the program that started this one, if one did.
    public init(
        name: String, border: (@Sendable () throws -> any ProcessBorder)?, wallet: WalletPlacement,
        parent: Int32? = nil
    ) {
        self.parent = parent
        self.name = name
        self.border = border
        self.wallet = wallet
    }

    /// Runs the program with the words of its command line, the first of which is its own name.
    ///
    /// - Returns: the exit code.
    public func run(_ words: [String]) -> Int32 {
        ThreadName.set("init")
        // New files are for their owner alone, unless an option opens one of them.
        umask(0o077)
        if let parent { return serve(parent) }
        let arguments = Arguments(.node(listensToProcesses: border != nil))
        do {
            try parse(words, into: arguments)
            if let text = requestedText(arguments) {
                StandardOutput.write(text)
                return EXIT_SUCCESS
            }
            let parameters = try prepare(arguments)
            let daemon: Daemon.Report?
            switch try daemonize(arguments) {
            case .parent(let exitCode):
                if exitCode != EXIT_SUCCESS {
                    let log = Path.fileName(arguments.logFilePath ?? "debug.log")
                    StandardError.write("Error during initialization - check \(log) for details\n")
                }
                return exitCode
            case .child(let report): daemon = report
            case nil: daemon = nil
            }
            try enterSandbox(arguments)
            defer { Steward.finish() }
            // Not before the fork: locked memory stays with the parent.
            Curve.prepare()
            let application = NodeApplication(
                programName: name, arguments: arguments, parameters: parameters, border: try border?(),
                wallet: wallet)
            return runBlocking { await application.run { daemon?.send(success: true) } }
        } catch let error as StartupError {
            error.report()
        } catch {
            StartupError("\(error)").report()
        }
        return EXIT_FAILURE
    }

    /// The path of another program in the folder of this one.
    public static func sibling(_ name: String) -> String {
        Path.join(Path.parent(Path.resolved("/proc/self/exe") ?? ""), name)
    }

    // MARK: Options

    func parse(_ words: [String], into arguments: Arguments) throws {
        do {
            try arguments.parse(words.dropFirst())
        } catch {
            throw StartupError("Error parsing command line arguments: \(error)")
        }
        // Whoever only asks for help gets no data directory made.
        if requestedText(arguments) == nil { try arguments.initialize() }
        if let loose = words.dropFirst().first(where: { !$0.hasPrefix("-") }) {
            throw StartupError(
                "Command line contains unexpected token '\(loose)', see bitcoind -h for a list of options.")
        }
    }

    /// What `-help` or `-version` print.
    private func requestedText(_ arguments: Arguments) -> String? {
        let wantsVersion = arguments.bool("version", default: false)
        guard arguments.wantsHelp || wantsVersion else { return nil }
        let heading = "\(ClientVersion.clientName) daemon version \(ClientVersion.full) \(name)\n"
        return heading + (wantsVersion ? ClientVersion.license : Self.introduction + arguments.helpText)
    }

    /// Everything that can be found wrong before the node starts.
    func prepare(_ arguments: Arguments) throws -> ChainParameters {
        let chain = try arguments.chainType()
        arguments.softSet("server", true)
        arguments.applyLogFormat()
        Log.info("\(ClientVersion.clientName) version \(ClientVersion.full)")
        ParameterInteraction.apply(to: arguments)
        try OptionChecks.run(arguments, chain: chain)
        let parameters = try ChainParameters.parameters(for: chain, options: ChainOptions(arguments))
        if chain == .signet {
            // Others have to derive the same from their challenge to be on this network.
            Log.info("Signet derived magic (message start): \(Hex.encode(parameters.messageStart))")
        }
        // Held from here on, the locks would not survive the fork of a daemon: this is for an early message.
        _ = try DirectoryLocks(arguments)
        return parameters
    }

    /// Goes into the background if the options say so.
    private func daemonize(_ arguments: Arguments) throws -> Daemon.Side? {
        let waits = arguments.bool("daemonwait", default: false)
        guard waits || arguments.bool("daemon", default: false) else { return nil }
        StandardOutput.write("\(ClientVersion.clientName) starting\n")
        guard let side = Daemon.detach() else {
            throw StartupError("fork_daemon() failed: \(SystemError.text(errno))")
        }
        if case .child(let report) = side, !waits {
            report.send(success: true)
            return nil
        }
        return side
    }

    private static let introduction = """

        The \(ClientVersion.clientName) daemon (bitcoind) is a headless program that connects to the Bitcoin network \
        to validate and relay transactions and blocks.

        It offers JSON-RPC, REST and ZMQ services on blocks, transactions and addresses. Wallets are kept by a \
        component of their own, which runs in a process of its own if the program is bitcoin-node.

        Usage: bitcoind [options]


        """
}
