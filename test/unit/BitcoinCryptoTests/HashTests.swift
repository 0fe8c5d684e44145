import BitcoinCrypto
import BitcoinSupport
import Testing

@Suite("Hashes give their authors' vectors")
struct HashTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func sha256(message: String, digest: String) {
        #expect(Hex.encode(SHA256.hash(Array(message.utf8)).bytes) == digest)
    }

    @Test func sha256OfAMillionLetters() {
        var hasher = SHA256()
        for _ in 0..<1000 { hasher.update([UInt8](repeating: UInt8(ascii: "a"), count: 1000)) }
        #expect(
            Hex.encode(hasher.finalize().bytes)
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func sha256DoesNotDependOnHowTheMessageIsCut() {
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let whole = SHA256.hash(message)
        for cut in 0...message.count {
            var hasher = SHA256()
            hasher.update(Array(message[..<cut]))
            hasher.update(Array(message[cut...]))
            #expect(hasher.finalize() == whole)
        }
    }

    @Test func aCopyOfTheHasherIsAMidstate() {
        var prefix = SHA256()
        prefix.update([UInt8](repeating: 1, count: 100))
        var first = prefix
        first.update([2])
        var second = prefix
        second.update([3])
        #expect(first.finalize() == SHA256.hash([UInt8](repeating: 1, count: 100) + [2]))
        #expect(second.finalize() == SHA256.hash([UInt8](repeating: 1, count: 100) + [3]))
    }

    @Test func doubleHashOfGenesisHeader() throws {
        let header = try #require(
            Hex.decode(
                "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e"
                    + "67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"))
        #expect(
            Hex.encode(DoubleSHA256.hash(header).bytes.reversed())
                == "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f")
    }

    @Test(arguments: [
        ("", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
        ("a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
        ("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        ("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
        ("abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "12a053384a9c0c88e405a06c27dcf49ada62eb2b"
        ),
        (
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "b0e20b6e3116640286ed3a87a5713079b21f5189"
        ),
        (String(repeating: "1234567890", count: 8), "9b752e45573d4b39f4dbd3323cab82bf63326bfb"),
        (String(repeating: "a", count: 1_000_000), "52783243c1697bdbe16d37f97f68f08325dc1528"),
    ])
    func ripemd160(message: String, digest: String) {
        #expect(Hex.encode(RIPEMD160.hash(Array(message.utf8)).bytes) == digest)
    }

    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ])
    func sha1(message: String, digest: String) {
        #expect(Hex.encode(SHA1.hash(Array(message.utf8)).bytes) == digest)
    }

    @Test func hmacSHA512() {
        // RFC 4231, case 2.
        let code = SHA512.authenticationCode(
            Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(
            Hex.encode(code)
                == "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")
    }

    @Test func bytesCompareFromTheFirst() throws {
        var small = [UInt8](repeating: 0xff, count: 32)
        small[0] = 1
        var large = [UInt8](repeating: 0, count: 32)
        large[0] = 2
        #expect(try #require(Bytes32(small)) < #require(Bytes32(large)))
        #expect(Bytes32([1, 2, 3]) == nil)
    }
}
