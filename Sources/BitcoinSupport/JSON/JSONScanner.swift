/// Cuts JSON text into tokens. It accepts exactly what Bitcoin Core's UniValue accepts, save that a minus
/// sign alone is not a number.
struct JSONScanner {
    enum Token: Equatable {
        case openObject
        case closeObject
        case openArray
        case closeArray
        case colon
        case comma
        case null
        case bool(Bool)
        case number(String)
        case string(String)

        /// Whether a value starts with this token.
        var opensValue: Bool {
            switch self {
            case .openObject, .openArray, .null, .bool, .number, .string: true
            case .closeObject, .closeArray, .colon, .comma: false
            }
        }
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The next token; `nil` at the end of the text.
    mutating func next() throws(JSONError) -> Token? {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            position += 1
        }
        guard let byte = current else { return nil }
        switch byte {
        case UInt8(ascii: "{"): return take(.openObject)
        case UInt8(ascii: "}"): return take(.closeObject)
        case UInt8(ascii: "["): return take(.openArray)
        case UInt8(ascii: "]"): return take(.closeArray)
        case UInt8(ascii: ":"): return take(.colon)
        case UInt8(ascii: ","): return take(.comma)
        case UInt8(ascii: "n"): return try keyword("null", .null)
        case UInt8(ascii: "t"): return try keyword("true", .bool(true))
        case UInt8(ascii: "f"): return try keyword("false", .bool(false))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "\""): return .string(try string())
        default: throw .malformed
        }
    }

    private mutating func take(_ token: Token) -> Token {
        position += 1
        return token
    }

    private mutating func keyword(_ word: StaticString, _ token: Token) throws(JSONError) -> Token {
        let count = word.utf8CodeUnitCount
        guard bytes.count - position >= count else { throw .malformed }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] {
            throw .malformed
        }
        position += count
        return token
    }

    // MARK: Numbers

    private mutating func number() throws(JSONError) -> String {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let firstDigit = current
        let digits = try self.digits()
        guard digits == 1 || firstDigit != UInt8(ascii: "0") else { throw .malformed }
        if current == UInt8(ascii: ".") {
            position += 1
            _ = try self.digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "-") || current == UInt8(ascii: "+") { position += 1 }
            _ = try self.digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Skips digits, of which there must be at least one, and says how many there were.
    private mutating func digits() throws(JSONError) -> Int {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw .malformed }
        return position - start
    }

    // MARK: Strings

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var text = JSONStringBuilder()
        while let byte = current, byte >= 0x20 {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text.finish()
            case UInt8(ascii: "\\"): try escape(into: &text)
            default: try text.append(byte: byte)
            }
        }
        throw .malformed
    }

    private mutating func escape(into text: inout JSONStringBuilder) throws(JSONError) {
        guard let byte = current else { throw .malformed }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): try text.append(byte: byte)
        case UInt8(ascii: "b"): try text.append(byte: 0x08)
        case UInt8(ascii: "f"): try text.append(byte: 0x0C)
        case UInt8(ascii: "n"): try text.append(byte: 0x0A)
        case UInt8(ascii: "r"): try text.append(byte: 0x0D)
        case UInt8(ascii: "t"): try text.append(byte: 0x09)
        case UInt8(ascii: "u"):
            guard bytes.count - position >= 4 else { throw .malformed }
            var codePoint: UInt32 = 0
            for digit in bytes[position..<position + 4] {
                guard let value = Hex.value(of: digit) else { throw .malformed }
                codePoint = codePoint << 4 | UInt32(value)
            }
            position += 4
            try text.append(codePoint: codePoint)
        default: throw .malformed
        }
    }
}
