/// What can be wrong with a JSON text or value, in Bitcoin Core's words.
public enum JSONError: Error, Equatable, CustomStringConvertible {
    /// The text is not JSON, or is nested too deeply.
    case malformed
    /// A value is of another kind than the one asked for.
    case wrongKind(actual: JSONValue.Kind, expected: JSONValue.Kind)
    /// A number is no integer, or does not fit the type asked for.
    case integerOutOfRange
    /// A number does not fit a `Double`.
    case doubleOutOfRange

    /// The message for users.
    public var description: String {
        switch self {
        case .malformed: "Parse error"
        case .wrongKind(let actual, let expected):
            "JSON value of type \(actual.rawValue) is not of expected type \(expected.rawValue)"
        case .integerOutOfRange: "JSON integer out of range"
        case .doubleOutOfRange: "JSON double out of range"
        }
    }
}
