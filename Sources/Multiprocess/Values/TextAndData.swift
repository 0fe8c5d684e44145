/// A type that travels as text.
public protocol TextConvertible: PointerValue {
    /// Reads the value's text form.
    init(wireText: String) throws
    /// The value's text form.
    var wireText: String { get }
}

/// A type that travels as data.
public protocol DataConvertible: PointerValue {
    /// Reads the value's serialized form.
    init(wireData: [UInt8]) throws
    /// The value's serialized form.
    var wireData: [UInt8] { get }
}

extension TextConvertible {
    /// Reads the text behind a pointer.
    public init(from reader: StructReader, slot: Int) throws {
        try self.init(wireText: reader.text(slot))
    }

    /// Writes the text behind a pointer.
    public func write(to builder: StructBuilder, slot: Int) throws {
        try builder.setText(slot, wireText)
    }

    /// Reads a list of texts.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Self] {
        try source.elements(index, of: .pointer) { list, element in try Self(wireText: list.text(element)) }
    }

    /// Writes a list of texts.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Self], to target: borrowing Target, _ index: Int
    ) throws {
        try target.setElements(index, elements, of: .pointer) { list, element, value in
            try list.setText(element, value.wireText)
        }
    }
}

extension DataConvertible {
    /// Reads the data behind a pointer.
    public init(from reader: StructReader, slot: Int) throws {
        try self.init(wireData: reader.data(slot))
    }

    /// Writes the data behind a pointer.
    public func write(to builder: StructBuilder, slot: Int) throws {
        try builder.setData(slot, wireData)
    }

    /// Reads a list of data.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Self] {
        try source.elements(index, of: .pointer) { list, element in try Self(wireData: list.data(element)) }
    }

    /// Writes a list of data.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Self], to target: borrowing Target, _ index: Int
    ) throws {
        try target.setElements(index, elements, of: .pointer) { list, element, value in
            try list.setData(element, value.wireData)
        }
    }
}

extension String: TextConvertible {
    /// The text itself.
    public init(wireText: String) { self = wireText }
    /// The text itself.
    public var wireText: String { self }
}

/// An element that may be missing: empty data stands for `nil`, because nothing that is there serializes to nothing.
extension Optional: ListElement where Wrapped: DataConvertible {
    /// Reads a list of data.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Wrapped?] {
        try source.elements(index, of: .pointer) { list, element in
            let data = try list.data(element)
            return data.isEmpty ? nil : try Wrapped(wireData: data)
        }
    }

    /// Writes a list of data.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Wrapped?], to target: borrowing Target, _ index: Int
    ) throws {
        try target.setElements(index, elements, of: .pointer) { list, element, value in
            try list.setData(element, value?.wireData ?? [])
        }
    }
}

extension Optional: PointerValue where Wrapped: DataConvertible {
    /// Reads the data behind a pointer.
    public init(from reader: StructReader, slot: Int) throws {
        let data = try reader.data(slot)
        self = data.isEmpty ? nil : try Wrapped(wireData: data)
    }

    /// Writes the data behind a pointer.
    public func write(to builder: StructBuilder, slot: Int) throws {
        try builder.setData(slot, self?.wireData ?? [])
    }
}
