// Files and command lines are bytes with meaning to the program. Swift's characters join bytes that stand
// apart there, a carriage return and its line feed for instance, so such text is cut by its scalars.
extension StringProtocol where SubSequence == Substring {
    /// Splits at every occurrence of an ASCII character, wherever it is. Empty parts are kept.
    func split(at separator: Unicode.Scalar, atMost count: Int = .max) -> [Substring] {
        let parts = unicodeScalars.split(
            separator: separator, maxSplits: count, omittingEmptySubsequences: false)
        return parts.map { self[$0.startIndex..<$0.endIndex] }
    }

    /// The text without white space at either end, as C's `isspace` knows it.
    public func trimmed() -> Substring {
        let isSpace = { (scalar: Unicode.Scalar) in
            scalar == " " || (0x09...0x0D).contains(scalar.value)
        }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return self[startIndex..<startIndex] }
        return self[first..<scalars.index(after: last)]
    }

    /// Whether the text starts with these bytes.
    func starts(withBytes prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        return utf8.prefix(count).elementsEqual(UnsafeBufferPointer(start: prefix.utf8Start, count: count))
    }
}
