import BitcoinCrypto
import BitcoinSupport
import Testing

@testable import BitcoinWallet

@Suite struct WalletCipherTests {
    private func secret(_ text: String) -> SecretBytes {
        var bytes = Array(text.utf8)
        return SecretBytes(taking: &bytes)
    }

    /// From Bitcoin Core's wallet_crypto_tests.
    @Test func derivesKeysAsCoreDoes() throws {
        let salt = try #require(Hex.decode("0000deadbeef0000"))
        let derived = try #require(
            WalletCipher.derive(passphrase: secret("test"), salt: salt, rounds: 25_000, method: 0))
        derived.key.withBytes {
            #expect(Hex.encode($0) == "fc7aba077ad5f4c3a0988d8daa4810d0d4a0e3bcb53af662998898f33df0556a")
        }
        #expect(Hex.encode(derived.initialization) == "cf2f2691526dd1aa220896fb8bf7c369")
    }

    @Test func refusesUnknownDerivations() {
        let salt = [UInt8](repeating: 1, count: 8)
        #expect(WalletCipher.derive(passphrase: secret("a"), salt: salt, rounds: 0, method: 0) == nil)
        #expect(WalletCipher.derive(passphrase: secret("a"), salt: salt, rounds: 1, method: 1) == nil)
        #expect(WalletCipher.derive(passphrase: secret("a"), salt: [1], rounds: 1, method: 0) == nil)
    }

    @Test func decryptsKeysThatItEncrypted() throws {
        let key = PrivateKey.random()
        let master = secret("0123456789abcdef0123456789abcdef")
        let encrypted = try #require(WalletCipher.encrypt(key, key: master))
        #expect(encrypted.count == 48)
        #expect(WalletCipher.decrypt(encrypted, publicKey: key.publicKey, key: master) == key)
        #expect(WalletCipher.decrypt(encrypted, publicKey: PrivateKey.random().publicKey, key: master) == nil)
        let other = secret("0123456789abcdef0123456789abcdeF")
        #expect(WalletCipher.decrypt(encrypted, publicKey: key.publicKey, key: other) == nil)
        #expect(WalletCipher.decrypt([1, 2, 3], publicKey: key.publicKey, key: master) == nil)
    }

    @Test func writesPrivateKeysAsCoreDoes() throws {
        for isCompressed in [true, false] {
            let key = try #require(
                PrivateKey([UInt8](repeating: 0x11, count: 32), isCompressed: isCompressed))
            let value = PrivateKeyRecord.encode(key)
            #expect(value.count == (isCompressed ? 1 + 214 + 32 : 3 + 279 + 32))
            #expect(PrivateKeyRecord.decode(value, publicKey: key.publicKey) == key)
            #expect(PrivateKeyRecord.decode(value, publicKey: PrivateKey.random().publicKey) == nil)
            for index in value.indices {
                var damaged = value
                damaged[index] ^= 1
                #expect(PrivateKeyRecord.decode(damaged, publicKey: key.publicKey) == nil)
            }
        }
    }
}
