import BitcoinSupport

extension OpenRPCSchema {
    /// The schema of a result.
    func schema(of result: RPCResult) -> JSONObject {
        guard result.isUnchecked else { return plain(result) }
        switch result.kind {
        case .object where result.key.isEmpty, .array: return plain(result)
        // Some members are `false` where there is no object to give.
        case .object: return ["oneOf": [.object(plain(result)), ["const": false]]]
        default: return [:]
        }
    }

    private func plain(_ result: RPCResult) -> JSONObject {
        switch result.kind {
        case .any: return [:]
        case .null: return ["type": "null"]
        case .string: return ["type": "string"]
        case .hex: return ["type": "string", "pattern": Self.hexPattern]
        case .number: return ["type": "number"]
        case .amount: return ["type": "number", "x-bitcoin-unit": "amount"]
        case .time: return ["type": "number", "x-bitcoin-unit": "unix-time"]
        case .boolean: return ["type": "boolean"]
        case .array:
            return ["type": "array", "items": .object(Self.choice(result.inner.map(schema)))]
        case .tuple:
            let count = JSONValue.integer(result.inner.count)
            return [
                "type": "array", "items": .array(result.inner.map { .object(schema(of: $0)) }),
                "additionalItems": false, "minItems": count, "maxItems": count,
            ]
        case .dictionary:
            let value = result.inner.first.map(schema) ?? [:]
            return ["type": "object", "additionalProperties": .object(value)]
        case .object: return members(result.inner)
        }
    }

    private func members(_ inner: [RPCResult]) -> JSONObject {
        var properties = JSONObject()
        var required: [JSONValue] = []
        for member in inner where !member.key.isEmpty {
            var property = schema(of: member)
            if !member.description.isEmpty { property["description"] = .string(member.description) }
            properties[member.key] = .object(property)
            if !member.isOptional { required.append(.string(member.key)) }
        }
        var schema: JSONObject = [
            "type": "object", "properties": .object(properties), "additionalProperties": false,
        ]
        if !required.isEmpty { schema["required"] = .array(required) }
        return schema
    }
}
