/// Collects the lines of a Swift file, indented as `swift format` wants them.
struct SourceWriter {
    /// The longest line that the project's format allows.
    static let maximumColumns = 110

    private(set) var lines: [String] = []
    private var depth = 0

    /// The whole file.
    var text: String { lines.joined(separator: "\n") + "\n" }

    /// Adds a line at the current depth; an empty one stays empty.
    mutating func line(_ text: String = "") {
        lines.append(text.isEmpty ? "" : indentation + text)
    }

    /// Adds a comment for the documentation, one line for each line of the text.
    mutating func documentation(_ text: String) {
        var paragraph = text.split(separator: "\n", omittingEmptySubsequences: false)
        while paragraph.last?.isEmpty == true { paragraph.removeLast() }
        for sentence in paragraph { line(sentence.isEmpty ? "///" : "/// \(sentence)") }
    }

    /// Adds `head { … }`.
    mutating func block(_ head: String, _ body: (inout SourceWriter) throws -> Void) rethrows {
        line("\(head) {")
        try indented(body)
        line("}")
    }

    /// Adds lines one level deeper.
    mutating func indented(_ body: (inout SourceWriter) throws -> Void) rethrows {
        depth += 1
        try body(&self)
        depth -= 1
    }

    /// Adds `head(arguments)tail`, with the arguments on lines of their own if they do not fit. A declaration has its
    /// closing parenthesis on a line of its own then; a call has it after the last argument.
    mutating func list(_ head: String, _ arguments: [String], _ tail: String, isDeclaration: Bool = false) {
        let whole = "\(head)(\(arguments.joined(separator: ", ")))\(tail)"
        guard !fits(whole) else { return line(whole) }
        line("\(head)(")
        let last = isDeclaration ? "" : ")\(tail)"
        indented { writer in
            var current = ""
            for (index, argument) in arguments.enumerated() {
                let piece = argument + (index == arguments.count - 1 ? last : ",")
                if current.isEmpty {
                    current = piece
                } else if writer.fits("\(current) \(piece)") {
                    current += " \(piece)"
                } else {
                    writer.line(current)
                    current = piece
                }
            }
            writer.line(current)
        }
        if isDeclaration { line(")\(tail)") }
    }

    /// Adds `head = expression`, with the expression on a line of its own if it does not fit.
    mutating func assignment(_ head: String, _ expression: String) {
        if fits("\(head) = \(expression)") { return line("\(head) = \(expression)") }
        line("\(head) =")
        indented { $0.line(expression) }
    }

    /// Whether a line of this text, at the current depth, is short enough.
    func fits(_ text: String) -> Bool {
        indentation.count + text.count <= Self.maximumColumns
    }

    private var indentation: String { String(repeating: "    ", count: depth) }
}
