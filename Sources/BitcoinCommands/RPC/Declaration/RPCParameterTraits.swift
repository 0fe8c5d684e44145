/// What sets a parameter apart from others of its kind.
public struct RPCParameterTraits: Sendable {
    /// How bitcoin-cli reads the words of its command line for a parameter.
    public enum CommandLineFormat: Sendable {
        /// Strings are taken as they are, all else is parsed as JSON.
        case byKind
        /// A string that may contain `=`: with `-named` it is still one positional argument.
        case string
        /// Parsed as JSON whatever the kind.
        case json
        /// Parsed as JSON if it is JSON, else taken as a string.
        case jsonOrString
    }

    /// Any JSON type is passed on to the command, which checks for itself.
    public var acceptsAnyType: Bool
    /// Replaces the generated text in the one-line summary.
    public var summary: String?
    /// Replaces the generated type: as the value of a member, and in the description.
    public var typeText: TypeText?
    /// Kept for compatibility only, and best left out.
    public var isPlaceholder: Bool
    /// For tests; help does not show it, nor any parameter after it.
    public var isHidden: Bool
    /// A member of named options that has the same name as a positional parameter.
    public var isAlsoPositional: Bool
    /// How bitcoin-cli reads it.
    public var commandLine: CommandLineFormat

    /// The two places where help names a type.
    public struct TypeText: Sendable {
        /// As the value of an object's member.
        public var value: String
        /// In the description.
        public var description: String

        /// Both texts.
        public init(value: String, description: String) {
            self.value = value
            self.description = description
        }
    }

    /// Traits that differ from the kind's own as given.
    public init(
        acceptsAnyType: Bool = false, summary: String? = nil, typeText: TypeText? = nil,
        isPlaceholder: Bool = false, isHidden: Bool = false, isAlsoPositional: Bool = false,
        commandLine: CommandLineFormat = .byKind
    ) {
        self.acceptsAnyType = acceptsAnyType
        self.summary = summary
        self.typeText = typeText
        self.isPlaceholder = isPlaceholder
        self.isHidden = isHidden
        self.isAlsoPositional = isAlsoPositional
        self.commandLine = commandLine
    }
}
