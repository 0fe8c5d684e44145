/// Collects the characters of a JSON string: checks UTF-8 and joins surrogate pairs, whether they arrive as
/// `\u` escapes or as bytes.
struct JSONStringBuilder {
    private var bytes: [UInt8] = []
    /// The code point whose UTF-8 sequence is being read, and how many of its bits are still to come.
    private var partial: UInt32 = 0
    private var missingBits: UInt32 = 0
    /// The first half of a surrogate pair that waits for its second.
    private var highSurrogate: UInt32?

    mutating func append(byte: UInt8) throws(JSONError) {
        guard missingBits == 0 else {
            guard byte & 0xC0 == 0x80 else { throw .malformed }
            missingBits -= 6
            partial |= UInt32(byte & 0x3F) << missingBits
            if missingBits == 0 { try append(codePoint: partial) }
            return
        }
        switch byte {
        case 0x00..<0x80:
            // Core lets a plain byte follow a lone first surrogate and fails at the end of the string.
            bytes.append(byte)
        case 0xC0..<0xE0: (partial, missingBits) = (UInt32(byte & 0x1F) << 6, 6)
        case 0xE0..<0xF0: (partial, missingBits) = (UInt32(byte & 0x0F) << 12, 12)
        case 0xF0..<0xF8: (partial, missingBits) = (UInt32(byte & 0x07) << 18, 18)
        default: throw .malformed
        }
    }

    mutating func append(codePoint: UInt32) throws(JSONError) {
        guard missingBits == 0 else { throw .malformed }
        switch codePoint {
        case 0xD800..<0xDC00:
            guard highSurrogate == nil else { throw .malformed }
            highSurrogate = codePoint
        case 0xDC00..<0xE000:
            guard let high = highSurrogate else { throw .malformed }
            highSurrogate = nil
            append(scalar: 0x10000 + ((high - 0xD800) << 10 | (codePoint - 0xDC00)))
        default:
            guard highSurrogate == nil else { throw .malformed }
            append(scalar: codePoint)
        }
    }

    /// A code point beyond Unicode cannot be held by a `String`; it becomes the replacement character.
    private mutating func append(scalar value: UInt32) {
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    consuming func finish() throws(JSONError) -> String {
        guard missingBits == 0, highSurrogate == nil else { throw .malformed }
        return String(decoding: bytes, as: UTF8.self)
    }
}
