/// A declaration of a schema.
struct Node {
    /// What is declared.
    enum Kind {
        case file
        case structure(Structure)
        case enumeration([Enumerant])
        case interface(Interface)
        case constant(type: SchemaType, value: Literal)
        case annotation
    }

    /// A struct, or a group of another struct's fields.
    struct Structure {
        let dataWords: Int
        let pointerCount: Int
        let isGroup: Bool
        /// The number of union members; 0 without a union.
        let discriminantCount: Int
        /// The place of the union's tag, in units of 16 bits.
        let discriminantOffset: Int
        /// The fields in the order of the source.
        let fields: [Field]

        /// The fields of the unnamed union.
        var unionFields: [Field] { fields.filter { $0.discriminant != nil } }

        /// The fields that are always there.
        var plainFields: [Field] { fields.filter { $0.discriminant == nil } }
    }

    /// A member of an enumeration; its place in the list is its number.
    struct Enumerant {
        let name: String
        let codeOrder: Int
        let annotations: Annotations
        let documentation: String
    }

    /// An interface and what it extends.
    struct Interface {
        /// In the order of their ordinals: a method's place in the list is its number.
        let methods: [Method]
        let superclasses: [(id: UInt64, brand: Brand)]
    }

    let id: UInt64
    /// The name for messages to people: file and path.
    let displayName: String
    /// The name in its own scope.
    let name: String
    let scopeID: UInt64
    /// The names of the type parameters.
    let parameters: [String]
    /// Whether the node, or a type around it, has type parameters.
    let isGeneric: Bool
    let nestedNodes: [UInt64]
    let annotations: Annotations
    let documentation: String
    let kind: Kind
}

/// A field of a struct, a parameter or a result.
struct Field {
    enum Kind {
        /// `offset` counts in units of the field's own size, or in pointers.
        case slot(offset: Int, type: SchemaType, defaultValue: Literal, hasExplicitDefault: Bool)
        case group(UInt64)
    }

    let name: String
    let codeOrder: Int
    let ordinal: Int?
    /// The union tag that selects this field, if it belongs to a union.
    let discriminant: Int?
    let annotations: Annotations
    let documentation: String
    let kind: Kind

    /// The type of a field that is not a group.
    var type: SchemaType? {
        guard case .slot(_, let type, _, _) = kind else { return nil }
        return type
    }
}

/// A method of an interface.
struct Method {
    let name: String
    let ordinal: Int
    let codeOrder: Int
    let implicitParameters: [String]
    let parameters: UInt64
    let results: UInt64
    let annotations: Annotations
    let documentation: String
}
