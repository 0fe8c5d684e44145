import CBitcoinQt

/// The value of a property, or an argument of a signal or a method.
public enum QtValue: Sendable, Equatable {
    /// There is none, or it is of a type that does not come through.
    case nothing
    /// Yes or no.
    case boolean(Bool)
    /// A number; enumerations too.
    case integer(Int64)
    /// A number that need not be whole.
    case real(Double)
    /// A text.
    case text(String)

    init(_ value: bqt_value) {
        switch value.kind {
        case BQT_BOOLEAN: self = .boolean(value.integer != 0)
        case BQT_INTEGER: self = .integer(value.integer)
        case BQT_REAL: self = .real(value.real)
        case BQT_TEXT:
            let bytes = UnsafeRawBufferPointer(start: value.text, count: value.length)
            self = .text(String(decoding: bytes, as: UTF8.self))
        default: self = .nothing
        }
    }

    /// Lends the value to C.
    func withC<Result>(_ body: (UnsafePointer<bqt_value>) throws -> Result) rethrows -> Result {
        var value = bqt_value()
        switch self {
        case .nothing: value.kind = BQT_NOTHING
        case .boolean(let flag):
            value.kind = BQT_BOOLEAN
            value.integer = flag ? 1 : 0
        case .integer(let number):
            value.kind = BQT_INTEGER
            value.integer = number
        case .real(let number):
            value.kind = BQT_REAL
            value.real = number
        case .text(var text):
            value.kind = BQT_TEXT
            return try text.withUTF8 { bytes in
                try bytes.withMemoryRebound(to: CChar.self) { characters in
                    value.text = characters.baseAddress
                    value.length = characters.count
                    return try body(&value)
                }
            }
        }
        return try body(&value)
    }

    /// The text, if it is one.
    public var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The number, if it is one.
    public var integer: Int? { if case .integer(let number) = self { Int(number) } else { nil } }
    /// The flag, if it is one.
    public var boolean: Bool? { if case .boolean(let flag) = self { flag } else { nil } }
}
