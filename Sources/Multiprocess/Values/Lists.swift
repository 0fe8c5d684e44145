/// A list is itself a value behind a pointer, so that lists of lists can be.
extension Array: ListElement where Element: ListElement {
    /// Reads a list of lists.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [[Element]] {
        try source.elements(index, of: .pointer) { list, element in try Element.readList(from: list, element)
        }
    }

    /// Writes a list of lists.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [[Element]], to target: borrowing Target, _ index: Int
    ) throws {
        try target.setElements(index, elements, of: .pointer) { list, element, value in
            try Element.writeList(value, to: list, element)
        }
    }
}

extension Array: PointerValue where Element: ListElement {
    /// Reads the list behind a pointer.
    public init(from reader: StructReader, slot: Int) throws {
        self = try Element.readList(from: reader, slot)
    }

    /// Writes the list behind a pointer.
    public func write(to builder: StructBuilder, slot: Int) throws {
        try Element.writeList(self, to: builder, slot)
    }
}
