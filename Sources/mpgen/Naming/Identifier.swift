/// Spelling of names in Swift.
enum Identifier {
    /// Words that cannot be names without quotes.
    private static let reserved: Set<String> = [
        "Any", "Protocol", "Self", "Type", "as", "associatedtype", "break", "case", "catch", "class",
        "continue",
        "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false",
        "fileprivate",
        "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
        "operator",
        "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self", "static",
        "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var",
        "where",
        "while",
    ]

    /// The name, in quotes where it is a word of the language.
    static func quoted(_ name: String) -> String {
        reserved.contains(name) ? "`\(name)`" : name
    }

    /// The name with a capital at its beginning: the type of a group, or of a file's constants.
    static func capitalized(_ name: String) -> String {
        guard let first = name.first else { return name }
        return first.uppercased() + name.dropFirst()
    }

    /// The last part of a C++ or Swift name with its namespaces: `node::CoinbaseTx` is `CoinbaseTx`.
    static func unqualified(_ name: String) -> String {
        guard let colon = name.lastIndex(of: ":") else { return name }
        return String(name[name.index(after: colon)...])
    }

    /// An integer with its digits in groups of three.
    static func grouped(_ value: some BinaryInteger) -> String {
        let text = String(value)
        let digits = Array(text.drop { $0 == "-" })
        guard digits.count > 6 else { return text }
        var result = text.hasPrefix("-") ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { result += "_" }
            result.append(digit)
        }
        return result
    }

    /// A type id, as 16 hexadecimal digits in groups of four.
    static func hexadecimal(_ id: UInt64) -> String {
        let digits = String(id, radix: 16)
        let padded = Array(String(repeating: "0", count: 16 - digits.count) + digits)
        return "0x"
            + stride(from: 0, to: 16, by: 4).map { String(padded[$0..<$0 + 4]) }.joined(separator: "_")
    }
}
