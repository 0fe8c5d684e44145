// Typed access to values. Each accessor throws `JSONError` with the text that Bitcoin Core gives.
extension JSONValue {
    /// The member with this name; `null` if there is none or if this is no object.
    public subscript(name: String) -> JSONValue {
        guard case .object(let object) = self else { return .null }
        return object[name] ?? .null
    }

    /// The element at this position; `null` if there is none or if this is no array.
    public subscript(index: Int) -> JSONValue {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return .null }
        return elements[index]
    }

    /// The string that this is.
    public func requireString() throws(JSONError) -> String {
        guard case .string(let value) = self else { throw .wrongKind(actual: kind, expected: .string) }
        return value
    }

    /// The Boolean that this is.
    public func requireBool() throws(JSONError) -> Bool {
        guard case .bool(let value) = self else { throw .wrongKind(actual: kind, expected: .bool) }
        return value
    }

    /// The number that this is.
    public func requireNumber() throws(JSONError) -> JSONNumber {
        guard case .number(let value) = self else { throw .wrongKind(actual: kind, expected: .number) }
        return value
    }

    /// The integer that this is.
    public func requireInteger<Integer: FixedWidthInteger>(
        as type: Integer.Type = Integer.self
    ) throws(JSONError) -> Integer {
        guard let value = try requireNumber().integer(as: type) else { throw .integerOutOfRange }
        return value
    }

    /// The floating-point value nearest to the number that this is.
    public func requireDouble() throws(JSONError) -> Double {
        guard let value = try requireNumber().double else { throw .doubleOutOfRange }
        return value
    }

    /// The elements of the array that this is.
    public func requireArray() throws(JSONError) -> [JSONValue] {
        guard case .array(let value) = self else { throw .wrongKind(actual: kind, expected: .array) }
        return value
    }

    /// The object that this is.
    public func requireObject() throws(JSONError) -> JSONObject {
        guard case .object(let value) = self else { throw .wrongKind(actual: kind, expected: .object) }
        return value
    }

    /// The string that this is, or `nil`.
    public var string: String? { try? requireString() }
    /// The Boolean that this is, or `nil`.
    public var bool: Bool? { try? requireBool() }
    /// The number that this is, or `nil`.
    public var number: JSONNumber? { try? requireNumber() }
    /// The integer that this is, or `nil`.
    public var integer: Int64? { try? requireInteger() }
    /// The elements of the array that this is, or `nil`.
    public var array: [JSONValue]? { try? requireArray() }
    /// The object that this is, or `nil`.
    public var object: JSONObject? { try? requireObject() }

    /// The text of a string or number: what Core's `getValStr` gives for either.
    public var scalarText: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.text
        case .null, .bool, .array, .object: nil
        }
    }
}
