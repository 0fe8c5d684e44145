import BitcoinCrypto
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("Keys and signatures")
struct KeyTests {
    private func bytes(_ hex: some StringProtocol) throws -> [UInt8] { try #require(Hex.decode(hex)) }

    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func schnorrGivesTheVectorsOfBIP340() throws {
        let text = String(decoding: try TestData.read("vectors/core/bip340_test_vectors.csv"), as: UTF8.self)
        var verified = 0
        var signed = 0
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let publicKey = try #require(Bytes32(bytes(fields[2])))
            let message = try bytes(fields[4])
            let signature = try bytes(fields[5])
            let isValid = Schnorr.verify(
                signature: signature.span.bytes, message: message.span.bytes, publicKey: publicKey)
            #expect(isValid == (fields[6] == "TRUE"), "vector \(fields[0])")
            verified += 1
            if !fields[1].isEmpty, let hash = Bytes32(message) {
                let key = try #require(PrivateKey(bytes(fields[1])))
                #expect(key.publicKey.xOnly.key.bytes == publicKey)
                let auxiliary = try #require(Bytes32(bytes(fields[3])))
                #expect(key.schnorrSignature(over: hash, auxiliary: auxiliary) == signature)
                signed += 1
            }
        }
        #expect(verified == 19)
        #expect(signed >= 4)
    }

    @Test func ecdsaSignaturesAreShortLowAndVerify() throws {
        for seed in UInt8(0)..<20 {
            let key = try #require(PrivateKey(SHA256.hash([seed]).bytes))
            let hash = SHA256.hash([seed, 1])
            let signature = key.signature(over: hash)
            #expect(signature.count <= 70)
            let isLow = ECDSA.hasLowS(signature: signature.span.bytes)
            #expect(isLow)
            #expect(key.publicKey.verify(signature: signature, hash: hash))
            #expect(key.publicKey.with(compressed: false).verify(signature: signature, hash: hash))
            #expect(!key.publicKey.verify(signature: signature, hash: SHA256.hash([seed, 2])))
            var damaged = signature
            damaged[10] ^= 1
            #expect(!key.publicKey.verify(signature: damaged, hash: hash))
            #expect(
                PublicKey.recovered(from: key.recoverableSignature(over: hash), hash: hash) == key.publicKey)
        }
    }

    /// What OpenSSL took for a signature before BIP66, and what it did not.
    @Test func laxDERIsTakenAsItWasBeforeBIP66() throws {
        let key = try #require(PrivateKey([UInt8](repeating: 1, count: 32)))
        let hash = SHA256.hash([7])
        let strict = key.signature(over: hash)
        let rLength = Int(strict[3])
        let r = Array(strict[4..<4 + rLength])
        let sLength = Int(strict[5 + rLength])
        let s = Array(strict[6 + rLength..<6 + rLength + sLength])

        func verifies(_ signature: [UInt8]) -> Bool { key.publicKey.verify(signature: signature, hash: hash) }
        let body = [2, UInt8(rLength)] + r + [2, UInt8(sLength)] + s
        #expect(verifies([0x30, UInt8(body.count)] + body))
        #expect(verifies([0x30, 0] + body), "the length of the whole is ignored")
        #expect(verifies([0x30, 0x81, 0xff] + body), "in any form")
        #expect(verifies([0x30, 0] + body + [1, 2, 3]), "and so is what follows")
        #expect(verifies([0x30, 0, 2, UInt8(rLength + 3), 0, 0, 0] + r + [2, UInt8(sLength)] + s))
        #expect(verifies([0x30, 0, 2, 0x83, 0, 0, UInt8(rLength)] + r + [2, UInt8(sLength)] + s))
        #expect(!verifies([0x31, 0] + body))
        #expect(!verifies([0x30, 0] + body.dropLast()))
        #expect(!verifies([0x30, 0, 2, 0x84, 1, 0, 0, UInt8(rLength)] + r + [2, UInt8(sLength)] + s))
        #expect(!verifies([0x30, 0x85]))
        #expect(!verifies([]))
        let tooLarge = [UInt8](repeating: 0xff, count: 33)
        #expect(!verifies([0x30, 0, 2, 33] + tooLarge + [2, UInt8(sLength)] + s))
    }

    @Test func tweaksOfKeysAgreeBetweenPrivateAndPublic() throws {
        let key = try #require(PrivateKey([UInt8](repeating: 3, count: 32)))
        let tweak = SHA256.hash([9])
        let tweaked = try #require(key.adding(tweak: tweak))
        #expect(try #require(key.publicKey.adding(tweak: tweak)) == tweaked.publicKey)

        let internalKey = key.publicKey.xOnly.key
        let output = try #require(internalKey.adding(tweak: tweak))
        #expect(
            XOnlyPublicKey.isTweaked(
                output: output.key.bytes, isOdd: output.isOdd, internalKey: internalKey.bytes, tweak: tweak))
        #expect(
            !XOnlyPublicKey.isTweaked(
                output: output.key.bytes, isOdd: !output.isOdd, internalKey: internalKey.bytes, tweak: tweak))
        let signature = try #require(key.schnorrSignature(over: SHA256.hash([1]), tweak: tweak))
        let isValid = output.key.verify(signature: signature.span.bytes, message: SHA256.hash([1]))
        #expect(isValid)
    }

    @Test func refusesWhatIsNoKey() throws {
        #expect(PrivateKey([UInt8](repeating: 0, count: 32)) == nil)
        #expect(PrivateKey([UInt8](repeating: 0xff, count: 32)) == nil)
        #expect(PrivateKey([1]) == nil)
        #expect(PublicKey([]) == nil)
        #expect(PublicKey([2] + [UInt8](repeating: 0xff, count: 32)) == nil)
        #expect(PublicKey([5] + [UInt8](repeating: 1, count: 32)) == nil)
        let key = PrivateKey.random()
        let uncompressed = key.publicKey.serialized(compressed: false)
        #expect(PublicKey(uncompressed)?.isCompressed == false)
        #expect(PublicKey(uncompressed)?.serialized(compressed: true) == key.publicKey.bytes)
    }
}
