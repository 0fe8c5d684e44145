/// Reads a `CodeGeneratorRequest`, the message that `capnp compile` sends to its plugins. The numbers are places in
/// the structs of `capnp/schema.capnp`.
struct SchemaReader {
    /// Comments by the id of their node: the node's own first, then those of its members.
    private var comments: [UInt64: (own: String, members: [String])] = [:]

    /// Reads the request.
    static func read(_ bytes: [UInt8]) throws -> Schema {
        let request = try Message(bytes).root()
        var reader = SchemaReader()
        for source in try request.list(3).structures() {
            let members = try source.list(1).structures().map { try $0.text(0) }
            reader.comments[source.integer(0)] = (try source.text(0), members)
        }
        var nodes: [UInt64: Node] = [:]
        for view in try request.list(0).structures() {
            let node = try reader.node(view)
            nodes[node.id] = node
        }
        let files = try request.list(1).structures().map {
            Schema.RequestedFile(id: $0.integer(0), filename: try $0.text(0))
        }
        return Schema(nodes: nodes, requestedFiles: files)
    }

    private func node(_ view: StructView) throws -> Node {
        let id: UInt64 = view.integer(0)
        let displayName = try view.text(0)
        let prefix = Int(view.integer(8, as: UInt32.self))
        return Node(
            id: id, displayName: displayName,
            name: String(decoding: displayName.utf8.dropFirst(prefix), as: UTF8.self),
            scopeID: view.integer(16), parameters: try view.list(5).structures().map { try $0.text(0) },
            isGeneric: view.bool(bit: 288),
            nestedNodes: try view.list(1).structures().map { $0.integer(0) },
            annotations: try annotations(view.list(2)),
            documentation: comments[id]?.own ?? "", kind: try kind(view, id: id))
    }

    private func kind(_ view: StructView, id: UInt64) throws -> Node.Kind {
        switch view.integer(12, as: UInt16.self) {
        case 0: return .file
        case 1:
            return .structure(
                Node.Structure(
                    dataWords: Int(view.integer(14, as: UInt16.self)),
                    pointerCount: Int(view.integer(24, as: UInt16.self)), isGroup: view.bool(bit: 224),
                    discriminantCount: Int(view.integer(30, as: UInt16.self)),
                    discriminantOffset: Int(view.integer(32, as: UInt32.self)),
                    fields: try view.list(3).structures().enumerated().map {
                        try field($1, documentation: member($0, of: id))
                    }
                    .sorted { $0.codeOrder < $1.codeOrder }))
        case 2:
            return .enumeration(
                try view.list(3).structures().enumerated().map {
                    Node.Enumerant(
                        name: try $1.text(0), codeOrder: Int($1.integer(0, as: UInt16.self)),
                        annotations: try annotations($1.list(1)), documentation: member($0, of: id))
                })
        case 3:
            return .interface(
                Node.Interface(
                    methods: try view.list(3).structures().enumerated().map {
                        try method($1, ordinal: $0, documentation: member($0, of: id))
                    },
                    superclasses: try view.list(4).structures().map {
                        ($0.integer(0), try brand($0.structure(0)))
                    }))
        case 4:
            return .constant(type: try type(view.structure(3)), value: try literal(view.structure(4)))
        case 5: return .annotation
        case let other: throw SchemaError.unknownVariant(what: "node", other)
        }
    }

    private func member(_ index: Int, of id: UInt64) -> String {
        guard let members = comments[id]?.members, members.indices.contains(index) else { return "" }
        return members[index]
    }

    private func field(_ view: StructView, documentation: String) throws -> Field {
        let kind: Field.Kind
        switch view.integer(8, as: UInt16.self) {
        case 0:
            kind = .slot(
                offset: Int(view.integer(4, as: UInt32.self)), type: try type(view.structure(2)),
                defaultValue: try literal(view.structure(3)), hasExplicitDefault: view.bool(bit: 128))
        case 1: kind = .group(view.integer(16))
        case let other: throw SchemaError.unknownVariant(what: "field", other)
        }
        // The default of the discriminant is 0xFFFF for "none", and defaults are stored as their difference.
        let discriminant = view.integer(2, as: UInt16.self) ^ 0xFFFF
        return Field(
            name: try view.text(0), codeOrder: Int(view.integer(0, as: UInt16.self)),
            ordinal: view.integer(10, as: UInt16.self) == 1 ? Int(view.integer(12, as: UInt16.self)) : nil,
            discriminant: discriminant == 0xFFFF ? nil : Int(discriminant),
            annotations: try annotations(view.list(1)), documentation: documentation, kind: kind)
    }

    private func method(_ view: StructView, ordinal: Int, documentation: String) throws -> Method {
        Method(
            name: try view.text(0), ordinal: ordinal, codeOrder: Int(view.integer(0, as: UInt16.self)),
            implicitParameters: try view.list(4).structures().map { try $0.text(0) },
            parameters: view.integer(8), results: view.integer(16),
            annotations: try annotations(view.list(1)),
            documentation: documentation)
    }

    private func annotations(_ list: ListView) throws -> Annotations {
        var annotations = Annotations()
        for view in try list.structures() {
            annotations.add(id: view.integer(0), value: try literal(view.structure(0)))
        }
        return annotations
    }

    private func type(_ view: StructView) throws -> SchemaType {
        switch view.integer(0, as: UInt16.self) {
        case 0: return .void
        case 1: return .bool
        case 2: return .int8
        case 3: return .int16
        case 4: return .int32
        case 5: return .int64
        case 6: return .uint8
        case 7: return .uint16
        case 8: return .uint32
        case 9: return .uint64
        case 10: return .float32
        case 11: return .float64
        case 12: return .text
        case 13: return .data
        case 14: return .list(try type(view.structure(0)))
        case 15: return .enumeration(view.integer(8), try brand(view.structure(0)))
        case 16: return .structure(view.integer(8), try brand(view.structure(0)))
        case 17: return .interface(view.integer(8), try brand(view.structure(0)))
        case 18:
            switch view.integer(8, as: UInt16.self) {
            case 0: return .anyPointer
            case 1: return .parameter(scope: view.integer(16), index: Int(view.integer(10, as: UInt16.self)))
            case 2: return .methodParameter(Int(view.integer(10, as: UInt16.self)))
            case let other: throw SchemaError.unknownVariant(what: "pointer type", other)
            }
        case let other: throw SchemaError.unknownVariant(what: "type", other)
        }
    }

    private func brand(_ view: StructView) throws -> Brand {
        var bindings: [UInt64: [SchemaType?]] = [:]
        var inherited: Set<UInt64> = []
        for scope in try view.list(0).structures() {
            let id: UInt64 = scope.integer(0)
            switch scope.integer(8, as: UInt16.self) {
            case 0:
                bindings[id] = try scope.list(0).structures().map {
                    $0.integer(0, as: UInt16.self) == 1 ? try type($0.structure(0)) : nil
                }
            case 1: inherited.insert(id)
            case let other: throw SchemaError.unknownVariant(what: "brand", other)
            }
        }
        return Brand(bindings: bindings, inherited: inherited)
    }

    private func literal(_ view: StructView) throws -> Literal {
        switch view.integer(0, as: UInt16.self) {
        case 0: .void
        case 1: .bool(view.bool(bit: 16))
        case 2: .integer(Int64(view.integer(2, as: Int8.self)))
        case 3: .integer(Int64(view.integer(2, as: Int16.self)))
        case 4: .integer(Int64(view.integer(4, as: Int32.self)))
        case 5: .integer(view.integer(8))
        case 6: .unsigned(UInt64(view.integer(2, as: UInt8.self)))
        case 7: .unsigned(UInt64(view.integer(2, as: UInt16.self)))
        case 8: .unsigned(UInt64(view.integer(4, as: UInt32.self)))
        case 9: .unsigned(view.integer(8))
        case 10: .float32(Float(bitPattern: view.integer(4)))
        case 11: .float64(Double(bitPattern: view.integer(8)))
        case 12: .text(try view.text(0))
        case 13: .data(try view.data(0))
        case 14: .list(try view.list(0))
        case 15: .enumerant(Int(view.integer(2, as: UInt16.self)))
        case 16: .structure(try view.structure(0))
        case 17: .null
        case 18: .null
        case let other: throw SchemaError.unknownVariant(what: "value", other)
        }
    }
}
