/// A type that travels as a number or a Boolean.
public protocol ScalarConvertible: ListElement {
    /// What it travels as.
    associatedtype Scalar: ListElement
    /// Reads the value's scalar form.
    init(scalar: Scalar)
    /// The value's scalar form.
    var scalar: Scalar { get }
}

extension ScalarConvertible {
    /// Reads a list of scalars.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Self] {
        try Scalar.readList(from: source, index).map(Self.init(scalar:))
    }

    /// Writes a list of scalars.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Self], to target: borrowing Target, _ index: Int
    ) throws {
        try Scalar.writeList(elements.map(\.scalar), to: target, index)
    }
}

/// An enumeration of a schema.
public protocol EnumValue: ListElement {
    /// The case with this number; throws for one that this version of the schema does not know.
    init(wire: UInt16) throws
    /// The number of the case.
    var wire: UInt16 { get }
}

extension EnumValue {
    /// Reads a list of numbers.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Self] {
        try UInt16.readList(from: source, index).map { try Self(wire: $0) }
    }

    /// Writes a list of numbers.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Self], to target: borrowing Target, _ index: Int
    ) throws {
        try UInt16.writeList(elements.map(\.wire), to: target, index)
    }
}

extension EnumValue where Self: RawRepresentable, RawValue == UInt16 {
    /// The case with this number.
    public init(wire: UInt16) throws {
        guard let value = Self(rawValue: wire) else {
            throw MessageError.unknownNumber(wire, of: "\(Self.self)")
        }
        self = value
    }

    /// The number of the case.
    public var wire: UInt16 { rawValue }
}

extension MessageError {
    /// A message has a member of an enumeration or union that is not in this version of the schema.
    public static func unknownNumber(_ number: UInt16, of type: String) -> MessageError {
        MessageError("Unknown number \(number) of \(type)")
    }

    /// A message has null where its schema needs an object.
    public static func missingObject(slot: Int) -> MessageError {
        MessageError("Null capability in slot \(slot)")
    }
}

// MARK: The schema's own scalars

extension FixedWidthInteger where Self: BitwiseCopyable & Sendable {
    static var elementSize: ElementSize {
        switch bitWidth {
        case 8: .byte
        case 16: .twoBytes
        case 32: .fourBytes
        default: .eightBytes
        }
    }

    /// Reads a list of integers.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Self] {
        try source.elements(index, of: elementSize) { list, element in list.integer(element) }
    }

    /// Writes a list of integers.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Self], to target: borrowing Target, _ index: Int
    ) throws {
        try target.setElements(index, elements, of: elementSize) { list, element, value in
            list.set(element, value)
        }
    }
}

extension Int8: ListElement {}
extension Int16: ListElement {}
extension Int32: ListElement {}
extension Int64: ListElement {}
extension UInt16: ListElement {}
extension UInt32: ListElement {}
extension UInt64: ListElement {}

/// A list of bytes is data.
extension UInt8: ListElement {
    /// Reads data.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [UInt8] {
        try source.data(index)
    }

    /// Writes data.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [UInt8], to target: borrowing Target, _ index: Int
    ) throws {
        try target.setData(index, elements)
    }
}

extension Bool: ListElement {
    /// Reads a list of Booleans.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Bool] {
        try source.elements(index, of: .bit) { list, element in list.bool(element) }
    }

    /// Writes a list of Booleans.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Bool], to target: borrowing Target, _ index: Int
    ) throws {
        try target.setElements(index, elements, of: .bit) { list, element, value in list.set(element, value) }
    }
}

extension Float: ListElement {
    /// Reads a list of numbers.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Float] {
        try UInt32.readList(from: source, index).map(Float.init(bitPattern:))
    }

    /// Writes a list of numbers.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Float], to target: borrowing Target, _ index: Int
    ) throws {
        try UInt32.writeList(elements.map(\.bitPattern), to: target, index)
    }
}

extension Double: ListElement {
    /// Reads a list of numbers.
    public static func readList<Source: PointerReader & ~Escapable>(
        from source: borrowing Source, _ index: Int
    ) throws -> [Double] {
        try UInt64.readList(from: source, index).map(Double.init(bitPattern:))
    }

    /// Writes a list of numbers.
    public static func writeList<Target: PointerBuilder & ~Escapable>(
        _ elements: [Double], to target: borrowing Target, _ index: Int
    ) throws {
        try UInt64.writeList(elements.map(\.bitPattern), to: target, index)
    }
}
