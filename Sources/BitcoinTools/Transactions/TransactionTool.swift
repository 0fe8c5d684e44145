import BitcoinCommands
import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions
import Glibc

/// The program bitcoin-tx: makes and changes one transaction, without a node.
public struct TransactionTool: Sendable {
    private static let start = ToolStart(
        name: "bitcoin-tx",
        introduction: """
            bitcoin-tx makes a bitcoin transaction, or changes one that it is given in hexadecimal.

            Commands are carried out in their order. Afterwards the transaction is printed.

            Usage: bitcoin-tx [options] <hex-tx> [commands]
            or:    bitcoin-tx [options] -create [commands]

            """,
        needsParameters: true)

    private let standardInput: @Sendable () throws(ToolError) -> String

    /// A tool that reads the program's standard input where the transaction is given as "-".
    public init() {
        standardInput = StandardInput.readAll
    }

    /// A tool that reads this instead.
    init(standardInput: String) {
        self.standardInput = { () throws(ToolError) in standardInput }
    }

    /// Does what the command line says and gives the exit code. The first word is the program's own name.
    public func run(_ commandLine: [String]) -> Int32 {
        outcome(Array(commandLine.dropFirst())).print()
    }

    /// What comes of the words behind the program's name.
    func outcome(_ words: [String]) -> ToolOutcome {
        let arguments = Arguments(.transactionTool)
        switch Self.start.begin(words, arguments) {
        case .done(let outcome): return outcome
        case .goOn(let parameters):
            do {
                return .success(try execute(words, arguments, parameters) + "\n")
            } catch {
                return .failure("error: \(error)")
            }
        }
    }

    /// The transaction after all commands, in the form that the user wants.
    private func execute(
        _ words: [String], _ arguments: Arguments, _ parameters: ChainParameters
    ) throws -> String {
        // A lone dash is no option but stands for the standard input.
        var commands = words.drop { $0.hasPrefix("-") && $0 != "-" }
        var editor = TransactionEditor(parameters.addressFormat)
        if !arguments.bool("create", default: false) {
            guard let text = commands.popFirst() else { throw ToolError("too few parameters") }
            try editor.load(text == "-" ? standardInput() : text)
        }
        for command in commands {
            let parts = command.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            try editor.apply(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
        let transaction = editor.transaction
        if arguments.bool("json", default: false) {
            let presentation = TransactionPresentation(addressFormat: parameters.addressFormat)
            return JSONValue.object(presentation.json(transaction)).pretty(indent: 4)
        }
        if arguments.bool("txid", default: false) { return "\(transaction.txid)" }
        return transaction.bytes.hex
    }
}
