import BitcoinCommands
import BitcoinSupport
import Glibc

/// The program bitcoin-cli: one command line, one request, one answer.
public struct CommandLineClient: Sendable {
    private let arguments = Arguments(.client)
    private let words: [String]
    private let connectIPC: IPCConnector?

    /// A client for this command line, whose first word is the program's name. Without a connector
    /// the program was built without IPC.
    public init(_ words: [String], connectIPC: IPCConnector? = nil) {
        self.words = words
        self.connectIPC = connectIPC
    }

    /// Does what the command line says and gives the exit code.
    public func run() async -> Int32 {
        if let code = initialize() { return code }
        let outcome: ClientOutcome
        do {
            outcome = try await execute()
        } catch {
            outcome = ClientOutcome(output: "error: \(error)", exitCode: EXIT_FAILURE)
        }
        if !outcome.output.isEmpty {
            let write = outcome.exitCode == 0 ? StandardOutput.write : StandardError.write
            write(outcome.output + "\n")
        }
        return outcome.exitCode
    }

    // MARK: Options

    /// Reads options and configuration. Gives an exit code if there is nothing more to do.
    private func initialize() -> Int32? {
        do {
            try arguments.parse(words.dropFirst())
        } catch {
            return complain("Error parsing command line arguments: \(error)")
        }
        if words.count < 2 || arguments.wantsHelp || arguments.bool("version", default: false) {
            StandardOutput.write(usage)
            return words.count < 2 ? complain("Error: too few parameters") : EXIT_SUCCESS
        }
        guard arguments.hasValidDataDirectory else {
            return complain(
                "Error: Specified data directory \"\(arguments.string("datadir", default: ""))\" does not exist."
            )
        }
        do {
            try arguments.readConfigurationFiles(ignoresUnknown: true)
        } catch {
            return complain("Error reading configuration file: \(error)")
        }
        do {
            arguments.selectNetwork(try arguments.chainType())
        } catch {
            return complain("Error: \(error)")
        }
        return nil
    }

    private func complain(_ message: String) -> Int32 {
        StandardError.write(message + "\n")
        return EXIT_FAILURE
    }

    private var usage: String {
        let name = ClientVersion.clientName
        let title = "\(name) RPC client version \(ClientVersion.full)\n"
        if arguments.bool("version", default: false) { return title + ClientVersion.license }
        return title + """

            bitcoin-cli calls a \(name) RPC server from the command line.

            It asks about the network, manages wallets, makes and sends transactions, and controls the \(name) server.

            The command "help" lists all commands, "help <command>" tells all about one.
            With -named parameters are given as key=value, so that those not needed can be left out.

            Usage: bitcoin-cli [options] <command> [params]
            or:    bitcoin-cli [options] -named <command> [name=value]...
            or:    bitcoin-cli [options] help
            or:    bitcoin-cli [options] help <command>


            """ + arguments.helpText
    }

    // MARK: Command

    private func execute() async throws -> ClientOutcome {
        if arguments.bool("stdinrpcpass", default: false) {
            guard let password = StandardInput.secretLine(prompt: "RPC password> ") else {
                throw ClientError.failed("-stdinrpcpass specified but failed to read from standard input")
            }
            arguments.forceSet("rpcpassword", password)
        }
        let words = try commandWords()
        try arguments.checkSingleClientCommand()
        let caller = RPCCallLoop(arguments, connectIPC: connectIPC)

        switch choice {
        case .info:
            let reply = try await caller.call(GetInfoCommand(words: words), wallet: walletName)
            guard reply["error"].isNull else { return ClientOutcome(reply: reply) }
            let info = try await withBalances(reply["result"], caller)
            let report = try GetInfoReport(info, color: arguments.string("color", default: "auto"))
            return ClientOutcome(output: try report.text, exitCode: EXIT_SUCCESS)
        case .network:
            if ["h", "help"].contains(words.first) {
                return ClientOutcome(output: NetworkInfoHelp.text, exitCode: EXIT_SUCCESS)
            }
            let command = try NetworkInfoCommand(words: words, chain: arguments.selectedChain)
            return ClientOutcome(reply: try await caller.call(command, wallet: walletName))
        case .generate:
            let address = try await caller.call(
                NodeCommand(method: "getnewaddress", words: []), wallet: walletName)
            guard address["error"].isNull else { return ClientOutcome(reply: address) }
            let command = GenerateCommand(address: try address["result"].requireString(), words: words)
            return ClientOutcome(reply: try await caller.call(command, wallet: walletName))
        case .addresses:
            return ClientOutcome(
                reply: try await caller.call(AddressInfoCommand(words: words), wallet: walletName))
        case nil:
            guard let method = words.first else {
                throw ClientError.failed("too few parameters (need at least command)")
            }
            let command = NodeCommand(
                method: method, words: Array(words.dropFirst()),
                isNamed: arguments.bool("named", default: false),
                id: arguments.string("rpcid", default: "1"))
            return ClientOutcome(reply: try await caller.call(command, wallet: walletName))
        }
    }

    /// The command with its words, some of which may come from standard input.
    private func commandWords() throws -> [String] {
        var words = Array(words.dropFirst().drop { $0.hasPrefix("-") })
        if arguments.bool("stdinwalletpassphrase", default: false) {
            guard words.first?.hasPrefix("walletpassphrase") == true else {
                throw ClientError.failed(
                    "-stdinwalletpassphrase is only applicable for walletpassphrase(change)")
            }
            guard let passphrase = StandardInput.secretLine(prompt: "Wallet passphrase> ") else {
                throw ClientError.failed(
                    "-stdinwalletpassphrase specified but failed to read from standard input")
            }
            words.insert(passphrase, at: 1)
        }
        if arguments.bool("stdin", default: false) { words += StandardInput.lines() }
        return words
    }

    private enum Choice {
        case info, network, generate, addresses
    }

    private var choice: Choice? {
        let options: [(String, Choice)] = [
            ("getinfo", .info), ("netinfo", .network), ("generate", .generate), ("addrinfo", .addresses),
        ]
        return options.first { arguments.bool($0.0, default: false) }?.1
    }

    private var walletName: String? {
        arguments.isNegated("rpcwallet") ? nil : arguments.string("rpcwallet")
    }

    /// With several wallets and none chosen, the balances of all.
    private func withBalances(_ info: JSONValue, _ caller: RPCCallLoop) async throws -> JSONValue {
        guard walletName == nil, case .object(var info) = info else { return info }
        let list = try await caller.call(NodeCommand(method: "listwallets", words: []), wallet: nil)
        guard list["error"].isNull, let wallets = list["result"].array, wallets.count > 1 else {
            return .object(info)
        }
        var balances = JSONObject()
        for wallet in wallets {
            let name = try wallet.requireString()
            let reply = try await caller.call(
                NodeCommand(method: "getbalances", words: []), wallet: name)
            balances.append(name, reply["result"]["mine"]["trusted"])
        }
        info["balances"] = .object(balances)
        return .object(info)
    }
}
