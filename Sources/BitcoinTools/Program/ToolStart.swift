import BitcoinCommands
import BitcoinConsensus
import BitcoinSupport

/// How every tool begins: it reads its options, shows its help or version, and learns which network is meant.
struct ToolStart {
    /// The tool's name.
    let name: String
    /// What the help says before it lists the options.
    let introduction: String
    /// Whether options alone, and even none, are enough to go on.
    let needsParameters: Bool

    /// Reads the words behind the program's name.
    ///
    /// - Returns: the outcome if there is nothing more to do, else the parameters of the network.
    func begin(_ words: [String], _ arguments: Arguments) -> Result {
        do throws(ArgumentsError) {
            try arguments.parse(words)
        } catch {
            return .done(.failure("Error parsing command line arguments: \(error)"))
        }
        let wantsVersion = arguments.bool("version", default: false)
        if arguments.wantsHelp || wantsVersion || (needsParameters && words.isEmpty) {
            let text = wantsVersion ? title + ClientVersion.license : help(arguments)
            return .done(
                words.isEmpty ? .failure("Error: too few parameters", after: text) : .success(text))
        }
        do {
            let chain = try arguments.chainType()
            return .goOn(try ChainParameters.parameters(for: chain, options: ChainOptions(arguments)))
        } catch {
            return .done(.failure("Error: \(error)"))
        }
    }

    /// Whether the tool goes on.
    enum Result {
        case done(ToolOutcome)
        case goOn(ChainParameters)
    }

    private var title: String {
        "\(ClientVersion.clientName) \(name) utility version \(ClientVersion.full)\n"
    }

    private func help(_ arguments: Arguments) -> String {
        title + "\n" + introduction + "\n" + arguments.helpText
    }
}
