import BitcoinCommands
import BitcoinInterfaces
import BitcoinSupport
import Glibc

/// A node as a program: `bitcoin-node` with its wallet in another process, or `bitcoind` with everything in one.
///
/// This part runs on one thread and before any other is started, because a daemon forks and only the thread that
/// forks lives on in the child.
public struct NodeProgram {
    /// The name of the executable.
    let name: String
    /// The way to other processes; `nil` in a monolithic program.
    let border: (any ProcessBorder)?
    /// Where wallets are.
    let wallet: WalletPlacement

    /// Describes a program.
    public init(name: String, border: (any ProcessBorder)?, wallet: WalletPlacement) {
        self.name = name
        self.border = border
        self.wallet = wallet
    }

    /// Runs the program with the words of its command line, the first of which is its own name.
    ///
    /// - Returns: the exit code.
    public func run(_ words: [String]) -> Int32 {
        ThreadName.set("init")
        let arguments = Arguments(NodeOptions.table(listensForProcesses: border != nil))
        do {
            try parse(words, into: arguments)
            if let text = requestedText(arguments) {
                StandardOutput.write(text)
                return EXIT_SUCCESS
            }
            let chain = try prepare(arguments)
            let daemon = try daemonize(arguments)
            let application = NodeApplication(
                programName: name, programPath: words.first ?? name, arguments: arguments, chain: chain,
                border: border, wallet: wallet, shutdown: ShutdownRequest(), daemon: daemon)
            return runBlocking { await application.run() }
        } catch let error as StartupError {
            error.report()
        } catch {
            StartupError("\(error)").report()
        }
        return EXIT_FAILURE
    }

    // MARK: Options

    private func parse(_ words: [String], into arguments: Arguments) throws {
        do {
            try arguments.parse(words.dropFirst())
        } catch {
            throw StartupError("Error parsing command line arguments: \(error)")
        }
        if requestedText(arguments) == nil {
            do {
                try arguments.load()
            } catch {
                throw StartupError(error.message, details: error.details)
            }
        }
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
        return heading + (wantsVersion ? ClientVersion.license : NodeOptions.introduction + arguments.helpText)
    }

    /// Everything that can be found wrong before the node starts.
    private func prepare(_ arguments: Arguments) throws -> ChainType {
        let chain = try arguments.chainType()
        umask(0o077)
        arguments.softSet("server", true)
        arguments.applyLogFormat()
        Log.info("\(ClientVersion.clientName) version \(ClientVersion.full) (release build)")
        ParameterInteraction.apply(to: arguments)
        try OptionChecks.run(arguments, chain: chain)
        try DirectoryLocks.probe(arguments)
        return chain
    }

    /// Goes into the background if the options say so. In the parent this does not return.
    private func daemonize(_ arguments: Arguments) throws -> DaemonSignal? {
        let waits = arguments.bool("daemonwait", default: false)
        guard waits || arguments.bool("daemon", default: false) else { return nil }
        StandardOutput.write("\(ClientVersion.clientName) starting\n")
        let signal = try Daemon.fork(logName: Path.fileName(arguments.logFilePath ?? "debug.log"))
        guard waits else {
            signal.succeed()
            return nil
        }
        return signal
    }
}
