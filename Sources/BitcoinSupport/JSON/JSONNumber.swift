import Glibc

/// A JSON number, kept as the text that it was written with, so that no digit of an amount is ever lost.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
    /// The number as JSON writes it.
    public let text: String

    /// A number from text that follows JSON's grammar, or `nil`.
    public init?(_ text: String) {
        var scanner = JSONScanner(text)
        guard case .number(let number)? = try? scanner.next(), scanner.isAtEnd, number == text else {
            return nil
        }
        self.text = text
    }

    /// A number that the scanner has already checked.
    init(checked text: String) {
        self.text = text
    }

    /// An integer.
    public init(_ value: some BinaryInteger) {
        text = String(value)
    }

    /// A floating-point value with 16 significant digits; what JSON cannot express becomes 0.
    public init(_ value: Double) {
        guard value.isFinite else {
            text = "0"
            return
        }
        var buffer = [CChar](repeating: 0, count: 40)
        let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.16g", $0) }
        text = String(decoding: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The value as an integer, or `nil` if it has a fraction or an exponent or does not fit.
    public func integer<Integer: FixedWidthInteger>(as type: Integer.Type = Integer.self) -> Integer? {
        Integer(text)
    }

    /// The nearest floating-point value, or `nil` if it is out of range.
    public var double: Double? {
        Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The number as JSON writes it.
    public var description: String { text }
}
