import BitcoinCommands
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

/// The program bitcoin-util: what can be worked out without a node.
public struct UtilityTool: Sendable {
    private static let start = ToolStart(
        name: "bitcoin-util",
        introduction: """
            bitcoin-util does work for which no running node is needed. Its commands are listed below.

            Usage: bitcoin-util [options] [command]
            or:    bitcoin-util [options] grind <hex-block-header>
            or:    bitcoin-util [options] ipcpair <name> <fingerprint> [grant=<what>]...

            """,
        needsParameters: false)

    /// Carries out commands about this machine's keys; `nil` for other commands.
    public typealias KeyCommandRunner =
        @Sendable (_ command: String, _ words: [String], _ networkDirectory: String) throws -> String?

    private let keys: KeyCommandRunner?

    /// A tool. Without a runner for commands about keys the program was built without IPC.
    public init(keys: KeyCommandRunner? = nil) {
        self.keys = keys
    }

    /// Does what the command line says and gives the exit code. The first word is the program's own name.
    public func run(_ commandLine: [String]) -> Int32 {
        outcome(Array(commandLine.dropFirst())).print()
    }

    /// What comes of the words behind the program's name.
    func outcome(_ words: [String]) -> ToolOutcome {
        let arguments = Arguments(.utilityTool)
        switch Self.start.begin(words, arguments) {
        case .done(let outcome): return outcome
        case .goOn(let parameters):
            guard let (command, words) = arguments.command else {
                return .failure("Error: must specify a command")
            }
            do {
                if command.hasPrefix("ipc") { return try keyOutcome(command, words, arguments) }
                return .success(try execute(command, words, parameters) + "\n")
            } catch {
                return .failure("\(error)")
            }
        }
    }

    private func keyOutcome(_ command: String, _ words: [String], _ arguments: Arguments) throws
        -> ToolOutcome
    {
        guard arguments.hasValidDataDirectory else {
            throw ToolError(
                "Error: Specified data directory \"\(arguments.string("datadir", default: ""))\" does not exist."
            )
        }
        arguments.selectNetwork(try arguments.chainType())
        guard let text = try keys?(command, words, arguments.networkDirectory) else {
            throw ToolError("bitcoin-util was not built with IPC support")
        }
        return .success(text.isEmpty ? "" : text + "\n")
    }

    private func execute(
        _ command: String, _ words: [String], _ parameters: ChainParameters
    ) throws(ToolError) -> String {
        switch command {
        case "grind": return try grind(words)
        default:
            guard words.isEmpty else { throw ToolError("getchainparams does not take arguments") }
            return parameters.summary.pretty(indent: 2)
        }
    }

    /// The header with a nonce that satisfies its own target.
    private func grind(_ words: [String]) throws(ToolError) -> String {
        guard words.count == 1 else { throw ToolError("Must specify block header to grind") }
        guard let bytes = Hex.decode(words[0]), var header = BlockHeader(bytes) else {
            throw ToolError("Could not decode block header")
        }
        guard let nonce = ProofOfWorkSearch(header).nonce() else {
            throw ToolError("Could not satisfy difficulty target")
        }
        header.nonce = nonce
        return Hex.encode(header.serialized)
    }
}

extension BlockHeader {
    /// The header at the beginning of some bytes.
    fileprivate init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        do throws(SerializationError) {
            self = try reader.read()
        } catch {
            return nil
        }
    }
}
