import BitcoinSupport

extension RPCTable {
    /// What `help` answers: all commands under their categories or, for a name, all about it.
    public func help(for name: String = "") -> String {
        guard name.isEmpty else {
            return command(named: name)?.help ?? "help: unknown command: \(name)"
        }
        let listed = commands.filter { $0.category != .hidden }
        let sections = Dictionary(grouping: listed, by: \.category)
            .sorted { $0.key.rawValue < $1.key.rawValue }
            .map { category, commands in
                "== \(category.title) ==\n" + commands.map(\.summary).joined(separator: "\n")
            }
        return sections.joined(separator: "\n\n")
    }

    /// Every name that an argument of any command may be given under: method, position, name and
    /// whether bitcoin-cli passes it on as a string. Clients test their tables against it.
    public var argumentConversions: JSONValue {
        .array(
            commands.flatMap { command in
                command.parameters.enumerated().flatMap { position, parameter in
                    parameter.names.flatMap { name in
                        let options: [RPCParameter] =
                            if case .namedOptions = parameter.kind { parameter.inner } else { [] }
                        return [(name, parameter)]
                            + options.flatMap { option in option.names.map { ($0, option) } }
                    }.map { name, parameter in
                        let isString =
                            switch parameter.kind {
                            case .string, .hex: true
                            default: false
                            }
                        return [.string(command.name), .integer(position), .string(name), .bool(isString)]
                    }
                }
            })
    }
}
