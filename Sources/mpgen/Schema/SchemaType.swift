/// A type as a schema names it.
indirect enum SchemaType: Hashable, Sendable {
    case void
    case bool
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float32, float64
    case text
    case data
    case list(SchemaType)
    case enumeration(UInt64, Brand)
    case structure(UInt64, Brand)
    case interface(UInt64, Brand)
    /// A type parameter of the struct or interface with this id.
    case parameter(scope: UInt64, index: Int)
    /// A type parameter of the method.
    case methodParameter(Int)
    /// A pointer to anything, or a capability of any kind.
    case anyPointer

    /// Whether values are in the pointer section of their struct.
    var isPointer: Bool {
        switch self {
        case .void, .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float32,
            .float64,
            .enumeration:
            false
        case .text, .data, .list, .structure, .interface, .parameter, .methodParameter, .anyPointer: true
        }
    }
}

/// What the type parameters of a generic type, and of the types around it, stand for in one place.
struct Brand: Hashable, Sendable {
    /// The arguments by the id of the generic type; `nil` stands for an argument that was left out.
    let bindings: [UInt64: [SchemaType?]]

    /// The generic types that the place is itself inside of: their parameters stand for themselves.
    let inherited: Set<UInt64>
}

/// A value written in a schema.
indirect enum Literal {
    case void
    case bool(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case float32(Float)
    case float64(Double)
    case text(String)
    case data([UInt8])
    case enumerant(Int)
    /// A list, not yet interpreted.
    case list(ListView)
    /// A struct, not yet interpreted.
    case structure(StructView)
    /// A null pointer of a type without values in schemas.
    case null
}
