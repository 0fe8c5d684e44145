import BitcoinSupport

extension RPCParameter.Kind {
    /// The only kind of JSON that fits, if there is just one.
    var jsonKind: JSONValue.Kind? {
        switch self {
        case .string, .hex: .string
        case .number: .number
        case .boolean: .bool
        case .object, .namedOptions, .userKeys: .object
        case .array: .array
        case .amount, .range: nil
        }
    }
}

extension RPCParameter {
    /// What is wrong with the type of a value that is passed for this parameter, if anything is.
    func mismatch(of value: JSONValue) -> JSONError? {
        guard !traits.acceptsAnyType, !(isOptional && value.isNull),
            let expected = kind.jsonKind, value.kind != expected
        else { return nil }
        return .wrongKind(actual: value.kind, expected: expected)
    }
}

extension RPCCommand {
    /// Checks number and types of positional arguments. Of a wrong number the caller is told the
    /// whole help, of wrong types all at once.
    func check(_ arguments: [JSONValue]) throws(RPCError) {
        guard accepts(argumentCount: arguments.count) else {
            throw RPCError(.miscellaneous, help)
        }
        var mismatches = JSONObject()
        for (index, parameter) in parameters.enumerated() {
            let value = index < arguments.count ? arguments[index] : .null
            if let mismatch = parameter.mismatch(of: value) {
                mismatches.append(
                    "Position \(index + 1) (\(parameter.declaredNames))",
                    .string(mismatch.description))
            }
        }
        guard mismatches.isEmpty else {
            let list = JSONValue.object(mismatches).pretty(indent: 4)
            throw RPCError(.typeError, "Wrong type passed:\n\(list)")
        }
    }
}

extension RPCRequest {
    /// Checks the names and types of the members of an argument that takes options.
    ///
    /// - Parameter others: options of old that help says nothing of.
    public func checkOptions(_ name: String, others: [RPCParameter] = []) throws(RPCError) {
        guard let position = command.position(of: name), case .object(let options) = self[position] else {
            return
        }
        let declared = command.parameters[position].inner + others
        for (name, value) in options {
            guard let parameter = declared.first(where: { $0.names.contains(name) }) else {
                throw RPCError(.typeError, "Unexpected key \(name)")
            }
            guard !value.isNull, !parameter.traits.acceptsAnyType, let expected = parameter.kind.jsonKind,
                value.kind != expected
            else { continue }
            throw RPCError(
                .typeError,
                "JSON value of type \(value.kind.rawValue) for field \(name) is not of expected type "
                    + expected.rawValue)
        }
    }
}
