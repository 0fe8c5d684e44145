import BitcoinSupport

/// One parameter of a command, or one element or member of a structured parameter.
public struct RPCParameter: Sendable {
    /// What JSON a parameter takes.
    public enum Kind: Sendable {
        case string, number, boolean
        /// A string of hexadecimal digits.
        case hex
        /// An amount of money: a number or a string with up to eight decimals.
        case amount
        /// A number, or a pair of numbers that is a range.
        case range
        case array
        /// An object with the members that are declared.
        case object
        /// An object whose members may also be given as named arguments of the command.
        case namedOptions
        /// An object whose keys the caller chooses.
        case userKeys
    }

    /// Whether a parameter must be given, and what is meant when it is not.
    public enum Presence: Sendable {
        case required
        /// Optional; what its absence means is plain, or told in the description.
        case optional
        /// Optional; the default depends on something, and this text says on what.
        case hint(String)
        /// Optional with a constant default.
        case value(JSONValue)
    }

    /// The first name is shown; the others are aliases in named requests. Elements of arrays may
    /// have none.
    public let names: [String]
    /// What JSON the parameter takes.
    public let kind: Kind
    /// Whether it must be given.
    public let presence: Presence
    /// What it means.
    public let description: String
    /// The elements of an array or members of an object.
    public let inner: [RPCParameter]
    /// Departures from what the kind says.
    public let traits: RPCParameterTraits

    /// Declares a parameter; aliases follow the name behind `|`.
    public init(
        _ name: String, _ kind: Kind, _ presence: Presence, _ description: String,
        _ inner: [RPCParameter] = [], traits: RPCParameterTraits = .init()
    ) {
        names = name.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        self.kind = kind
        self.presence = presence
        self.description = description
        self.inner = inner
        self.traits = traits
    }

    /// The name that help shows.
    public var name: String { names[0] }

    /// The name with its aliases, as it stands in the declaration.
    public var declaredNames: String { names.joined(separator: "|") }

    /// Whether the parameter may be left out or null.
    public var isOptional: Bool {
        if case .required = presence { false } else { true }
    }

    /// The declared default, if it is a constant.
    public var defaultValue: JSONValue? {
        if case .value(let value) = presence { value } else { nil }
    }
}
