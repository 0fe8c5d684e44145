/// The `bitcoin` command: chooses the program that does what the user wants, and becomes it.
public struct Launcher: Sendable, Equatable {
    /// What the command line asks for.
    public enum Request: Sendable, Equatable {
        /// To show the version.
        case version
        /// To show the help, short where the command is missing.
        case help(full: Bool)
        /// To run a program with these arguments.
        case run(program: String, arguments: [String])
    }

    /// `-m` or `-M`; `nil` where the options of the node decide.
    private var usesProcesses: Bool?
    private var showsVersion = false
    private var showsHelp = false
    private var command = ""
    private var arguments: [String] = []

    /// Reads the command line, without the program's own name.
    public init(_ words: some Sequence<String>) throws(ArgumentsError) {
        for word in words {
            if !command.isEmpty {
                arguments.append(word)
                continue
            }
            switch word {
            case "-m", "--multiprocess": usesProcesses = true
            case "-M", "--monolithic": usesProcesses = false
            case "-v", "--version": showsVersion = true
            case "-h", "--help", "help": showsHelp = true
            case _ where word.hasPrefix("-"): throw ArgumentsError("Unknown option: \(word)")
            default: command = word
            }
        }
    }

    /// What is to be done.
    public func request() throws(ArgumentsError) -> Request {
        if showsVersion { return .version }
        if showsHelp || command.isEmpty { return .help(full: showsHelp) }
        switch command {
        case "gui": return run(choosesProcesses ? "bitcoin-gui" : "bitcoin-qt")
        case "node": return run(choosesProcesses ? "bitcoin-node" : "bitcoind")
        // Users of this young command need not be spared from named arguments.
        case "rpc": return .run(program: "bitcoin-cli", arguments: ["-named"] + arguments)
        case "wallet": return run("bitcoin-wallet")
        case "tx": return run("bitcoin-tx")
        case "util": return run("bitcoin-util")
        default: throw ArgumentsError("Unrecognized command: '\(command)'")
        }
    }

    private func run(_ program: String) -> Request { .run(program: program, arguments: arguments) }

    /// Options about other processes need a program that can have any, unless the user has chosen.
    private var choosesProcesses: Bool {
        if let usesProcesses { return usesProcesses }
        let arguments = Arguments(OptionTable([], acceptsUnknown: true))
        do throws(ArgumentsError) {
            try arguments.parse(self.arguments)
        } catch {
            StandardError.write("Warning: failed to parse subcommand command line options: \(error)\n")
        }
        do throws(ArgumentsError) {
            try arguments.readConfigurationFiles(ignoresUnknown: true)
        } catch {
            StandardError.write("Warning: failed to parse subcommand config: \(error)\n")
        }
        // An unknown or contradictory choice of network is for the program to complain about.
        if let chain = try? arguments.chainType() { arguments.selectNetwork(chain) }
        return ["ipcbind", "ipcconnect", "ipcfd"].contains(where: arguments.isSet)
    }
}
