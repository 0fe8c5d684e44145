/// A type that travels as a struct of a schema.
public protocol StructValue: PointerValue {
    /// How large the struct is.
    static var layout: StructLayout { get }
    /// Reads the fields.
    init(from reader: StructReader) throws
    /// Writes the fields.
    func write(to builder: StructBuilder) throws
}

extension StructValue {
    /// Reads the struct behind a pointer; for null one with every field at its default.
    public init(from reader: StructReader, slot: Int) throws {
        try self.init(from: reader.structure(slot))
    }

    /// Writes the struct behind a pointer.
    public func write(to builder: StructBuilder, slot: Int) throws {
        let layout = Self.layout
        try write(to: builder.initStruct(slot, dataWords: layout.dataWords, pointers: layout.pointers))
    }

    /// Reads a list of structs.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Self] {
        try source.elements(index, of: .composite) { list, element in try Self(from: list.structure(element))
        }
    }

    /// Writes a list of structs.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Self], to target: borrowing Target, _ index: Int
    ) throws {
        let list = try target.initStructList(
            index, count: elements.count, dataWords: layout.dataWords, pointers: layout.pointers)
        for (element, value) in elements.enumerated() { try value.write(to: list.structure(element)) }
    }
}
