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
        for (index, rawLine) in text.split(at: "\n").enumerated() {
            let number = index + 1
            let parts = rawLine.split(at: "#", atMost: 1)
            let line = parts[0].trimmed()
            guard !line.isEmpty else { continue }
            if line.starts(withBytes: "["), line.utf8.last == UInt8(ascii: "]") {
                let section = String(line.dropFirst().dropLast())
                sections.append(SectionAppearance(name: section, file: file, line: number))
                prefix = section + "."
            } else if line.starts(withBytes: "-") {
                throw ArgumentsError(
                    "parse error on line \(number): \(line), options in configuration file must be "
                        + "specified without leading -")
            } else if line.unicodeScalars.contains("=") {
                let assignment = line.split(at: "=", atMost: 1)
                let name = prefix + assignment[0].trimmed()
                if parts.count > 1, name.contains("rpcpassword") {
                    throw ArgumentsError(
                        "parse error on line \(number), using # in rpcpassword can be ambiguous and "
                            + "should be avoided")
                }
                assignments.append(Assignment(key: name, value: String(assignment[1].trimmed())))
                if let dot = name.lastIndex(of: "."), name[..<dot].utf8.count >= prefix.utf8.count {
                    sections.append(
                        SectionAppearance(name: String(name[..<dot]), file: file, line: number))
                }
            } else {
                let advice =
                    line.starts(withBytes: "no")
                    ? ", if you intended to specify a negated option, use \(line)=1 instead" : ""
                throw ArgumentsError("parse error on line \(number): \(line)\(advice)")
            }
        }
    }
}
