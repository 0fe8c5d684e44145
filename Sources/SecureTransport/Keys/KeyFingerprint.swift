import BitcoinCrypto
import BitcoinSupport
import NIOSSL

/// What a key is known by: the SHA-256 digest of its `SubjectPublicKeyInfo` (RFC 5280), as RFC 7858 pins keys.
public struct KeyFingerprint: Sendable, Hashable, CustomStringConvertible {
    /// 32 bytes.
    private let digest: [UInt8]

    /// Reads 64 hexadecimal digits; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64, let digest = Hex.decode(String(text)) else { return nil }
        self.digest = digest
    }

    /// The fingerprint of a certificate's key. Nothing else of a certificate counts.
    init(of certificate: NIOSSLCertificate) throws {
        digest = SHA256.hash(try certificate.extractPublicKey().toSPKIBytes()).bytes
    }

    /// 64 hexadecimal digits.
    public var description: String { Hex.encode(digest) }
}
