import BitcoinSupport

extension OpenRPCSchema {
    /// The schema of a parameter. Inside a parameter that takes any type, alternatives may overlap.
    func schema(of parameter: RPCParameter, insideAnyType: Bool = false) -> JSONObject {
        var schema: JSONObject
        if parameter.traits.acceptsAnyType {
            schema = typeText(of: parameter, in: [:])
            if schema.isEmpty, parameter.kind == .array {
                let array = elements(parameter.inner, insideAnyType: true)
                schema["oneOf"] = [.object(array), ["type": "object"]]
            }
        } else {
            schema = typeText(of: parameter, in: plain(parameter, insideAnyType: insideAnyType))
        }
        switch parameter.presence {
        case .value(let value): schema["default"] = value
        case .hint(let hint): schema["x-bitcoin-default-hint"] = .string(hint)
        case .required, .optional: break
        }
        return schema
    }

    private func plain(_ parameter: RPCParameter, insideAnyType: Bool) -> JSONObject {
        switch parameter.kind {
        case .string: return ["type": "string"]
        case .hex: return ["type": "string", "pattern": Self.hexPattern]
        case .number: return ["type": "number"]
        case .boolean: return ["type": "boolean"]
        case .amount: return ["oneOf": [["type": "number"], ["type": "string"]]]
        case .range:
            let pair: JSONValue = [
                "type": "array", "items": [["type": "number"], ["type": "number"]],
                "additionalItems": false, "minItems": 2, "maxItems": 2,
            ]
            return ["oneOf": [["type": "number"], pair]]
        case .array: return elements(parameter.inner, insideAnyType: insideAnyType)
        case .object, .namedOptions: return members(parameter.inner, insideAnyType: insideAnyType)
        case .userKeys:
            guard let value = parameter.inner.first else {
                return ["type": "object", "additionalProperties": true]
            }
            var schema: JSONObject = [
                "type": "object",
                "additionalProperties": .object(self.schema(of: value, insideAnyType: insideAnyType)),
            ]
            if !value.description.isEmpty { schema["description"] = .string(value.description) }
            return schema
        }
    }

    private func elements(_ inner: [RPCParameter], insideAnyType: Bool) -> JSONObject {
        let schemas = inner.map { schema(of: $0, insideAnyType: insideAnyType) }
        let items = Self.choice(schemas, keyword: insideAnyType ? "anyOf" : "oneOf")
        return ["type": "array", "items": .object(items)]
    }

    private func members(_ inner: [RPCParameter], insideAnyType: Bool) -> JSONObject {
        var properties = JSONObject()
        var required: [JSONValue] = []
        for member in inner where includesHidden || !member.traits.isHidden {
            var property = schema(of: member, insideAnyType: insideAnyType)
            if !member.description.isEmpty { property["description"] = .string(member.description) }
            if member.traits.isPlaceholder { property["x-bitcoin-placeholder"] = true }
            if member.traits.isAlsoPositional { property["x-bitcoin-also-positional"] = true }
            properties[member.name] = .object(property)
            if !member.isOptional { required.append(.string(member.name)) }
        }
        var schema: JSONObject = [
            "type": "object", "properties": .object(properties), "additionalProperties": false,
        ]
        if !required.isEmpty { schema["required"] = .array(required) }
        return schema
    }

    /// A type that help words in its own way: a choice of number and string, or a remark.
    private func typeText(of parameter: RPCParameter, in schema: JSONObject) -> JSONObject {
        guard let text = parameter.traits.typeText?.description, !text.isEmpty else { return schema }
        if text == "integer / string" || text == "string or numeric" {
            return ["oneOf": [["type": "integer"], ["type": "string"]]]
        }
        var schema = schema
        schema["x-bitcoin-type-override"] = .string(text)
        return schema
    }
}
