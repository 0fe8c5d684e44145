import BitcoinSupport

/// The declaration of one RPC command: everything about it except what it does.
///
/// Help text, argument checks, named arguments, the conversion of command line words by
/// bitcoin-cli and the OpenRPC document are all made from this value. The function that carries
/// the command out is bound to the declaration in an ``RPCTable``.
public struct RPCCommand: Sendable {
    /// The method name of JSON-RPC requests.
    public let name: String
    /// The heading under which `help` lists the command.
    public let category: RPCCategory
    /// What the command does; the first paragraph of its help.
    public let description: String
    /// The parameters in positional order.
    public let parameters: [RPCParameter]
    /// The shapes that a result may have, each with the condition for it.
    public let results: [RPCResult]
    /// Invocations to copy.
    public let examples: [RPCExample]

    /// Declares a command.
    public init(
        _ name: String, _ category: RPCCategory, _ description: String,
        parameters: [RPCParameter] = [], results: [RPCResult], examples: [RPCExample] = []
    ) {
        self.name = name
        self.category = category
        self.description = description
        self.parameters = parameters
        self.results = results
        self.examples = examples
    }

    /// How many parameters must be given at least: up to the last required one.
    public var requiredParameterCount: Int {
        (parameters.lastIndex { !$0.isOptional } ?? -1) + 1
    }

    /// Whether a request may carry this many positional arguments.
    public func accepts(argumentCount: Int) -> Bool {
        (requiredParameterCount...parameters.count).contains(argumentCount)
    }

    /// The position of the parameter with this name or alias.
    public func position(of name: String) -> Int? {
        parameters.firstIndex { $0.names.contains(name) }
    }
}
