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
}

/// HMAC-SHA256, for cookies, `-rpcauth` and HKDF.
public enum HMACSHA256 {
    /// The HMAC of `message` under `key`.
    public static func authenticationCode(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<Crypto.SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }
}
