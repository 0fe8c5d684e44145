/// A JSON value with the two properties that money needs: a number keeps the digits that it was written
/// with, and an object keeps the order of its members.
public enum JSONValue: Sendable, Equatable {
    /// `null`, also what a lookup of an absent member gives.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as its text.
    case number(JSONNumber)
    /// A string.
    case string(String)
    /// An ordered list of values.
    case array([JSONValue])
    /// An ordered list of named values.
    case object(JSONObject)
}

extension JSONValue {
    /// The kind of a value, by the name that error messages give it.
    public enum Kind: String, Sendable {
        /// `null`.
        case null
        /// `true` or `false`.
        case bool
        /// A number.
        case number
        /// A string.
        case string
        /// An array.
        case array
        /// An object.
        case object
    }

    /// What kind of value this is.
    public var kind: Kind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }

    /// A number from an integer of any width.
    public static func integer(_ value: some BinaryInteger) -> JSONValue {
        .number(JSONNumber(value))
    }

    /// A number from a floating-point value, with 16 significant digits.
    public static func double(_ value: Double) -> JSONValue {
        .number(JSONNumber(value))
    }

    /// An object from its members, in order.
    public static func members(_ members: (String, JSONValue)...) -> JSONValue {
        .object(JSONObject(members))
    }
}

// MARK: Literals

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
    /// A Boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object whose members keep the order in which they are written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
