/// A value that a pointer in a message can lead to: a text, data, a list, a struct, or a type that travels as one of
/// them. What a type parameter of a schema stands for is one.
public protocol PointerValue: ListElement {
    /// Reads the value behind a pointer of a struct. A null pointer is read as the type's empty value.
    init(from reader: StructReader, slot: Int) throws

    /// Writes the value behind a pointer of a struct.
    func write(to builder: StructBuilder, slot: Int) throws
}

extension StructReader {
    /// The value that a pointer leads to.
    public func value<Value: PointerValue>(_ slot: Int) throws -> Value {
        try Value(from: self, slot: slot)
    }

    /// The value that a pointer leads to; `nil` for a null pointer.
    public func optional<Value: PointerValue>(_ slot: Int) throws -> Value? {
        has(slot) ? try Value(from: self, slot: slot) : nil
    }
}

extension StructBuilder {
    /// Writes a value behind a pointer.
    public func setValue(_ slot: Int, _ value: some PointerValue) throws {
        try value.write(to: self, slot: slot)
    }

    /// Writes a value behind a pointer; `nil` leaves it null.
    public func setOptional(_ slot: Int, _ value: (some PointerValue)?) throws {
        try value?.write(to: self, slot: slot)
    }
}
