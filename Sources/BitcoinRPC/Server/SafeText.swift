/// Text of strangers, made fit for the log.
enum SafeText {
    /// Only the characters that can do no harm in a line of the log.
    static func sanitized(_ text: String) -> String {
        String(decoding: text.utf8.filter(isSafe), as: UTF8.self)
    }

    private static let safePunctuation = Set(" .,;-_/:?@()".utf8)

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            safePunctuation.contains(byte)
        }
    }
}
