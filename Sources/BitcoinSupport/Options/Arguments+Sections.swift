/// A section that bitcoin.conf or a file that it includes mentions.
public struct SectionAppearance: Sendable, Equatable {
    /// The section's name.
    public var name: String
    /// The file.
    public var file: String
    /// The line, counted from 1.
    public var line: Int
}

extension Arguments {
    /// Sections of bitcoin.conf that belong to no network.
    public var unrecognizedSections: [SectionAppearance] {
        state.withLock { $0.sections }.filter { ChainType(rawValue: $0.name) == nil }
    }

    /// Options (with their dash) that are set in the default section of bitcoin.conf only, where they do not
    /// count for the chosen network.
    public var unsuitableSectionOnlyOptions: [String] {
        state.withLock { state in
            guard !state.network.isEmpty, state.network != ChainType.main.name else { return [] }
            return table.networkOnly.map(\.name).sorted()
                .filter { state.settings.isOnlyInDefaultSection($0, section: state.network) }
                .map { "-" + $0 }
        }
    }
}
