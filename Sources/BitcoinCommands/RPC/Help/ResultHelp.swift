extension HelpSections {
    /// The rows of a result.
    mutating func append(_ result: RPCResult, indent: Int = 0, in container: Container = .none) {
        let margin = String(repeating: " ", count: indent)
        let separator = container == .none ? "" : ","
        let key = container == .object ? "\"\(result.key)\" : " : ""

        func meaning(_ type: String) -> String {
            let text = "(" + type + (result.isOptional ? ", optional)" : ")")
            return result.description.isEmpty ? text : "\(text) \(result.description)"
        }
        func append(_ form: String, _ type: String) {
            self.append(margin + key + form + separator, meaning(type))
        }

        switch result.elision {
        case .summary(let summary): return self.append(margin + "..." + separator, summary)
        case .skipped: return
        case .shown: break
        }

        switch result.kind {
        case .any: append("xxx", "any")
        case .null: self.append(margin + "null" + separator, meaning("json null"))
        case .string: append("\"str\"", "string")
        case .hex: append("\"hex\"", "string")
        case .amount, .number: append("n", "numeric")
        case .time: append("xxx", "numeric")
        case .boolean: append("true|false", "boolean")
        case .array, .tuple:
            self.append(margin + key + "[", meaning("json array"))
            for element in result.inner { self.append(element, indent: indent + 2, in: .array) }
            appendEnd(of: result, margin: margin)
            self.append(margin + "]" + separator, "")
        case .object where result.inner.isEmpty, .dictionary where result.inner.isEmpty:
            append("{}", "empty JSON object")
        case .object, .dictionary:
            self.append(margin + key + "{", meaning("json object"))
            for member in result.inner { self.append(member, indent: indent + 2, in: .object) }
            appendEnd(of: result, margin: margin)
            self.append(margin + "}" + separator, "")
        }
    }

    /// Dots where more may follow, else no comma after the last element.
    private mutating func appendEnd(of result: RPCResult, margin: String) {
        var endsInSummary = false
        if case .summary = result.inner.last?.elision { endsInSummary = true }
        switch result.kind {
        case .dictionary: append(margin + "  ...", "")
        case .array where !endsInSummary: append(margin + "  ...", "")
        default: dropLastSeparator()
        }
    }
}
