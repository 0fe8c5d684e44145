import BitcoinCommands
import BitcoinSupport

/// Carries out what a user enters in the console.
@UserInterface
public final class ConsoleModel {
    /// What was entered before.
    public var history = ConsoleHistory()
    /// The names of all commands, for completion.
    public private(set) var commandNames: [String] = []

    private let node: NodeModel
    private let wallets: WalletsModel

    /// A console of a node.
    public init(_ node: NodeModel, _ wallets: WalletsModel) {
        self.node = node
        self.wallets = wallets
    }

    /// Asks the node which commands it has.
    public func loadNames() async {
        guard let text = try? await node.commands?.call("help").string else { return }
        commandNames = text.split(separator: "\n").filter { !$0.hasPrefix("==") && !$0.isEmpty }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
    }

    /// Carries out a line, for the wallet that is shown.
    ///
    /// - Returns: the answer as text; throws what is wrong.
    public func execute(_ line: ConsoleLine) async throws -> String {
        guard let link = node.link else { throw NoConnection() }
        let caller = CommandCaller(link.rpc, wallet: wallets.current?.name)
        let conversion = CommandLineConversion(for: RPCCommand.declared[line.method])
        let arguments = try conversion.positional(line.words)
        let answer = try await caller.call(line.method, arguments.array ?? [])
        if answer.isNull { return "" }
        return answer.string ?? answer.pretty()
    }
}

/// There is no node to ask.
struct NoConnection: Error, CustomStringConvertible {
    var description: String { "There is no connection to the node." }
}
