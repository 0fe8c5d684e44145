import BitcoinSupport

/// A word of the command line that should have been JSON.
public struct CommandLineConversionError: Error, Equatable, CustomStringConvertible {
    /// The word.
    public let word: String

    /// The message for users.
    public var description: String { "Error parsing JSON: \(word)" }
}

/// Makes the parameters of a request from the words of a command line, which knows only strings.
///
/// What a word becomes is told by the declaration of the parameter that it is for; the words of a
/// command that is not declared stay strings.
public struct CommandLineConversion: Sendable {
    private let command: RPCCommand?

    /// The conversion for a declared command, or for one that is not known.
    public init(for command: RPCCommand?) {
        self.command = command
    }

    /// Words in the order of the parameters.
    public func positional(_ words: [String]) throws(CommandLineConversionError) -> JSONValue {
        var arguments: [JSONValue] = []
        for word in words {
            arguments.append(try value(of: word, for: parameter(at: arguments.count)))
        }
        return .array(arguments)
    }

    /// Words of the form `name=value`, and positional ones between them.
    ///
    /// A value may itself contain `=`. So if the text before the first `=` names no parameter, the
    /// word is the next positional argument where that takes JSON and the word is JSON, or where
    /// that is a string in which `=` is to be expected. Of several values for one name the last
    /// counts.
    public func named(_ words: [String]) throws(CommandLineConversionError) -> JSONValue {
        var named = JSONObject()
        var arguments: [JSONValue] = []
        for word in words {
            guard let separator = word.firstIndex(of: "=") else {
                arguments.append(try value(of: word, for: parameter(at: arguments.count)))
                continue
            }
            let name = String(word[..<separator])
            let text = String(word[word.index(after: separator)...])
            let parameter = parameter(named: name)
            if parameter == nil, let next = self.parameter(at: arguments.count) {
                if next.format == .json, let value = try? JSONValue(parsing: word) {
                    arguments.append(value)
                    continue
                }
                if case .string = next.traits.commandLine {
                    arguments.append(.string(word))
                    continue
                }
            }
            named[name] = try value(of: text, for: parameter)
        }
        // An "args" of the user's own stays beside ours: the server says that there are two.
        if !arguments.isEmpty { named.append("args", .array(arguments)) }
        return .object(named)
    }

    private func parameter(at index: Int) -> RPCParameter? {
        guard let command, command.parameters.indices.contains(index) else { return nil }
        return command.parameters[index]
    }

    private func parameter(named name: String) -> RPCParameter? {
        for parameter in command?.parameters ?? [] {
            if parameter.names.contains(name) { return parameter }
            guard case .namedOptions = parameter.kind else { continue }
            if let option = parameter.inner.first(where: { $0.names.contains(name) }) {
                return option
            }
        }
        return nil
    }

    private func value(
        of word: String, for parameter: RPCParameter?
    ) throws(CommandLineConversionError) -> JSONValue {
        let format = parameter?.format ?? .string
        if format == .string { return .string(word) }
        if let value = try? JSONValue(parsing: word) { return value }
        guard format == .jsonOrString else { throw CommandLineConversionError(word: word) }
        return .string(word)
    }
}

extension RPCParameter {
    /// How bitcoin-cli reads a word for this parameter: as JSON, as a string, or as either.
    fileprivate var format: RPCParameterTraits.CommandLineFormat {
        switch (traits.commandLine, kind) {
        case (.byKind, .string), (.byKind, .hex): .string
        case (.byKind, _): .json
        case (let format, _): format
        }
    }
}
