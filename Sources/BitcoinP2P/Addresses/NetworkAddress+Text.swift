import BitcoinCrypto
import BitcoinSupport

extension NetworkAddress: CustomStringConvertible {
    /// The address as text. IPv6 comes without brackets.
    public var description: String {
        switch network {
        case .ipv4, .ipv6, .cjdns: IPAddress(bytes: bytes)?.description ?? ""
        case .onion: Base32.encode(bytes + OnionService.suffix(of: bytes)) + OnionService.domain
        case .i2p: Base32.encode(bytes) + Self.i2pDomain
        case .internal: Base32.encode(bytes) + ".internal"
        }
    }

    /// An address from its text: numeric IPv4 or IPv6 (which may be in brackets), `….onion` or `….b32.i2p`.
    /// Names are not looked up.
    public init?(_ text: some StringProtocol) {
        if let address = IPAddress(String(text)) {
            self.init(address)
        } else if text.hasSuffix(OnionService.domain) {
            guard let decoded = Base32.decode(text.dropLast(OnionService.domain.utf8.count)),
                decoded.count == Network.onion.addressSize + OnionService.suffixSize
            else { return nil }
            let key = Array(decoded.prefix(Network.onion.addressSize))
            guard decoded.suffix(OnionService.suffixSize).elementsEqual(OnionService.suffix(of: key)) else {
                return nil
            }
            self.init(.onion, bytes: key)
        } else if text.hasSuffix(Self.i2pDomain) {
            let name = text.dropLast(Self.i2pDomain.utf8.count)
            guard name.utf8.count == 52, let decoded = Base32.decode(name) else { return nil }
            self.init(.i2p, bytes: decoded)
        } else {
            return nil
        }
    }

    private static let i2pDomain = ".b32.i2p"
}

/// How the names of onion services are made (Tor's rend-spec, version 3).
enum OnionService {
    static let domain = ".onion"
    /// A checksum of two bytes and the version.
    static let suffixSize = 3
    private static let version: UInt8 = 3

    /// What follows the key in the name.
    static func suffix(of key: [UInt8]) -> [UInt8] {
        let digest = SHA3.hash256(Array(".onion checksum".utf8) + key + [version])
        return [digest[0], digest[1], version]
    }
}

/// Base 32 (RFC4648) in lower case, without padding.
enum Base32 {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text = ""
        var window: UInt32 = 0
        var bits = 0
        for byte in bytes {
            window = window << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.unicodeScalars.append(Unicode.Scalar(alphabet[Int(window >> UInt32(bits) & 31)]))
            }
            window &= 0xFF
        }
        if bits > 0 {
            text.unicodeScalars.append(Unicode.Scalar(alphabet[Int(window << UInt32(5 - bits) & 31)]))
        }
        return text
    }

    /// The bytes that the text spells; nil if it holds anything else, or bits that mean nothing.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var window: UInt32 = 0
        var bits = 0
        for character in text.utf8 {
            let value: UInt8
            switch character {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = character - UInt8(ascii: "a")
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
            case UInt8(ascii: "2")...UInt8(ascii: "7"): value = character - UInt8(ascii: "2") + 26
            default: return nil
            }
            window = window << 5 | UInt32(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: window >> UInt32(bits)))
            }
            window &= 0xFFF
        }
        guard bits < 5, window & ((1 << UInt32(bits)) - 1) == 0 else { return nil }
        return bytes
    }
}
