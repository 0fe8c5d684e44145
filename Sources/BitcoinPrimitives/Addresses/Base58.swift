import BitcoinCrypto

/// Base58: text without the letters that look alike, with or without a checksum.
public enum Base58 {
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The text for these bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        let zeroes = bytes.prefix { $0 == 0 }.count
        // Digits of base 58, least significant first.
        var digits: [UInt8] = []
        for byte in bytes.dropFirst(zeroes) {
            var carry = Int(byte)
            for index in digits.indices {
                carry += Int(digits[index]) << 8
                digits[index] = UInt8(carry % 58)
                carry /= 58
            }
            while carry > 0 {
                digits.append(UInt8(carry % 58))
                carry /= 58
            }
        }
        let text =
            [UInt8](repeating: alphabet[0], count: zeroes) + digits.reversed().map { alphabet[Int($0)] }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text, white space around it ignored; nil if it holds other characters or if there are more
    /// than `maximum` bytes, which is found out before much work is done.
    public static func decode(_ text: some StringProtocol, maximum: Int) -> [UInt8]? {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
        let all = Array(text.utf8)
        guard let first = all.firstIndex(where: { !isSpace($0) }),
            let last = all.lastIndex(where: { !isSpace($0) })
        else { return [] }
        let characters = all[first...last]
        let zeroes = characters.prefix { $0 == alphabet[0] }.count
        guard zeroes <= maximum else { return nil }
        // Bytes, least significant first.
        var bytes: [UInt8] = []
        for character in characters.dropFirst(zeroes) {
            var carry = Int(values[Int(character)])
            guard carry != 0xff else { return nil }
            for index in bytes.indices {
                carry += Int(bytes[index]) * 58
                bytes[index] = UInt8(truncatingIfNeeded: carry)
                carry >>= 8
            }
            if carry > 0 { bytes.append(UInt8(carry)) }
            guard zeroes + bytes.count <= maximum else { return nil }
        }
        return [UInt8](repeating: 0, count: zeroes) + bytes.reversed()
    }

    /// The text for these bytes and four bytes of their double hash.
    public static func encodeChecked(_ bytes: [UInt8]) -> String {
        encode(bytes + DoubleSHA256.hash(bytes).bytes.prefix(4))
    }

    /// The bytes of a text that ends in their checksum; nil if it does not.
    public static func decodeChecked(_ text: some StringProtocol, maximum: Int) -> [UInt8]? {
        guard let bytes = decode(text, maximum: maximum + 4), bytes.count >= 4 else { return nil }
        let payload = Array(bytes.dropLast(4))
        guard DoubleSHA256.hash(payload).bytes.prefix(4).elementsEqual(bytes.suffix(4)) else { return nil }
        return payload
    }
}
