extension RPCCommand {
    /// The parameters up to the first that is for tests only.
    var shownParameters: ArraySlice<RPCParameter> {
        parameters.prefix { !$0.traits.isHidden }
    }

    /// Name and parameters on one line; runs of optional parameters are in parentheses.
    public var summary: String {
        var line = name
        var inOptional = false
        for parameter in shownParameters {
            line += " "
            switch (inOptional, parameter.isOptional) {
            case (false, true): line += "( "
            case (true, false): line += ") "
            default: break
            }
            inOptional = parameter.isOptional
            line += parameter.helpForm(short: true)
        }
        return inOptional ? line + " )" : line
    }

    /// All that `help` says of the command.
    public var help: String {
        var text = "\(summary)\n\n\(Self.trimmed(description))\n"

        var arguments = HelpSections()
        var namedArguments = HelpSections()
        for (index, parameter) in shownParameters.enumerated() {
            arguments.append(
                "\(index + 1). \(parameter.name)", parameter.helpDescription(named: true))
            arguments.append(parameter)
            guard case .namedOptions = parameter.kind else { continue }
            for member in parameter.inner {
                namedArguments.append(member.name, member.helpDescription(named: true))
                namedArguments.append(member)
            }
        }
        if !arguments.isEmpty { text += "\nArguments:\n" + arguments.text }
        if !namedArguments.isEmpty { text += "\nNamed Arguments:\n" + namedArguments.text }

        for result in results {
            var sections = HelpSections()
            sections.append(result)
            guard !sections.isEmpty else { continue }
            let condition = result.condition.isEmpty ? "" : " (\(result.condition))"
            text += "\nResult\(condition):\n" + sections.text
        }

        let examples = examples.map { $0.help(method: name) }.joined()
        return examples.isEmpty ? text : text + "\nExamples:\n" + examples
    }

    /// Without white space at either end.
    static func trimmed(_ text: String) -> String {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
