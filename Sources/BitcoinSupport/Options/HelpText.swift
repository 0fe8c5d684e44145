/// Lays out the help text of a program as Bitcoin Core does.
public struct HelpText {
    private static let screenWidth = 79
    private let table: OptionTable
    private let showsDebug: Bool

    /// The help for a table; with `-help-debug` options for developers are shown, too.
    public init(_ table: OptionTable, showsDebug: Bool = false) {
        self.table = table
        self.showsDebug = showsDebug
    }

    /// All categories that have options, each option with its explanation below it.
    public var text: String {
        OptionCategory.allCases.map(section).joined()
    }

    private func section(_ category: OptionCategory) -> String {
        guard let heading = category.heading else { return "" }
        let commands = commands(in: category)
        let entries = commands + options(in: category).map { entry($0) }
        let isDeclared = !commands.isEmpty || !table.options(in: category).isEmpty
        // A category of debug options only keeps its heading, save the wallet's.
        guard isDeclared, showsDebug || category != .walletDebugTest else { return "" }
        return heading + "\n\n" + entries.joined()
    }

    private func options(in category: OptionCategory) -> [OptionDeclaration] {
        table.options(in: category).filter { showsDebug || !$0.flags.contains(.debugOnly) }
    }

    private func entry(_ option: OptionDeclaration, indent: Int = 2) -> String {
        let usage = "-" + option.name + (option.argument.map { "=" + $0 } ?? "")
        return HelpText.entry(usage, option.help, indent: indent)
    }

    private func commands(in category: OptionCategory) -> [String] {
        let commands = (table.commands ?? [:]).values.filter { $0.category == category }
        return commands.sorted { $0.name < $1.name }.flatMap { command in
            let suboptions = options(in: .commandOptions).filter { command.options.contains($0.name) }
            return [HelpText.entry(command.name, command.help)] + suboptions.map { entry($0, indent: 7) }
        }
    }

    /// One entry: what to write, and below it what that does.
    public static func entry(_ usage: String, _ help: String, indent: Int = 2) -> String {
        let textIndent = indent + 5
        let paragraph = Paragraph.wrap(help, width: screenWidth - textIndent, indent: textIndent)
        let pad = { String(repeating: " ", count: $0) }
        return "\(pad(indent))\(usage)\n\(pad(textIndent))\(paragraph)\n\n"
    }
}
