extension JSONValue: CustomStringConvertible {
    /// The value in one line without spaces, as Bitcoin Core writes it.
    public var description: String { written() }

    /// The value over several lines, each level indented by `indent` spaces, as bitcoin-cli prints it.
    public func pretty(indent: Int = 2) -> String {
        written(indent: indent)
    }

    /// The value as text: compact where `indent` is 0. `level` is the depth that the first line is thought
    /// to have, counted from 1.
    public func written(indent: Int = 0, level: Int = 1) -> String {
        var writer = JSONWriter(indent: indent)
        writer.write(self, level: max(level, 1))
        return writer.text
    }
}

private struct JSONWriter {
    let indent: Int
    var text = ""

    init(indent: Int) {
        self.indent = indent
    }

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let number): text += number.text
        case .string(let string): write(string)
        case .array(let elements):
            writeList("[", "]", count: elements.count, level: level) { writer, index in
                writer.write(elements[index], level: level + 1)
            }
        case .object(let object):
            writeList("{", "}", count: object.count, level: level) { writer, index in
                writer.write(object[index].name)
                writer.text += writer.indent > 0 ? ": " : ":"
                writer.write(object[index].value, level: level + 1)
            }
        }
    }

    private mutating func writeList(
        _ open: Character, _ close: Character, count: Int, level: Int,
        element: (inout JSONWriter, Int) -> Void
    ) {
        text.append(open)
        if indent > 0 { text.append("\n") }
        for index in 0..<count {
            pad(level)
            element(&self, index)
            if index + 1 < count { text.append(",") }
            if indent > 0 { text.append("\n") }
        }
        pad(level - 1)
        text.append(close)
    }

    private mutating func pad(_ level: Int) {
        for _ in 0..<(indent * level) { text.append(" ") }
    }

    private mutating func write(_ string: String) {
        text.append("\"")
        // Most strings need no escape: they go over in one piece.
        if string.utf8.contains(where: JSONWriter.needsEscape) {
            for scalar in string.unicodeScalars { write(scalar) }
        } else {
            text += string
        }
        text.append("\"")
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\u{08}": text += "\\b"
        case "\t": text += "\\t"
        case "\n": text += "\\n"
        case "\u{0C}": text += "\\f"
        case "\r": text += "\\r"
        case "\u{00}"..<"\u{20}", "\u{7F}": text += "\\u00" + Hex.encode([UInt8(scalar.value)])
        default: text.unicodeScalars.append(scalar)
        }
    }
}
