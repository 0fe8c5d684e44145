// What can be said of a struct from the schema alone.
extension StructEmitter {
    /// Whether the Swift type can be compared without anything written by hand.
    func isEquatable(_ id: UInt64, visited: Set<UInt64> = []) throws -> Bool {
        guard !visited.contains(id) else { return true }
        let (node, structure) = try schema.structure(id)
        guard node.annotations.text(.wrap) == nil, node.parameters.isEmpty, !node.isGeneric else {
            return false
        }
        return try structure.fields.allSatisfy { try isEquatable($0, visited: visited.union([id])) }
    }

    /// Whether the values of a field can be compared.
    func isEquatable(_ field: Field, visited: Set<UInt64>) throws -> Bool {
        if case .group(let id) = field.kind { return try isEquatable(id, visited: visited) }
        guard let type = field.type, field.annotations.text(.type) == nil else { return false }
        return try isEquatable(type, visited: visited)
    }

    private func isEquatable(_ type: SchemaType, visited: Set<UInt64>) throws -> Bool {
        switch type {
        case .list(let element): try isEquatable(element, visited: visited)
        case .structure(let id, let brand): try brand.bindings.isEmpty && isEquatable(id, visited: visited)
        case .interface, .parameter, .methodParameter, .anyPointer: false
        default: true
        }
    }

    /// A Swift struct cannot hold itself; a list of itself it can.
    func refuseRecursion(_ node: Node, _ structure: Node.Structure) throws {
        var visited: Set<UInt64> = []
        func visit(_ place: String, _ structure: Node.Structure) throws {
            for field in structure.fields {
                switch field.kind {
                case .group(let id): try visit("\(place).\(field.name)", schema.structure(id).1)
                case .slot(_, .structure(node.id, _), _, _):
                    throw SchemaError.unsupported(
                        place: "\(place).\(field.name)",
                        what: "a struct that holds itself has no Swift form; use a list")
                case .slot(_, .structure(let id, _), _, _):
                    guard visited.insert(id).inserted else { continue }
                    let (other, fields) = try schema.structure(id)
                    try visit(other.displayName, fields)
                default: break
                }
            }
        }
        try visit(node.displayName, structure)
    }
}
