import Crypto

/// SHA-512 and HMAC-SHA512, for BIP32 key derivation.
public enum SHA512 {
    /// The digest of one message, 64 bytes.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        Array(Crypto.SHA512.hash(data: bytes))
    }

    /// The HMAC of `message` under `key`, 64 bytes.
    public static func authenticationCode(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<Crypto.SHA512>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }

    /// The HMAC of a secret message, 64 bytes that are secret too.
    public static func authenticationCode(secret message: SecretBytes, key: [UInt8]) -> SecretBytes {
        var mac = HMAC<Crypto.SHA512>(key: SymmetricKey(data: key))
        message.withUnsafeBytes { mac.update(data: $0) }
        var code = mac.finalize()
        defer { withUnsafeMutableBytes(of: &code) { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) } }
        return SecretBytes(count: 64) { target in code.withUnsafeBytes { target.copyMemory(from: $0) } }
    }
}

/// HMAC-SHA256, for cookies, `-rpcauth` and HKDF.
public enum HMACSHA256 {
    /// The HMAC of `message` under `key`.
    public static func authenticationCode(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<Crypto.SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }
}
