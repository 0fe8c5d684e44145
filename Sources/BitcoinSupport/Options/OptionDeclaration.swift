/// What a user can write behind a dash or into bitcoin.conf: one line of a program's table of options, from
/// which parsing, validation, help, man page and completions are made.
public struct OptionDeclaration: Sendable {
    /// How an option may be used.
    public struct Flags: OptionSet, Sendable {
        /// The bits.
        public let rawValue: UInt16

        /// Flags from their bits.
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// `-nofoo` is refused.
        public static let disallowNegation = Flags(rawValue: 1 << 0)
        /// `-foo` without a value is refused.
        public static let disallowElision = Flags(rawValue: 1 << 1)
        /// Only `-help-debug` shows it.
        public static let debugOnly = Flags(rawValue: 1 << 2)
        /// Outside the main network it counts only in that network's section of bitcoin.conf.
        public static let networkOnly = Flags(rawValue: 1 << 3)
        /// Its value never appears in the log.
        public static let sensitive = Flags(rawValue: 1 << 4)
    }

    /// The name without its dash.
    public let name: String
    /// What the value is, for instance `<dir>`; `nil` for a switch.
    public let argument: String?
    /// What the option does.
    public let help: String
    /// The heading that it is listed under.
    public let category: OptionCategory
    /// How it may be used.
    public let flags: Flags

    /// An option. `usage` is its name and the hint for its value as users read them: `datadir=<dir>`.
    public init(_ usage: String, _ category: OptionCategory, _ flags: Flags, _ help: String) {
        let parts = usage.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        argument = parts.count > 1 ? String(parts[1]) : nil
        self.help = help
        self.category = category
        self.flags = flags
    }

    /// An option without flags.
    public init(_ usage: String, _ category: OptionCategory, _ help: String) {
        self.init(usage, category, [], help)
    }

    /// An option that is accepted but not listed.
    public static func hidden(_ name: String, _ flags: Flags = []) -> OptionDeclaration {
        OptionDeclaration(name, .hidden, flags, "")
    }
}

/// A command of a program that takes one, such as `bitcoin-wallet create`.
public struct CommandDeclaration: Sendable {
    /// The word on the command line.
    public let name: String
    /// What the command does.
    public let help: String
    /// The options of category `commandOptions` that it understands.
    public let options: Set<String>
    /// The heading that it is listed under.
    public let category: OptionCategory

    /// A command.
    public init(
        _ name: String, options: Set<String> = [], category: OptionCategory = .commands, _ help: String
    ) {
        self.name = name
        self.category = category
        self.help = help
        self.options = options
    }
}
