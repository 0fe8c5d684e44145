/// All options and commands of one program.
public struct OptionTable: Sendable {
    private let visible: [String: OptionDeclaration]
    private let concealed: [String: OptionDeclaration]
    /// The commands by name; `nil` if there is none to declare.
    let commands: [String: CommandDeclaration]?
    /// Whether the program takes any word as its command.
    let acceptsAnyCommand: Bool
    /// Whether options that no table knows are accepted, too.
    let acceptsUnknown: Bool

    /// A table. An option may be declared twice only if one of the two is hidden, which stands for an
    /// option of another program that shares bitcoin.conf.
    public init(
        _ options: [OptionDeclaration], commands: [CommandDeclaration]? = nil,
        acceptsAnyCommand: Bool = false, acceptsUnknown: Bool = false
    ) {
        let keyed = { (options: [OptionDeclaration]) in
            Dictionary(options.map { ($0.name, $0) }) { first, second in
                preconditionFailure("-\(second.name) is declared twice")
            }
        }
        visible = keyed(options.filter { $0.category != .hidden })
        concealed = keyed(options.filter { $0.category == .hidden })
        self.commands = commands.map { commands in
            Dictionary(commands.map { ($0.name, $0) }) { first, _ in first }
        }
        self.acceptsAnyCommand = acceptsAnyCommand || commands == nil
        self.acceptsUnknown = acceptsUnknown
    }

    /// The option of this name, hidden or not.
    public subscript(name: String) -> OptionDeclaration? {
        visible[name] ?? concealed[name] ?? (acceptsUnknown ? .hidden(name) : nil)
    }

    /// The options of a category in alphabetical order.
    public func options(in category: OptionCategory) -> [OptionDeclaration] {
        (category == .hidden ? concealed : visible).values
            .filter { $0.category == category }
            .sorted { $0.name < $1.name }
    }

    /// The options that count only in their network's section.
    var networkOnly: [OptionDeclaration] {
        (Array(visible.values) + Array(concealed.values)).filter { $0.flags.contains(.networkOnly) }
    }
}
