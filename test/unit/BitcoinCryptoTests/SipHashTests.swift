import BitcoinCrypto
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("SipHash-2-4")
struct SipHashTests {
    @Test func givesTheAuthorsVector() {
        var hasher = SipHash(key0: 0x0706_0504_0302_0100, key1: 0x0f0e_0d0c_0b0a_0908)
        for byte in UInt8(0)..<15 { hasher.update(byte: byte) }
        #expect(hasher.finalize() == 0xa129_ca61_49be_45e5)
    }

    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func givesCoresVectors() throws {
        let vectors = try TestData.json("vectors/core/siphash.json").requireArray()
        for vector in vectors {
            let keys = try vector["key"].requireArray().map {
                try #require(UInt64($0.requireString(), radix: 16))
            }
            let expected = try #require(
                UInt64(vector["expected"]["siphash24"].requireString(), radix: 16))
            var hasher = SipHash(key0: keys[0], key1: keys[1])
            for part in try vector["input"].requireArray() {
                for byte in try #require(Hex.decode(part.requireString())) { hasher.update(byte: byte) }
            }
            #expect(hasher.finalize() == expected)
            try check13(vector, keys)
        }
        #expect(vectors.count > 100)
    }

    /// The variant with fewer rounds is offered for single hashes only.
    private func check13(_ vector: JSONValue, _ keys: [UInt64]) throws {
        let parts = try vector["input"].requireArray().map { try $0.requireHex() }
        guard parts.count == 1, let value = Bytes32(parts[0]) else { return }
        let expected = try vector["expected"]["siphash13uj"].requireString()
        #expect(SipHash.hash13(value, key0: keys[0], key1: keys[1]) == UInt64(expected, radix: 16))
    }
}
