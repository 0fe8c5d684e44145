/// Turns the values that a schema holds into Swift expressions.
struct LiteralCode {
    let schema: Schema
    let names: TypeNames

    /// The expression for a value of this type.
    func expression(_ literal: Literal, as type: SchemaType, place: String) throws -> String {
        switch literal {
        case .void: return "()"
        case .bool(let value): return String(value)
        case .integer(let value): return Identifier.grouped(value)
        case .unsigned(let value): return Identifier.grouped(value)
        case .float32(let value): return Self.number(Double(value), text: value.description, type: "Float")
        case .float64(let value): return Self.number(value, text: value.description, type: "Double")
        case .text(let value): return Self.quoted(value)
        case .data(let value): return "[\(value.map(Self.byte).joined(separator: ", "))]"
        case .enumerant(let number): return try enumerant(number, of: type, place: place)
        case .list(let view):
            guard case .list(let element) = type else { throw SchemaError.unexpectedNode(place) }
            return "[\(try elements(view, of: element, place: place).joined(separator: ", "))]"
        case .structure(let view):
            guard case .structure(let id, _) = type else { throw SchemaError.unexpectedNode(place) }
            return try structure(view, id: id, type: names.type(type, place: place), place: place)
        case .null:
            throw SchemaError.unsupported(place: place, what: "a value of this type has no Swift form")
        }
    }

    /// A string literal.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func byte(_ value: UInt8) -> String {
        "0x" + (value < 16 ? "0" : "") + String(value, radix: 16)
    }

    private static func number(_ value: Double, text: String, type: String) -> String {
        if value.isNaN { return "\(type).nan" }
        if value.isInfinite { return "\(value < 0 ? "-" : "")\(type).infinity" }
        if value.magnitude
            == (type == "Float" ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude)
        {
            return "\(value < 0 ? "-" : "")\(type).greatestFiniteMagnitude"
        }
        return text
    }

    private func enumerant(_ number: Int, of type: SchemaType, place: String) throws -> String {
        guard case .enumeration(let id, _) = type,
            case .enumeration(let enumerants) = try schema.node(id).kind,
            enumerants.indices.contains(number)
        else { throw SchemaError.unexpectedNode(place) }
        return ".\(Identifier.quoted(enumerants[number].swiftName))"
    }

    /// The expressions for the elements of a list.
    func elements(_ list: ListView, of type: SchemaType, place: String) throws -> [String] {
        switch type {
        case .structure:
            try list.structures().map { try expression(.structure($0), as: type, place: place) }
        case .text: try list.lists().map { Self.quoted(try $0.text()) }
        case .data: try list.lists().map { try expression(.data($0.bytes()), as: type, place: place) }
        case .list: try list.lists().map { try expression(.list($0), as: type, place: place) }
        default:
            try list.integers().map { bits in
                guard let value = Literal(bits: bits, type: type) else {
                    throw SchemaError.unsupported(place: place, what: "a list of this type has no Swift form")
                }
                return try expression(value, as: type, place: place)
            }
        }
    }

    /// A call of the memberwise initializer of a generated struct.
    private func structure(_ view: StructView, id: UInt64, type: String, place: String) throws -> String {
        let (_, structure) = try schema.structure(id)
        guard structure.discriminantCount == 0 else {
            throw SchemaError.unsupported(place: place, what: "a value with a union has no Swift form")
        }
        let arguments = try structure.fields.compactMap { field -> String? in
            guard case .slot(let offset, let fieldType, let preset, _) = field.kind else {
                throw SchemaError.unsupported(place: place, what: "a value with a group has no Swift form")
            }
            if case .void = fieldType { return nil }
            guard field.annotations.text(.type) == nil else {
                throw SchemaError.unsupported(
                    place: place, what: "a value of a custom type has no Swift form")
            }
            let literal = try view.literal(offset: offset, type: fieldType, preset: preset)
            return "\(field.swiftName): \(try expression(literal, as: fieldType, place: place))"
        }
        return "\(type)(\(arguments.joined(separator: ", ")))"
    }
}

extension Literal {
    /// The scalar with these bits; `nil` for a type that is not a scalar.
    init?(bits: UInt64, type: SchemaType) {
        switch type {
        case .void: self = .void
        case .bool: self = .bool(bits & 1 == 1)
        case .int8: self = .integer(Int64(Int8(truncatingIfNeeded: bits)))
        case .int16: self = .integer(Int64(Int16(truncatingIfNeeded: bits)))
        case .int32: self = .integer(Int64(Int32(truncatingIfNeeded: bits)))
        case .int64: self = .integer(Int64(bitPattern: bits))
        case .uint8: self = .unsigned(bits & 0xFF)
        case .uint16: self = .unsigned(bits & 0xFFFF)
        case .uint32: self = .unsigned(bits & 0xFFFF_FFFF)
        case .uint64: self = .unsigned(bits)
        case .float32: self = .float32(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .float64: self = .float64(Double(bitPattern: bits))
        case .enumeration: self = .enumerant(Int(bits & 0xFFFF))
        default: return nil
        }
    }

    /// The bits that a field's stored value is combined with.
    var bits: UInt64 {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): UInt64(bitPattern: value)
        case .unsigned(let value): value
        case .float32(let value): UInt64(value.bitPattern)
        case .float64(let value): value.bitPattern
        case .enumerant(let value): UInt64(value)
        case .void, .text, .data, .list, .structure, .null: 0
        }
    }

    /// Whether it is what a field without a default has.
    var isZero: Bool {
        switch self {
        case .text(let value): value.isEmpty
        case .data(let value): value.isEmpty
        case .list(let value): value.count == 0
        case .structure, .null, .void: true
        default: bits == 0
        }
    }
}

extension StructView {
    /// The value of a field of a struct that is itself part of a schema.
    fileprivate func literal(offset: Int, type: SchemaType, preset: Literal) throws -> Literal {
        let bits: UInt64
        switch type {
        case .text: return has(offset) ? .text(try text(offset)) : preset
        case .data: return has(offset) ? .data(try data(offset)) : preset
        case .list: return has(offset) ? .list(try list(offset)) : preset
        case .structure: return has(offset) ? .structure(try structure(offset)) : preset
        case .interface, .anyPointer, .parameter, .methodParameter: return .null
        case .void: bits = 0
        case .bool: bits = bool(bit: offset) ? 1 : 0
        case .int8, .uint8: bits = UInt64(integer(offset, as: UInt8.self))
        case .int16, .uint16, .enumeration: bits = UInt64(integer(offset * 2, as: UInt16.self))
        case .int32, .uint32, .float32: bits = UInt64(integer(offset * 4, as: UInt32.self))
        case .int64, .uint64, .float64: bits = integer(offset * 8)
        }
        return Literal(bits: bits ^ preset.bits, type: type) ?? .null
    }
}
