/// Writes the Swift form of structs, groups and unions.
///
/// A struct with `$Proxy.wrap` names a type that is written by hand: it gets an extension that reads and writes it.
/// Any other struct gets a declaration as well. A struct that is nothing but a union becomes an enumeration with
/// associated values; a union beside other fields becomes a property `which` of a nested type `Which`.
struct StructEmitter {
    let schema: Schema
    let resolver: MemberResolver
    let nested: (Node, inout SourceWriter) throws -> Void

    private var names: TypeNames { resolver.names }

    func emit(_ node: Node, _ structure: Node.Structure, to writer: inout SourceWriter) throws {
        try refuseRecursion(node, structure)
        let name = try names.ownName(of: node)
        if node.annotations.text(.wrap) != nil {
            // What conforms to a public protocol has to be public where the type is.
            try writer.block("extension \(name): StructValue") { writer in
                try emitLayoutAndConversions(node, structure, access: "public ", &writer)
                try emitNestedTypes(node, structure, &writer)
            }
            return
        }
        writer.documentation(node.documentation)
        let conformances = try isEquatable(node.id) ? "StructValue, Equatable" : "StructValue"
        if structure.isUnionOnly {
            try writer.block("enum \(name)\(names.parameterClause(of: node)): \(conformances)") { writer in
                try emitCases(node, structure, &writer)
                writer.line()
                emitLayout(structure, access: "", &writer)
                writer.line()
                try emitUnionConversions(node, structure, name: name, &writer)
                try emitNestedTypes(node, structure, &writer)
            }
            return
        }
        try writer.block("struct \(name)\(names.parameterClause(of: node)): \(conformances)") { writer in
            try emitPropertiesAndInitializer(node, structure, &writer)
            try emitLayoutAndConversions(node, structure, access: "", &writer)
            try emitNestedTypes(node, structure, &writer)
        }
    }

    /// A group of a struct, or a union with a name.
    private func emitGroup(_ field: Field, _ id: UInt64, _ writer: inout SourceWriter) throws {
        let (node, structure) = try schema.structure(id)
        let name = Identifier.capitalized(field.swiftName)
        let conformances = try isEquatable(id) ? "Sendable, Equatable" : "Sendable"
        writer.line()
        writer.documentation(field.documentation)
        if structure.isUnionOnly {
            try writer.block("enum \(name): \(conformances)") { writer in
                try emitCases(node, structure, &writer)
                writer.line()
                try emitUnionConversions(node, structure, name: name, &writer)
                try emitNestedTypes(node, structure, &writer)
            }
            return
        }
        try writer.block("struct \(name): \(conformances)") { writer in
            try emitPropertiesAndInitializer(node, structure, &writer)
            try emitConversions(node, structure, access: "", &writer)
            try emitNestedTypes(node, structure, &writer)
        }
    }

    /// The types of groups and unions, and the types that are declared inside.
    private func emitNestedTypes(
        _ node: Node, _ structure: Node.Structure, _ writer: inout SourceWriter
    ) throws {
        for field in structure.fields {
            if case .group(let id) = field.kind { try emitGroup(field, id, &writer) }
        }
        if structure.discriminantCount > 0 && !structure.isUnionOnly {
            writer.line()
            let isPlain = try structure.unionFields.allSatisfy { try isEquatable($0, visited: [node.id]) }
            try writer.block("enum Which: \(isPlain ? "Sendable, Equatable" : "Sendable")") { writer in
                try emitCases(node, structure, &writer)
                writer.line()
                try emitUnionConversions(node, structure, name: "\(node.name).Which", &writer)
            }
        }
        for child in try schema.children(of: node) {
            if case .annotation = child.kind { continue }
            writer.line()
            try nested(child, &writer)
        }
    }

    private func emitLayoutAndConversions(
        _ node: Node, _ structure: Node.Structure, access: String, _ writer: inout SourceWriter
    ) throws {
        emitLayout(structure, access: access, &writer)
        writer.line()
        try emitConversions(node, structure, access: access, &writer)
    }

    private func emitLayout(_ structure: Node.Structure, access: String, _ writer: inout SourceWriter) {
        let sizes = "dataWords: \(structure.dataWords), pointers: \(structure.pointerCount)"
        if !access.isEmpty { writer.line("/// How large the struct is in a message.") }
        writer.line("\(access)static var layout: StructLayout { StructLayout(\(sizes)) }")
    }

    // MARK: Structs

    private func plainMembers(_ node: Node, _ structure: Node.Structure) throws -> [Member] {
        try resolver.members(structure.plainFields, place: node.displayName).filter { !$0.access.isVoid }
    }

    private func emitPropertiesAndInitializer(
        _ node: Node, _ structure: Node.Structure, _ writer: inout SourceWriter
    ) throws {
        let members = try plainMembers(node, structure)
        for member in members {
            writer.documentation(member.field.documentation)
            writer.line("var \(Identifier.quoted(member.name)): \(member.declaredType)")
        }
        var arguments = try members.map { member in
            "\(member.name): \(member.declaredType)" + (try initialValue(member).map { " = \($0)" } ?? "")
        }
        if structure.discriminantCount > 0 {
            writer.line("var which: Which")
            arguments.append("which: Which")
        }
        writer.line()
        writer.list("init", arguments, " {", isDeclaration: true)
        writer.indented { writer in
            for member in members { writer.line("self.\(member.name) = \(Identifier.quoted(member.name))") }
            if structure.discriminantCount > 0 { writer.line("self.which = which") }
        }
        writer.line("}")
        writer.line()
    }

    /// What an argument of the initializer is when it is left out.
    private func initialValue(_ member: Member) throws -> String? {
        if case .always = member.presence {} else { return "nil" }
        if let preset = member.preset { return preset }
        guard let type = member.field.type, member.field.annotations.text(.type) == nil else { return nil }
        switch type {
        case .bool: return "false"
        case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float32, .float64: return "0"
        case .text: return "\"\""
        case .data, .list: return "[]"
        case .enumeration:
            return try resolver.literals.expression(.enumerant(0), as: type, place: member.name)
        default: return nil
        }
    }

    private func emitConversions(
        _ node: Node, _ structure: Node.Structure, access: String, _ writer: inout SourceWriter
    ) throws {
        let members = try plainMembers(node, structure)
        if !access.isEmpty { writer.line("/// Reads the fields from a message.") }
        writer.block("\(access)init(from reader: StructReader) throws") { writer in
            var arguments = members.map { member in (label: member.name, value: member.read(from: "reader")) }
            if structure.discriminantCount > 0 { arguments.append(("which", ("Which(from: reader)", true))) }
            let attempt = arguments.contains { $0.value.throwing } ? "try " : ""
            writer.list("\(attempt)self.init", arguments.map { "\($0.label): \($0.value.code)" }, "")
        }
        writer.line()
        if !access.isEmpty { writer.line("/// Writes the fields to a message.") }
        writer.block("\(access)func write(to builder: StructBuilder) throws") { writer in
            for member in members { member.write(Identifier.quoted(member.name), to: "builder", &writer) }
            if structure.discriminantCount > 0 { writer.line("try which.write(to: builder)") }
        }
    }

    // MARK: Unions

    private func emitCases(_ node: Node, _ structure: Node.Structure, _ writer: inout SourceWriter) throws {
        for field in structure.unionFields {
            let member = try resolver.member(field, place: "\(node.displayName).\(field.name)")
            writer.documentation(field.documentation)
            let payload = member.access.isVoid ? "" : "(\(member.declaredType))"
            writer.line("case \(Identifier.quoted(member.name))\(payload)")
        }
    }

    private func emitUnionConversions(
        _ node: Node, _ structure: Node.Structure, name: String, _ writer: inout SourceWriter
    ) throws {
        let members = try structure.unionFields.map {
            try resolver.member($0, place: "\(node.displayName).\($0.name)")
        }
        writer.block("init(from reader: StructReader) throws") { writer in
            writer.line("let tag: UInt16 = reader.integer(\(structure.discriminantOffset))")
            writer.line("switch tag {")
            for member in members {
                let value = member.read(from: "reader")
                let payload = member.access.isVoid ? "" : "(\(value.code))"
                let attempt = value.throwing ? "try " : ""
                writer.line(
                    "case \(member.field.discriminant ?? 0): "
                        + "self = \(attempt).\(Identifier.quoted(member.name))\(payload)")
            }
            writer.line("default: throw MessageError.unknownNumber(tag, of: \"\(name)\")")
            writer.line("}")
        }
        writer.line()
        writer.block("func write(to builder: StructBuilder) throws") { writer in
            writer.line("switch self {")
            for member in members {
                let binding = member.access.isVoid ? "" : "(let value)"
                writer.line("case .\(Identifier.quoted(member.name))\(binding):")
                writer.indented { writer in
                    writer.line(
                        "builder.set(\(structure.discriminantOffset), \(member.field.discriminant ?? 0) as UInt16)"
                    )
                    if !member.access.isVoid { member.write("value", to: "builder", &writer) }
                }
            }
            writer.line("}")
        }
    }
}

extension Node.Structure {
    /// Whether all that is there is one unnamed union.
    var isUnionOnly: Bool { discriminantCount > 0 && plainFields.isEmpty }
}
