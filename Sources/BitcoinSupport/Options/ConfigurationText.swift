/// Reads the lines of bitcoin.conf.
struct ConfigurationText {
    struct Assignment: Equatable {
        /// Section and name as they count: `section.name`.
        var key: String
        var value: String
    }

    var assignments: [Assignment] = []
    var sections: [SectionAppearance] = []

    init(_ text: String, file: String) throws(ArgumentsError) {
        var prefix = ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, rawLine) in lines.enumerated() {
            let number = index + 1
            let uncommented = rawLine.prefix { $0 != "#" }
            let hasComment = uncommented.endIndex != rawLine.endIndex
            let line = ConfigurationText.trimmed(uncommented)
            guard !line.isEmpty else { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                let section = String(line.dropFirst().dropLast())
                sections.append(SectionAppearance(name: section, file: file, line: number))
                prefix = section + "."
            } else if line.hasPrefix("-") {
                throw ArgumentsError(
                    "parse error on line \(number): \(line), options in configuration file must be "
                        + "specified without leading -")
            } else if let equals = line.firstIndex(of: "=") {
                let name = prefix + ConfigurationText.trimmed(line[..<equals])
                if hasComment, name.contains("rpcpassword") {
                    throw ArgumentsError(
                        "parse error on line \(number), using # in rpcpassword can be ambiguous and "
                            + "should be avoided")
                }
                let value = ConfigurationText.trimmed(line[line.index(after: equals)...])
                assignments.append(Assignment(key: name, value: String(value)))
                if let dot = name.lastIndex(of: "."), name[..<dot].count >= prefix.count {
                    sections.append(
                        SectionAppearance(name: String(name[..<dot]), file: file, line: number))
                }
            } else {
                let advice =
                    line.hasPrefix("no")
                    ? ", if you intended to specify a negated option, use \(line)=1 instead" : ""
                throw ArgumentsError("parse error on line \(number): \(line)\(advice)")
            }
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace = { (scalar: Unicode.Scalar) in
            scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
        }
        let view = text.unicodeScalars
        guard let first = view.firstIndex(where: { !isSpace($0) }),
            let last = view.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return Substring(view[first...last])
    }
}
