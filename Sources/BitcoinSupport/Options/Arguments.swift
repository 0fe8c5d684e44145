import Synchronization

/// What the user wants: the command line, bitcoin.conf and settings.json of a program, merged.
///
/// Names of options are given with or without their dash. All methods are safe on any thread.
public final class Arguments: Sendable {
    struct State: Sendable {
        var settings = Settings()
        /// The name of the chosen network, which is also the section of bitcoin.conf that counts; empty until
        /// it is known.
        var network = ""
        var chain = ChainType.main
        var command: [String] = []
        var words: [String] = []
        var sections: [SectionAppearance] = []
        var configurationPath: String?
        var includedPaths: [String] = []
    }

    /// The options that the program understands.
    public let table: OptionTable
    let state = Mutex(State())

    /// Whether oddities in files are reported on standard error.
    let warnsUser: Bool

    /// No arguments yet.
    ///
    /// - Parameter warnsUser: false in a process that reads what another one has read and complained about before.
    public init(_ table: OptionTable, warnsUser: Bool = true) {
        self.table = table
        self.warnsUser = warnsUser
    }

    // MARK: Values

    /// The value as it was given: `null` if unset, `false` if negated, otherwise a string, or what
    /// settings.json holds.
    public func setting(_ name: String) -> JSONValue {
        state.withLock { setting(name, in: $0) }
    }

    func setting(_ name: String, in state: borrowing State) -> JSONValue {
        let name = Arguments.bare(name)
        return state.settings.value(
            of: name, section: state.network, ignoresDefaultSection: ignoresDefaultSection(name, in: state))
    }

    private func ignoresDefaultSection(_ name: String, in state: borrowing State) -> Bool {
        state.network != ChainType.main.name && table[name]?.flags.contains(.networkOnly) == true
    }

    /// All values of an option that may be given several times, as text; negated ones are "0".
    public func list(_ name: String) -> [String] {
        settings(name).compactMap(Arguments.text)
    }

    /// All values of an option that may be given several times.
    public func settings(_ name: String) -> [JSONValue] {
        let name = Arguments.bare(name)
        return state.withLock { state in
            state.settings.list(
                of: name, section: state.network,
                ignoresDefaultSection: ignoresDefaultSection(name, in: state))
        }
    }

    /// Whether the option is given, negated or not.
    public func isSet(_ name: String) -> Bool { !setting(name).isNull }

    /// Whether the option is negated.
    public func isNegated(_ name: String) -> Bool { setting(name) == false }

    /// The value as text: "0" if negated; `nil` if not given.
    public func string(_ name: String) -> String? { Arguments.text(setting(name)) }

    /// The value as text, or a default if it is not given.
    public func string(_ name: String, default value: String) -> String { string(name) ?? value }

    /// The value as an integer, read as C's `atoi` does; `nil` if not given.
    public func integer(_ name: String) -> Int64? {
        switch setting(name) {
        case .null: nil
        case .bool(let value): value ? 1 : 0
        case .number(let number): number.integer() ?? 0
        case .string(let text): SettingText.integer(text)
        case .array, .object: 0
        }
    }

    /// The value as an integer, or a default if it is not given.
    public func integer(_ name: String, default value: Int64) -> Int64 { integer(name) ?? value }

    /// The value as a Boolean: an empty one means yes; `nil` if not given.
    public func bool(_ name: String) -> Bool? {
        switch setting(name) {
        case .null: nil
        case .bool(let value): value
        case .string(let text): SettingText.isTrue(text)
        case .number(let number): SettingText.isTrue(number.text)
        case .array, .object: false
        }
    }

    /// The value as a Boolean, or a default if it is not given.
    public func bool(_ name: String, default value: Bool) -> Bool { bool(name) ?? value }

    /// The value as a path without `.`, `..` and closing slash: the default if it is not given or empty,
    /// "" if it is negated.
    public func path(_ name: String, default value: String = "") -> String {
        state.withLock { path(name, default: value, in: $0) }
    }

    func path(_ name: String, default value: String = "", in state: borrowing State) -> String {
        let setting = setting(name, in: state)
        if setting == false { return "" }
        let text = Arguments.text(setting) ?? ""
        return text.isEmpty ? value : Path.normalized(text)
    }

    // MARK: Changing values

    /// Sets an option that the user has left alone. Says whether it did.
    @discardableResult
    public func softSet(_ name: String, _ value: String) -> Bool {
        state.withLock { state in
            guard setting(name, in: state).isNull else { return false }
            state.settings.forced[Arguments.bare(name)] = .string(value)
            return true
        }
    }

    /// Sets a Boolean option that the user has left alone. Says whether it did.
    @discardableResult
    public func softSet(_ name: String, _ value: Bool) -> Bool { softSet(name, value ? "1" : "0") }

    /// Sets an option, whatever the user said.
    public func forceSet(_ name: String, _ value: String) {
        state.withLock { $0.settings.forced[Arguments.bare(name)] = .string(value) }
    }

    // MARK: Helpers

    static func bare(_ name: String) -> String { name.hasPrefix("-") ? String(name.dropFirst()) : name }

    static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null: nil
        case .bool(let value): value ? "1" : "0"
        case .string, .number, .array, .object: value.scalarText ?? value.description
        }
    }

    /// Whether the user asks for the help text.
    public var wantsHelp: Bool { ["?", "h", "help", "help-debug"].contains(where: isSet) }

    /// The help for all options.
    public var helpText: String { HelpText(table, showsDebug: bool("help-debug", default: false)).text }
}
