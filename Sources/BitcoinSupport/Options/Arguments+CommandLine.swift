extension Arguments {
    /// Reads the words of the command line, without the program's own name.
    public func parse(_ words: some Sequence<String>) throws(ArgumentsError) {
        var values: Settings.Section = [:]
        var command: [String] = []
        for word in words {
            if !command.isEmpty {
                command.append(word)
            } else if word == "-" {
                // bitcoin-tx reads standard input from here on.
                break
            } else if word.starts(withBytes: "-") {
                let (key, value) = try option(word)
                values[key, default: []].append(value)
            } else {
                // Anything behind "=" does not belong to the command's name; Core cuts it off, too.
                let name = String(word.split(at: "=", atMost: 1)[0])
                guard table.acceptsAnyCommand || table.commands?[name] != nil else {
                    throw ArgumentsError("Invalid command '\(word)'")
                }
                command.append(name)
            }
        }
        if let includes = values["includeconf"], includes.last != false {
            let first = includes[((includes.lastIndex(of: false) ?? -1) + 1)...].first ?? ""
            throw ArgumentsError("-includeconf cannot be used from commandline; -includeconf=\(first)")
        }
        state.withLock { [values, command, words = Array(words)] state in
            state.words = words
            state.settings.commandLine = values
            state.command = command
        }
    }

    /// The words of the command line as they were given, for another process of the same node.
    public var words: [String] { state.withLock { $0.words } }

    private func option(_ word: String) throws(ArgumentsError) -> (name: String, value: JSONValue) {
        let parts = word.split(at: "=", atMost: 1)
        let key = SettingKey(String(parts[0].dropFirst(parts[0].starts(withBytes: "--") ? 2 : 1)))
        guard key.section.isEmpty, let declaration = table[key.name] else {
            throw ArgumentsError("Invalid parameter \(word)")
        }
        return (key.name, try key.interpret(parts.count > 1 ? String(parts[1]) : nil, declaration))
    }

    // MARK: Commands

    /// The command and the words that follow it; `nil` if there is none. Where the program's commands are
    /// not declared, all the words are `arguments`.
    public var command: (name: String, arguments: [String])? {
        let words = state.withLock { $0.command }
        guard let first = words.first else { return nil }
        return table.acceptsAnyCommand ? ("", words) : (first, Array(words.dropFirst()))
    }

    /// What is wrong with options that belong to some commands, but not to this one.
    public func commandOptionErrors(for command: String) -> [String] {
        let understood = table.commands?[command]?.options ?? []
        return table.options(in: .commandOptions)
            .filter { isSet($0.name) && !understood.contains($0.name) }
            .map { "The -\($0.name) option cannot be used with the '\(command)' command." }
    }

    /// Checks that at most one of the commands is chosen that bitcoin-cli runs by itself.
    public func checkSingleClientCommand() throws(ArgumentsError) {
        let chosen = table.options(in: .cliCommands).filter { isSet($0.name) }.map { "-" + $0.name }
        guard chosen.count <= 1 else {
            throw ArgumentsError("Only one of \(chosen.joined(separator: ", ")) may be specified.")
        }
    }
}
