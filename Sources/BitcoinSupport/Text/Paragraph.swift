/// Text for terminals.
public enum Paragraph {
    /// Breaks lines at spaces so that none is longer than `width`, where a word allows it. Lines that were
    /// broken go on with an indent, which their width includes.
    public static func wrap(_ text: String, width: Int = 79, indent: Int = 0) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { wrapLine($0, width: width, indent: indent) }
            .joined(separator: "\n")
    }

    private static func wrapLine(_ line: Substring, width: Int, indent: Int) -> String {
        var rest = line
        var available = width
        var result = ""
        while rest.count > available {
            let limit = rest.index(rest.startIndex, offsetBy: available)
            guard let space = rest[...limit].lastIndex(of: " ") ?? rest.firstIndex(of: " ") else { break }
            result += "\(rest[..<space])\n\(String(repeating: " ", count: indent))"
            rest = rest[rest.index(after: space)...]
            available = width - indent
        }
        return result + rest
    }
}
