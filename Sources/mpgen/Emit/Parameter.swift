/// A parameter of a method: mostly one argument in Swift, or several that a struct of the schema puts together
/// (`$Proxy.count`).
struct Parameter {
    let member: Member
    /// The members of the struct, if its fields are arguments of their own.
    let parts: [Member]?

    init(_ member: Member, resolver: MemberResolver, place: String) throws {
        self.member = member
        guard let count = member.field.annotations.count, count > 1 else {
            parts = nil
            return
        }
        guard case .structure(let id, _)? = member.field.type else {
            throw SchemaError.unsupported(place: place, what: "$count above 1 is for structs")
        }
        let (node, structure) = try resolver.schema.structure(id)
        let parts = try resolver.members(structure.fields, place: node.displayName)
        guard parts.count == count, structure.discriminantCount == 0 else {
            throw SchemaError.unsupported(
                place: place, what: "$count is not the number of \(node.name)'s fields")
        }
        self.parts = parts
    }

    /// The declarations of the arguments.
    var declarations: [String] {
        guard let parts else { return [Self.declaration(member)] }
        return parts.map(Self.declaration)
    }

    /// The value to be written, from the arguments.
    var value: String {
        guard let parts else { return Identifier.quoted(member.name) }
        return
            "\(member.type)(\(parts.map { "\($0.name): \(Identifier.quoted($0.name))" }.joined(separator: ", ")))"
    }

    /// The arguments of a call, from the value that was read.
    var callArguments: [String] {
        guard let parts else {
            let label = member.field.label.map { "\($0): " } ?? ""
            return [label + Identifier.quoted(member.name)]
        }
        return parts.map { "\($0.field.label.map { "\($0): " } ?? "")\(member.name).\($0.name)" }
    }

    private static func declaration(_ member: Member) -> String {
        let label = member.field.label
        let names = label == member.name ? member.name : "\(label ?? "_") \(Identifier.quoted(member.name))"
        return "\(names): \(member.declaredType)"
    }
}
