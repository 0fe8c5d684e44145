/// A part of a descriptor that is being read. Descriptors are ASCII: their checksum knows no other characters.
typealias DescriptorSlice = Substring.UTF8View

extension DescriptorSlice {
    /// The characters as text.
    var text: String { String(Substring(self)) }

    /// Moves past `prefix` if it comes next.
    mutating func skip(_ prefix: StaticString) -> Bool {
        guard starts(with: prefix) else { return false }
        removeFirst(prefix.utf8CodeUnitCount)
        return true
    }

    /// Whether `prefix` comes next.
    func starts(with prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { self.starts(with: $0) }
    }

    /// The argument if the whole is `name(argument)`.
    func argument(of name: StaticString) -> DescriptorSlice? {
        let count = name.utf8CodeUnitCount
        guard self.count >= count + 2, starts(with: name), last == UInt8(ascii: ")"),
            dropFirst(count).first == UInt8(ascii: "(")
        else { return nil }
        return dropFirst(count + 1).dropLast()
    }

    /// Takes what comes before the next comma or closing bracket of this level.
    mutating func takeExpression() -> DescriptorSlice {
        var level = 0
        var end = startIndex
        scan: while end < endIndex {
            switch self[end] {
            case UInt8(ascii: "("), UInt8(ascii: "{"): level += 1
            case UInt8(ascii: ")"), UInt8(ascii: "}"):
                if level == 0 { break scan }
                level -= 1
            case UInt8(ascii: ","): if level == 0 { break scan }
            default: break
            }
            end = index(after: end)
        }
        defer { self = self[end...] }
        return self[..<end]
    }

    /// The first character as text, for messages.
    var firstCharacter: String { prefix(1).text }

    /// The parts between separators, empty ones too.
    func parts(separator: Unicode.Scalar) -> [DescriptorSlice] {
        split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
    }
}
