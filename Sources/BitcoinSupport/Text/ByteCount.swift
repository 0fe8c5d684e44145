/// A number of bytes as options give it: digits, and perhaps a letter for a unit.
public struct ByteCount: Sendable, Hashable {
    /// The bytes.
    public let value: UInt64

    /// Reads a number. A small letter is a power of 1000, a capital one of 1024; without a letter it counts
    /// mebibytes. `nil` if it is no number, or too large.
    public init?(_ text: String) {
        var factor: UInt64 = 1 << 20
        var digits = text[...]
        if let last = text.last, let known = Self.factor(last) {
            factor = known
            digits = digits.dropLast()
        }
        guard digits.utf8.first != UInt8(ascii: "+"), let number = UInt64(digits) else { return nil }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        guard !overflows else { return nil }
        value = product
    }

    private static func factor(_ letter: Character) -> UInt64? {
        switch letter {
        case "k": 1000
        case "K": 1 << 10
        case "m": 1_000_000
        case "M": 1 << 20
        case "g": 1_000_000_000
        case "G": 1 << 30
        case "t": 1_000_000_000_000
        case "T": 1 << 40
        default: nil
        }
    }
}
