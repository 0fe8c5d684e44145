import Glibc

/// Numbers and words in columns.
enum DecimalText {
    /// A number with this many decimals.
    static func fixed(_ value: Double, decimals: Int) -> String {
        var buffer = [CChar](repeating: 0, count: 400)
        let length = withVaList([Int32(decimals), value]) { vsnprintf(&buffer, buffer.count, "%.*f", $0) }
        return String(
            decoding: buffer.prefix(max(0, Int(length))).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Text at the right end of a column; with a negative width at the left.
    static func padded(_ text: String, to width: Int) -> String {
        let padding = String(repeating: " ", count: max(0, abs(width) - text.utf8.count))
        return width < 0 ? text + padding : padding + text
    }
}
