import BitcoinSupport

extension RPCResult {
    private var jsonKind: JSONValue.Kind? {
        switch kind {
        case .any: nil
        case .null: .null
        case .string, .hex: .string
        case .number, .amount, .time: .number
        case .boolean: .bool
        case .array, .tuple: .array
        case .object, .dictionary: .object
        }
    }

    /// Where and how a value differs from the declared shape; `nil` if it fits.
    func mismatch(of value: JSONValue) -> JSONValue? {
        guard !isUnchecked, let expected = jsonKind else { return nil }
        guard value.kind == expected else {
            return .string(
                "returned type is \(value.kind.rawValue), but declared as \(expected.rawValue) in doc")
        }
        var errors = JSONObject()
        switch value {
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                guard let shape = inner.indices.contains(index) ? inner[index] : inner.last,
                    let mismatch = shape.mismatch(of: element)
                else { continue }
                errors.append("\(index)", mismatch)
            }
        case .object(let members) where kind == .dictionary:
            for (name, member) in members {
                guard let mismatch = inner.first?.mismatch(of: member) else { continue }
                errors.append(name, mismatch)
            }
        case .object(let members):
            let declared = Set(inner.map(\.key))
            for name in Set(members.names).subtracting(declared).sorted() {
                errors.append(name, "key returned that was not in doc")
            }
            for shape in inner {
                if let member = members[shape.key] {
                    guard let mismatch = shape.mismatch(of: member) else { continue }
                    errors.append(shape.key, mismatch)
                } else if !shape.isOptional {
                    errors.append(shape.key, "key missing, despite not being optional in doc")
                }
            }
        case .null, .bool, .number, .string:
            break
        }
        return errors.isEmpty ? nil : .object(errors)
    }
}

extension RPCCommand {
    /// Checks that a result has one of the declared shapes (`-rpcdoccheck`).
    func check(result: JSONValue) throws(RPCError) {
        var mismatches: [JSONValue] = []
        for shape in results {
            guard let mismatch = shape.mismatch(of: result) else { return }
            mismatches.append(mismatch)
        }
        let explanation =
            switch mismatches.count {
            case 0: "no possible results defined"
            case 1: mismatches[0].pretty(indent: 4)
            default: JSONValue.array(mismatches).pretty(indent: 4)
            }
        throw .internalBug("RPC call \"\(name)\" returned incorrect type:\n\(explanation)")
    }
}
