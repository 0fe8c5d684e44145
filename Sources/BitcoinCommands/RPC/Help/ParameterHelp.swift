import BitcoinSupport

extension RPCParameter {
    /// The parameter in the one-line summary or, not `short`, as an element in the table.
    func helpForm(short: Bool) -> String {
        if short, let summary = traits.summary { return summary }
        switch kind {
        case .string, .hex:
            return "\"\(name)\""
        case .number, .range, .amount, .boolean:
            return name
        case .object:
            return "{" + inner.map { $0.helpMember(short: short) }.joined(separator: ",") + "}"
        case .namedOptions, .userKeys:
            return "{" + inner.map { $0.helpMember(short: short) }.joined(separator: ",") + ",...}"
        case .array:
            return "[" + inner.map { $0.helpForm(short: short) + "," }.joined() + "...]"
        }
    }

    /// The parameter as a member of an object: key and kind of value.
    func helpMember(short: Bool) -> String {
        let key = "\"\(name)\":" + (short ? "" : " ")
        switch kind {
        case .string: return key + "\"str\""
        case .hex: return key + "\"hex\""
        case .number: return key + "n"
        case .range: return key + "n or [n,n]"
        case .amount: return key + "amount"
        case .boolean: return key + "bool"
        case .array: return key + helpForm(short: short)
        case .object, .namedOptions, .userKeys: return key + "{...}"
        }
    }

    /// Type, whether it is required, default and meaning. Optional elements of arrays do not say
    /// that they are, since an array may always lack them.
    func helpDescription(named: Bool) -> String {
        var text = "(" + (traits.typeText?.description ?? kindText)
        switch presence {
        case .required: text += ", required"
        case .optional: text += named ? ", optional" : ""
        case .hint(let hint): text += ", optional, default=\(hint)"
        case .value(let value): text += ", optional, default=\(value)"
        }
        text += ")"
        if case .namedOptions = kind {
            text += " Options object that can be used to pass named arguments, listed below."
        }
        return description.isEmpty ? text : "\(text) \(description)"
    }

    private var kindText: String {
        switch kind {
        case .string, .hex: "string"
        case .number: "numeric"
        case .amount: "numeric or string"
        case .range: "numeric or array"
        case .boolean: "boolean"
        case .object, .namedOptions, .userKeys: "json object"
        case .array: "json array"
        }
    }
}

extension HelpSections {
    /// The rows of what a parameter contains; and of the parameter itself, if it is contained.
    mutating func append(
        _ parameter: RPCParameter, indent: Int = 5, in container: Container = .none
    ) {
        let margin = String(repeating: " ", count: indent)
        let key = container == .object ? "\"\(parameter.name)\": " : ""
        let separator = container == .none ? "" : ","
        let meaning =
            container == .none ? "" : parameter.helpDescription(named: container == .object)

        switch parameter.kind {
        case .string, .hex, .number, .amount, .range, .boolean, .namedOptions:
            guard container != .none else { return }
            let form: String
            if container != .object {
                form = parameter.helpForm(short: false)
            } else if let type = parameter.traits.typeText {
                form = key + type.value
            } else {
                form = parameter.helpMember(short: false)
            }
            append(margin + form + separator, meaning)
        case .object, .userKeys:
            append(margin + key + "{", meaning)
            for member in parameter.inner { append(member, indent: indent + 2, in: .object) }
            if case .userKeys = parameter.kind { append(margin + "  ...", "") }
            append(margin + "}" + separator, "")
        case .array:
            append(margin + key + "[", meaning)
            for element in parameter.inner { append(element, indent: indent + 2, in: .array) }
            append(margin + "  ...", "")
            append(margin + "]" + separator, "")
        }
    }
}
