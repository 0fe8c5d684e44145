/// Finds out how the fields of a struct, or the parameters or results of a method, are used in Swift.
struct MemberResolver {
    let schema: Schema
    let names: TypeNames
    let literals: LiteralCode

    init(schema: Schema) {
        self.schema = schema
        names = TypeNames(schema: schema)
        literals = LiteralCode(schema: schema, names: names)
    }

    /// The members that a struct, or a method, has in Swift, in the order of the source.
    ///
    /// A Boolean `hasX` beside a field `x` is no member: it tells whether `x` is there. Fields that are marked to be
    /// skipped, and those whose type is marked as one that stands for no argument, are left out.
    func members(_ fields: [Field], place: String) throws -> [Member] {
        let flags = presenceFlags(fields)
        let hidden = Set(flags.values.map(\.name))
        return try fields.compactMap { field in
            guard !hidden.contains(field.name), try !isSkipped(field) else { return nil }
            return try member(field, flag: flags[field.name], place: "\(place).\(field.name)")
        }
    }

    /// The Boolean fields that tell whether another field is there, by that field's name.
    private func presenceFlags(_ fields: [Field]) -> [String: Field] {
        var flags: [String: Field] = [:]
        let byName = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for field in fields {
            if let flag = byName["has" + Identifier.capitalized(field.name)], case .bool? = flag.type {
                flags[field.name] = flag
            }
        }
        return flags
    }

    /// Whether the field has no counterpart in Swift.
    func isSkipped(_ field: Field) throws -> Bool {
        if let count = field.annotations.count { return count == 0 }
        switch field.type {
        case .structure(let id, _)?, .interface(let id, _)?: return try schema.node(id).annotations.count == 0
        default: return false
        }
    }

    /// One member.
    func member(_ field: Field, flag: Field? = nil, place: String) throws -> Member {
        guard case .slot(let offset, let type, let preset, let hasPreset) = field.kind else {
            return Member(
                field: field, name: field.swiftName, type: Identifier.capitalized(field.swiftName),
                access: .group,
                presence: .always, slot: 0, preset: nil)
        }
        let custom = field.annotations.text(.type)
        var presence = Member.Presence.always
        if case .slot(let bit, _, _, _)? = flag?.kind {
            presence = .flag(bit)
        } else if field.annotations.has(.optional) {
            guard type.isPointer else {
                throw SchemaError.unsupported(
                    place: place, what: "only a pointer can be $optional; add a hasX field")
            }
            presence = .pointer
        }
        return Member(
            field: field, name: field.swiftName, type: try names.type(type, custom: custom, place: place),
            access: try access(type, custom: custom, preset: preset, place: place), presence: presence,
            slot: offset,
            preset: try defaultExpression(
                type, custom: custom, preset: preset, explicit: hasPreset, place: place))
    }

    /// The default as a Swift value of the property's type.
    private func defaultExpression(
        _ type: SchemaType, custom: String?, preset: Literal, explicit: Bool, place: String
    ) throws -> String? {
        guard custom == nil, explicit else { return nil }
        if type.isPointer && preset.isZero {
            guard case .structure = preset else { return nil }
        }
        return try literals.expression(preset, as: type, place: place)
    }

    private func access(
        _ type: SchemaType, custom: String?, preset: Literal, place: String
    ) throws -> Member.Access {
        switch type {
        case .void: return .void
        case .text: return custom == nil ? .text : .pointer
        case .data: return custom == nil ? .data : .pointer
        case .interface(let id, let brand): return try object(id, brand, place: place)
        case .list(.interface(let id, let brand)):
            guard case .object(let client, let server) = try object(id, brand, place: place) else {
                return .pointer
            }
            return .objects(client: client, server: server)
        case .list, .structure, .parameter, .methodParameter, .anyPointer: return .pointer
        case .enumeration:
            let preset = preset.isZero ? nil : Identifier.grouped(preset.bits)
            return .converted(method: "integer", preset: preset, wire: "wire")
        default:
            let method =
                switch type {
                case .bool: "bool"
                case .float32: "float"
                case .float64: "double"
                default: "integer"
                }
            let preset = preset.isZero ? nil : try literals.expression(preset, as: type, place: place)
            return custom == nil
                ? .scalar(method: method, preset: preset)
                : .converted(method: method, preset: preset, wire: "scalar")
        }
    }

    private func object(_ id: UInt64, _ brand: Brand, place: String) throws -> Member.Access {
        let name = try names.name(of: id, brand: brand, place: place)
        let (base, arguments) = Self.split(name)
        return .object(client: "\(base)Client\(arguments)", server: "\(base)Server\(arguments)")
    }

    /// A type's name and its arguments.
    static func split(_ name: String) -> (base: String, arguments: String) {
        guard let bracket = name.firstIndex(of: "<") else { return (name, "") }
        return (String(name[..<bracket]), String(name[bracket...]))
    }
}
