/// A digest of all that decides how messages are read: ids, numbers, places, types and defaults, but no names and no
/// comments. Two programs with the same digest understand each other. It tells builds apart; it does not protect
/// against anyone who wants to deceive.
struct SchemaDigest {
    /// FNV-1a, 64 bits wide.
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    static func digest(of schema: Schema) -> UInt64 {
        var digest = SchemaDigest()
        for node in schema.nodes.values.sorted(by: { $0.id < $1.id }) {
            switch node.kind {
            case .structure(let structure): digest.add(node.id, structure)
            case .enumeration(let enumerants): digest.add("enum \(node.id) \(enumerants.count)")
            case .interface(let interface): digest.add(node.id, interface)
            case .file, .constant, .annotation: continue
            }
        }
        return digest.state
    }

    private mutating func add(_ text: String) {
        for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    private mutating func add(_ id: UInt64, _ structure: Node.Structure) {
        add("struct \(id) \(structure.dataWords) \(structure.pointerCount)")
        add(" \(structure.discriminantCount) \(structure.discriminantOffset)")
        for field in structure.fields.sorted(by: { ($0.ordinal ?? 0, $0.name) < ($1.ordinal ?? 0, $1.name) })
        {
            switch field.kind {
            case .slot(let offset, let type, let preset, _):
                add(" slot \(offset) \(Self.describe(type)) \(preset.bits)")
            case .group(let group): add(" group \(group)")
            }
            add(" \(field.discriminant ?? -1)")
        }
    }

    private mutating func add(_ id: UInt64, _ interface: Node.Interface) {
        add("interface \(id)")
        for method in interface.methods { add(" \(method.ordinal) \(method.parameters) \(method.results)") }
        for superclass in interface.superclasses { add(" extends \(superclass.id)") }
    }

    private static func describe(_ type: SchemaType) -> String {
        switch type {
        case .list(let element): "list(\(describe(element)))"
        case .enumeration(let id, _): "enum(\(id))"
        case .structure(let id, _): "struct(\(id))"
        case .interface(let id, _): "interface(\(id))"
        case .parameter(let scope, let index): "parameter(\(scope),\(index))"
        default: "\(type)"
        }
    }
}
