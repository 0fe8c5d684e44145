import BitcoinCrypto
import BitcoinPrimitives

/// How wallet files encrypt: AES-256 in CBC mode with padding, under keys of 32 bytes.
enum WalletCipher {
    /// The size of a key.
    static let keySize = 32
    /// The size of the salt of a passphrase.
    static let saltSize = 8

    /// What a passphrase becomes: a key and the block to begin with.
    struct DerivedKey {
        let key: SecretBytes
        let initialization: [UInt8]
    }

    /// Hashes a passphrase with SHA-512 as often as it says; `nil` for parameters that no wallet has.
    static func derive(
        passphrase: SecretBytes, salt: [UInt8], rounds: UInt32, method: UInt32
    ) -> DerivedKey? {
        guard method == MasterKey.sha512, rounds > 0, salt.count == saltSize else { return nil }
        return passphrase.withBytes { input in
            var first = input + salt
            var digest = SHA512.hash(first)
            first.wipe()
            for _ in 1..<rounds { digest = SHA512.hash(digest) }
            defer { digest.wipe() }
            var key = Array(digest[..<keySize])
            return DerivedKey(
                key: SecretBytes(taking: &key), initialization: Array(digest[keySize..<keySize + 16]))
        }
    }

    /// Encrypts a secret.
    static func encrypt(_ secret: SecretBytes, key: SecretBytes, initialization: [UInt8]) -> [UInt8]? {
        key.withBytes { key in
            secret.withBytes { AESCBC.encrypt($0, key: key, initialization: initialization) }
        }
    }

    /// Decrypts a secret; `nil` if the key is a wrong one, as far as the padding shows.
    static func decrypt(_ encrypted: [UInt8], key: SecretBytes, initialization: [UInt8]) -> SecretBytes? {
        key.withBytes { key in
            guard var secret = AESCBC.decrypt(encrypted, key: key, initialization: initialization) else {
                return nil
            }
            return SecretBytes(taking: &secret)
        }
    }

    // MARK: Private keys

    /// Encrypts a private key; its public key decides where the cipher begins.
    static func encrypt(_ privateKey: PrivateKey, key: SecretBytes) -> [UInt8]? {
        var bytes = privateKey.bytes
        let secret = SecretBytes(taking: &bytes)
        return encrypt(secret, key: key, initialization: initialization(privateKey.publicKey))
    }

    /// Decrypts the private key of a public key; `nil` if it is none.
    static func decrypt(_ encrypted: [UInt8], publicKey: PublicKey, key: SecretBytes) -> PrivateKey? {
        let secret = decrypt(encrypted, key: key, initialization: initialization(publicKey))
        guard let secret, secret.count == 32,
            let privateKey = secret.withBytes({ PrivateKey($0, isCompressed: publicKey.isCompressed) }),
            privateKey.publicKey == publicKey
        else { return nil }
        return privateKey
    }

    private static func initialization(_ publicKey: PublicKey) -> [UInt8] {
        Array(DoubleSHA256.hash(publicKey.bytes).bytes.prefix(16))
    }
}
