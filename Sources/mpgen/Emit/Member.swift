/// A field of a struct, a parameter or a result, and all that is needed to read and write it in Swift.
struct Member {
    /// How a value gets into and out of a message.
    enum Access {
        /// Nothing is stored.
        case void
        /// A scalar, through `reader.method(slot, default:)` and `builder.set(slot, value, default:)`.
        case scalar(method: String, preset: String?)
        /// A scalar that stands for a value of another type.
        case converted(method: String, preset: String?, wire: String)
        case text
        case data
        /// A list, a struct, or a type of its own in a pointer.
        case pointer
        /// An interface.
        case object(client: String, server: String)
        /// A list of interfaces.
        case objects(client: String, server: String)
        /// Fields of the same struct under a name of their own.
        case group
    }

    /// When a value is absent.
    enum Presence {
        case always
        /// A null pointer means `nil`.
        case pointer
        /// A Boolean at this bit tells.
        case flag(Int)
    }

    let field: Field
    /// The property's or argument's name.
    let name: String
    /// The Swift type, without the mark of an optional.
    let type: String
    let access: Access
    let presence: Presence
    let slot: Int
    /// The expression of the default; `nil` where the schema gives none.
    let preset: String?

    /// The Swift type of the property or argument.
    var declaredType: String {
        if case .always = presence { return type }
        return type.hasPrefix("any ") ? "(\(type))?" : "\(type)?"
    }
}

// MARK: Reading

extension Member {
    /// An expression, without its `try`, and whether it needs one.
    typealias Expression = (code: String, throwing: Bool)

    /// The expression that reads the value.
    func read(from reader: String) -> Expression {
        switch presence {
        case .always:
            guard let preset, access.isPointer else { return value(from: reader) }
            return ("\(reader).has(\(slot)) ? \(value(from: reader).code) : \(preset)", true)
        case .flag(let bit):
            let value = value(from: reader)
            return ("\(reader).bool(\(bit)) ? \(value.code) : nil", value.throwing)
        case .pointer:
            switch access {
            case .object(let client, _):
                return ("\(reader).capability(\(slot)).map { \(client)(capability: $0) }", true)
            case .objects: return ("\(reader).has(\(slot)) ? \(value(from: reader).code) : nil", true)
            default: return ("\(reader).optional(\(slot))", true)
            }
        }
    }

    private func value(from reader: String) -> Expression {
        switch access {
        case .void: ("()", false)
        case .scalar(let method, let preset): (Self.call(reader, method, slot, preset), false)
        case .converted(let method, let preset, let wire):
            // An enumeration may have a number that is unknown; every scalar is a value of its type.
            ("\(type)(\(wire): \(Self.call(reader, method, slot, preset)))", wire == "wire")
        case .text: ("\(reader).text(\(slot))", true)
        case .data: ("\(reader).data(\(slot))", true)
        case .pointer: ("\(reader).value(\(slot))", true)
        case .object(let client, _): ("\(reader).object(\(slot)) { \(client)(capability: $0) }", true)
        case .objects(let client, _): ("\(reader).objects(\(slot)) { \(client)(capability: $0) }", true)
        case .group: ("\(type)(from: \(reader))", true)
        }
    }

    private static func call(_ reader: String, _ method: String, _ slot: Int, _ preset: String?) -> String {
        "\(reader).\(method)(\(slot)\(preset.map { ", default: \($0)" } ?? ""))"
    }
}

extension Member {
    /// Whether the expression that reads the value says which type it has.
    var isTypeEvident: Bool {
        guard case .always = presence else { return false }
        switch access {
        case .scalar(let method, _): return method != "integer"
        case .converted, .text, .data, .group: return true
        case .void, .pointer, .object, .objects: return false
        }
    }
}

// MARK: Writing

extension Member {
    /// Adds the statements that write the value of an expression.
    ///
    /// - Parameter isThrowing: whether the expression of the builder throws.
    func write(_ value: String, to builder: String, _ writer: inout SourceWriter, isThrowing: Bool = false) {
        switch presence {
        case .always:
            let statement = store(value, to: builder)
            writer.line(isThrowing && !statement.hasPrefix("try ") ? "try \(statement)" : statement)
        case .pointer:
            switch access {
            case .object(_, let server):
                writer.line("try \(builder).setObject(\(slot), \(value)) { \(server)($0) }")
            case .objects:
                writer.block("if let present = \(value)") { $0.line(store("present", to: builder)) }
            default: writer.line("try \(builder).setOptional(\(slot), \(value))")
            }
        case .flag(let bit):
            writer.block("if let present = \(value)") { writer in
                writer.line("\(builder).set(\(bit), true)")
                writer.line(store("present", to: builder))
            }
        }
    }

    private func store(_ value: String, to builder: String) -> String {
        switch access {
        case .void: "_ = \(value)"
        case .scalar(_, let preset): Self.set(builder, slot, value, preset)
        case .converted(_, let preset, let wire): Self.set(builder, slot, "\(value).\(wire)", preset)
        case .text: "try \(builder).setText(\(slot), \(value))"
        case .data: "try \(builder).setData(\(slot), \(value))"
        case .pointer: "try \(builder).setValue(\(slot), \(value))"
        case .object(_, let server): "try \(builder).setObject(\(slot), \(value)) { \(server)($0) }"
        case .objects(_, let server): "try \(builder).setObjects(\(slot), \(value)) { \(server)($0) }"
        case .group: "try \(value).write(to: \(builder))"
        }
    }

    private static func set(_ builder: String, _ slot: Int, _ value: String, _ preset: String?) -> String {
        "\(builder).set(\(slot), \(value)\(preset.map { ", default: \($0)" } ?? ""))"
    }
}

extension Member.Access {
    /// Whether the value is in the pointer section.
    var isPointer: Bool {
        switch self {
        case .text, .data, .pointer, .object, .objects: true
        case .void, .scalar, .converted, .group: false
        }
    }

    /// Whether there is a value at all.
    var isVoid: Bool {
        if case .void = self { return true }
        return false
    }
}
