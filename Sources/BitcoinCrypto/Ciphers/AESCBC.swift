import Crypto
import CryptoExtras

/// AES in cipher block chaining mode with PKCS #7 padding, as wallet files use it.
public enum AESCBC {
    /// Encrypts bytes.
    ///
    /// - Parameters:
    ///   - key: 16, 24 or 32 bytes.
    ///   - initialization: the 16 bytes to begin with.
    /// - Returns: the bytes, padded to the next multiple of 16; `nil` for a key or beginning of the wrong size.
    public static func encrypt(_ plaintext: [UInt8], key: [UInt8], initialization: [UInt8]) -> [UInt8]? {
        guard let initialization = try? AES._CBC.IV(ivBytes: initialization) else { return nil }
        return (try? AES._CBC.encrypt(plaintext, using: SymmetricKey(data: key), iv: initialization))
            .map { Array($0) }
    }

    /// Decrypts bytes; `nil` if key, beginning, length or padding are wrong.
    public static func decrypt(_ ciphertext: [UInt8], key: [UInt8], initialization: [UInt8]) -> [UInt8]? {
        guard let initialization = try? AES._CBC.IV(ivBytes: initialization) else { return nil }
        return (try? AES._CBC.decrypt(ciphertext, using: SymmetricKey(data: key), iv: initialization))
            .map { Array($0) }
    }
}
