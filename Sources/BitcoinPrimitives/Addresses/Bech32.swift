/// Bech32 (BIP173) and Bech32m (BIP350): text with a checksum that finds any four wrong characters.
public enum Bech32 {
    /// Which constant the checksum is compared with.
    public enum Encoding: Sendable, Hashable, CaseIterable {
        /// BIP173.
        case bech32
        /// BIP350.
        case bech32m

        var constant: UInt32 { self == .bech32 ? 1 : 0x2bc8_30a3 }
    }

    /// What a text holds.
    public struct Decoded: Sendable, Hashable {
        /// Which checksum it has.
        public let encoding: Encoding
        /// What comes before the last `1`, in lower case.
        public let prefix: String
        /// Values of five bits each, without the checksum.
        public let values: [UInt8]
    }

    /// No text is longer (BIP173).
    public static let maximumLength = 90
    static let checksumLength = 6
    static let separator = UInt8(ascii: "1")
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

    /// The text for values of five bits each.
    public static func encode(_ encoding: Encoding, prefix: String, values: [UInt8]) -> String {
        let input = expand(Array(prefix.utf8)) + values + [UInt8](repeating: 0, count: checksumLength)
        let checksum = polynomialModulus(input) ^ encoding.constant
        var text = Array(prefix.utf8) + [separator]
        text += values.map { alphabet[Int($0)] }
        for index in 0..<checksumLength {
            text.append(alphabet[Int(checksum >> UInt32(5 * (5 - index)) & 31)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What a text holds; nil if it is too long, has characters that are not allowed, or a wrong checksum.
    public static func decode(_ text: some StringProtocol) -> Decoded? {
        let characters = Array(text.utf8)
        guard characters.count <= maximumLength, invalidCharacters(characters).isEmpty,
            let split = characters.lastIndex(of: separator), split > 0,
            split + checksumLength < characters.count
        else { return nil }
        let prefix = characters[..<split].map(lowercased)
        var values: [UInt8] = []
        for character in characters[(split + 1)...] {
            guard let value = value(of: character) else { return nil }
            values.append(value)
        }
        let residue = polynomialModulus(expand(prefix) + values)
        guard let encoding = Encoding.allCases.first(where: { $0.constant == residue }) else { return nil }
        return Decoded(
            encoding: encoding, prefix: String(decoding: prefix, as: UTF8.self),
            values: Array(values.dropLast(checksumLength)))
    }

    /// Groups bits anew: bytes to values of five bits, or back. Nil if a value is too large, or if without
    /// padding anything but less than a group of zero bits is left over.
    public static func regroup(_ values: some Sequence<UInt8>, from: Int, to: Int, pad: Bool) -> [UInt8]? {
        var accumulator = 0
        var bits = 0
        var result: [UInt8] = []
        let mask = 1 << to - 1
        for value in values {
            guard Int(value) >> from == 0 else { return nil }
            accumulator = (accumulator << from | Int(value)) & 0xfff
            bits += from
            while bits >= to {
                bits -= to
                result.append(UInt8(accumulator >> bits & mask))
            }
        }
        if pad {
            if bits > 0 { result.append(UInt8(accumulator << (to - bits) & mask)) }
        } else if bits >= from || accumulator << (to - bits) & mask != 0 {
            return nil
        }
        return result
    }

    /// The remainder that a checksum makes equal to its constant.
    static func polynomialModulus(_ values: [UInt8]) -> UInt32 {
        var checksum: UInt32 = 1
        for value in values {
            let top = checksum >> 25
            checksum = (checksum & 0x1ff_ffff) << 5 ^ UInt32(value)
            if top & 1 != 0 { checksum ^= 0x3b6a_57b2 }
            if top & 2 != 0 { checksum ^= 0x2650_8e6d }
            if top & 4 != 0 { checksum ^= 0x1ea1_19fa }
            if top & 8 != 0 { checksum ^= 0x3d42_33dd }
            if top & 16 != 0 { checksum ^= 0x2a14_62b3 }
        }
        return checksum
    }

    /// The prefix as it enters the checksum: high bits, zero, low bits.
    static func expand(_ prefix: [UInt8]) -> [UInt8] {
        prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    }

    /// The positions of characters that are not printable, or whose case is not that of the first letter.
    static func invalidCharacters(_ characters: [UInt8]) -> [Int] {
        var hasLower = false
        var hasUpper = false
        return characters.indices.filter { index in
            switch characters[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                if hasUpper { return true }
                hasLower = true
                return false
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if hasLower { return true }
                hasUpper = true
                return false
            case 33...126: return false
            default: return true
            }
        }
    }

    static func lowercased(_ character: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character) ? character + 32 : character
    }

    static func value(of character: UInt8) -> UInt8? {
        alphabet.firstIndex(of: lowercased(character)).map { UInt8($0) }
    }
}
