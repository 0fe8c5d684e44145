/// All settings of a program, by where they come from. A value is `true` or `false` if the option was
/// negated, a string otherwise; settings.json may hold any JSON.
struct Settings: Sendable {
    typealias Section = [String: [JSONValue]]

    /// Set by the program itself.
    var forced: [String: JSONValue] = [:]
    /// From the command line, in order.
    var commandLine: Section = [:]
    /// From settings.json.
    var persistent: [String: JSONValue] = [:]
    /// From bitcoin.conf, by the name of its section; the part before any section is "".
    var configuration: [String: Section] = [:]

    enum Source {
        case forced
        case commandLine
        case persistent
        case networkSection
        case defaultSection

        var isConfiguration: Bool { self == .networkSection || self == .defaultSection }
    }

    /// The values of one option from one source. The last `false` negates itself and all before it.
    struct Values {
        let source: Source
        let all: [JSONValue]

        /// How many values are negated.
        var negatedCount: Int { (all.lastIndex(of: .bool(false)) ?? -1) + 1 }
        /// The values that count.
        var effective: ArraySlice<JSONValue> { all[negatedCount...] }
        /// Whether the last word was a negation.
        var endsNegated: Bool { all.last == .bool(false) }
    }

    /// The values of an option from every source that has any, the most important source first.
    func sources(of name: String, section: String) -> [Values] {
        let found: [(Source, [JSONValue]?)] = [
            (.forced, forced[name].map { [$0] }),
            (.commandLine, commandLine[name]),
            (.persistent, persistent[name].map { [$0] }),
            (.networkSection, section.isEmpty ? nil : configuration[section]?[name]),
            (.defaultSection, configuration[""]?[name]),
        ]
        return found.compactMap { source, values in values.map { Values(source: source, all: $0) } }
    }
}

// MARK: Merging

extension Settings {
    /// The value of an option that has one value; `null` if it is not set.
    ///
    /// Some rules are odd, and kept since configurations in the wild rely on them: in bitcoin.conf the first
    /// value wins, elsewhere the last; a negation in the default section holds even where plain values
    /// there do not; and a negated `-regtest` on the command line does not override bitcoin.conf.
    func value(
        of name: String, section: String, ignoresDefaultSection: Bool, onlyPersistent: Bool = false,
        forChainType: Bool = false
    ) -> JSONValue {
        for values in sources(of: name, section: section) {
            if ignoresDefaultSection, values.source == .defaultSection, !values.endsNegated { continue }
            if onlyPersistent, values.source == .forced || values.source == .commandLine { continue }
            if forChainType, values.endsNegated { continue }
            let firstWins = values.source.isConfiguration && !forChainType
            if let value = firstWins ? values.effective.first : values.effective.last { return value }
            if values.endsNegated { return false }
        }
        return .null
    }

    /// The values of an option that may be given several times, from all sources.
    ///
    /// A negation hides what comes from less important sources, except that values in bitcoin.conf come
    /// back if the command line negates the option and then sets it again.
    func list(of name: String, section: String, ignoresDefaultSection: Bool) -> [JSONValue] {
        var result: [JSONValue] = []
        var isComplete = false
        var isNegatedAndEmpty = false
        for values in sources(of: name, section: section) {
            if ignoresDefaultSection, values.source == .defaultSection { continue }
            if !isComplete || (values.source.isConfiguration && !isNegatedAndEmpty) {
                result += values.effective.flatMap { $0.array ?? [$0] }
            }
            isComplete = isComplete || values.negatedCount > 0 || values.source == .forced
            isNegatedAndEmpty = isNegatedAndEmpty || (values.endsNegated && result.isEmpty)
        }
        return result
    }

    /// Whether an option is set in the default section and nowhere more specific.
    func isOnlyInDefaultSection(_ name: String, section: String) -> Bool {
        let set = sources(of: name, section: section).filter { !$0.all.isEmpty && !$0.endsNegated }
        return set.map(\.source) == [.defaultSection]
    }
}
