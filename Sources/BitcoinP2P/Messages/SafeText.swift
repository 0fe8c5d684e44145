/// Text from strangers, fit for a log and a terminal.
public enum SafeText {
    private static let safe: Set<UInt8> = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;-_/:?@()".utf8)

    /// The bytes without those that could do harm.
    public static func clean(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.filter(safe.contains), as: UTF8.self)
    }

    /// The text without characters that could do harm.
    public static func clean(_ text: String) -> String { clean(text.utf8) }
}
