/// The shape of a result, or of one element or member of it.
public struct RPCResult: Sendable {
    /// What JSON a result is.
    public enum Kind: Sendable {
        case string, number, boolean, null
        /// Anything; not checked.
        case any
        /// An amount of money, a number with eight decimals.
        case amount
        /// A string of hexadecimal digits.
        case hex
        /// A number that is a UNIX time.
        case time
        /// An array of any length, whose elements have the shape of the last one declared.
        case array
        /// An array with exactly the elements that are declared.
        case tuple
        /// An object with the members that are declared.
        case object
        /// An object whose keys are data.
        case dictionary
    }

    /// How help shows a part of a result.
    public enum Elision: Sendable {
        case shown
        /// Stands as `...` with this text, for itself and the skipped parts after it.
        case summary(String)
        case skipped
    }

    /// What JSON it is.
    public let kind: Kind
    /// The key, if it is a member of an object.
    public let key: String
    /// What it means.
    public let description: String
    /// The elements of an array or the members of an object.
    public let inner: [RPCResult]
    /// Whether the member may be absent.
    public let isOptional: Bool
    /// When a result has this shape, if the command has several.
    public let condition: String
    /// Whether a result may differ from the shape.
    public let isUnchecked: Bool
    /// How help shows it.
    public let elision: Elision

    /// Declares a result or a part of one; what is not a member has no key.
    public init(
        _ kind: Kind, _ key: String = "", _ description: String = "", _ inner: [RPCResult] = [],
        optional: Bool = false, when condition: String = "", unchecked: Bool = false,
        elision: Elision = .shown
    ) {
        self.kind = kind
        self.key = key
        self.description = description
        self.inner = inner
        isOptional = optional
        self.condition = condition
        isUnchecked = unchecked
        self.elision = elision
    }

    /// The same shape, shown in another way.
    public func shown(as elision: Elision) -> RPCResult {
        RPCResult(
            kind, key, description, inner, optional: isOptional, when: condition,
            unchecked: isUnchecked, elision: elision)
    }
}

extension Collection where Element == RPCResult {
    /// The same members, of which help only says this in place of the first.
    public func elided(_ summary: String) -> [RPCResult] {
        enumerated().map { index, member in
            member.shown(as: index == 0 ? .summary(summary) : .skipped)
        }
    }
}
