/// What the types of a schema are called in Swift.
struct TypeNames {
    let schema: Schema

    /// The Swift type of a value.
    ///
    /// - Parameter custom: the type that an annotation names; of a list it is the type of the elements.
    func type(_ type: SchemaType, custom: String? = nil, place: String) throws -> String {
        switch type {
        case .list(let element): return "[\(try self.type(element, custom: custom, place: place))]"
        case _ where custom != nil: return custom ?? ""
        case .void: return "Void"
        case .bool: return "Bool"
        case .int8: return "Int8"
        case .int16: return "Int16"
        case .int32: return "Int32"
        case .int64: return "Int64"
        case .uint8: return "UInt8"
        case .uint16: return "UInt16"
        case .uint32: return "UInt32"
        case .uint64: return "UInt64"
        case .float32: return "Float"
        case .float64: return "Double"
        case .text: return "String"
        case .data: return "[UInt8]"
        case .enumeration(let id, let brand): return try name(of: id, brand: brand, place: place)
        case .structure(let id, let brand): return try name(of: id, brand: brand, place: place)
        case .interface(let id, let brand): return "any \(try name(of: id, brand: brand, place: place))"
        case .parameter(let scope, let index): return try parameter(index, of: scope)
        case .methodParameter:
            throw SchemaError.unsupported(
                place: place, what: "methods with type parameters have no Swift form")
        case .anyPointer:
            throw SchemaError.unsupported(
                place: place, what: "AnyPointer has no Swift form; use a type parameter")
        }
    }

    /// The Swift name of a declared type, with its type arguments.
    func name(of id: UInt64, brand: Brand, place: String) throws -> String {
        let node = try schema.node(id)
        return try scope(of: node, brand: brand, place: place) + ownName(of: node)
            + arguments(of: node, brand: brand, place: place)
    }

    /// The Swift name of a declared type without its scope and type arguments.
    func ownName(of node: Node) throws -> String {
        if let wrapped = node.annotations.text(.wrap) { return Identifier.unqualified(wrapped) }
        if let name = node.annotations.text(.swiftName) { return name }
        if let parent = schema.nodes[node.scopeID], case .interface = parent.kind {
            // A protocol cannot hold types: what an interface declares gets its name as a prefix.
            return try ownName(of: parent) + node.name
        }
        return Identifier.capitalized(node.name)
    }

    /// `<T: PointerValue>` for the declaration of a generic type.
    func parameterClause(of node: Node) -> String {
        guard !node.parameters.isEmpty else { return "" }
        return "<" + node.parameters.map { "\($0): PointerValue" }.joined(separator: ", ") + ">"
    }

    /// The name of a type parameter.
    private func parameter(_ index: Int, of scope: UInt64) throws -> String {
        let node = try schema.node(scope)
        guard node.parameters.indices.contains(index) else {
            throw SchemaError.unexpectedNode(node.displayName)
        }
        return node.parameters[index]
    }

    /// The types around a nested type, each with its arguments and a period.
    private func scope(of node: Node, brand: Brand, place: String) throws -> String {
        guard node.annotations.text(.wrap) == nil, let parent = schema.nodes[node.scopeID],
            case .structure = parent.kind
        else { return "" }
        return try name(of: parent.id, brand: brand, place: place) + "."
    }

    private func arguments(of node: Node, brand: Brand, place: String) throws -> String {
        guard !node.parameters.isEmpty else { return "" }
        if brand.inherited.contains(node.id) { return "<\(node.parameters.joined(separator: ", "))>" }
        let bindings = brand.bindings[node.id] ?? node.parameters.map { _ in nil }
        let arguments = try bindings.map { binding in
            switch binding {
            case nil, .anyPointer?:
                throw SchemaError.unsupported(place: place, what: "every type parameter needs an argument")
            case .interface?:
                throw SchemaError.unsupported(
                    place: place, what: "an interface cannot be a type argument; wrap it in a struct")
            case let type?: try self.type(type, place: place)
            }
        }
        return "<" + arguments.joined(separator: ", ") + ">"
    }
}
