import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("Addresses")
struct AddressTests {
    private func format(_ chain: String) -> AddressFormat {
        switch chain {
        case "main": .main
        case "regtest": .regtest
        default: .test
        }
    }

    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func validAddressesAndKeysAreReadAndWritten() throws {
        let vectors = try TestData.json("vectors/core/key_io_valid.json").requireArray()
        for vector in vectors {
            let text = try vector[0].requireString()
            let payload = try #require(Hex.decode(vector[1].requireString()))
            let format = try format(vector[2]["chain"].requireString())
            if try vector[2]["isPrivkey"].requireBool() {
                let key = try #require(PrivateKey(walletImport: text, format))
                #expect(key.bytes == payload)
                #expect(try key.isCompressed == vector[2]["isCompressed"].requireBool())
                #expect(key.walletImportText(format) == text)
                #expect(throws: AddressError.self) { try Destination(address: text, format) }
            } else {
                let destination = try Destination(address: text, format)
                #expect(destination.script.array == payload)
                #expect(Destination(Script(payload)) == destination)
                #expect(PrivateKey(walletImport: text, format) == nil)
                if vector[2]["tryCaseFlip"].bool == true {
                    let flipped = String(
                        text.map { Character($0.isLowercase ? $0.uppercased() : $0.lowercased()) })
                    #expect(try Destination(address: flipped, format) == destination)
                } else {
                    #expect(destination.address(format) == text)
                }
            }
        }
        #expect(vectors.count == 70)
    }

    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func invalidAddressesAreRefusedOnAllNetworks() throws {
        let vectors = try TestData.json("vectors/core/key_io_invalid.json").requireArray()
        for vector in vectors {
            let text = try vector[0].requireString()
            for format in [AddressFormat.main, .test, .regtest] {
                #expect(throws: AddressError.self, "\(text)") { try Destination(address: text, format) }
                #expect(PrivateKey(walletImport: text, format) == nil)
            }
        }
        #expect(vectors.count == 70)
    }

    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func base58GivesCoresVectors() throws {
        for vector in try TestData.json("vectors/core/base58_encode_decode.json").requireArray() {
            let bytes = try #require(Hex.decode(vector[0].requireString()))
            let text = try vector[1].requireString()
            #expect(Base58.encode(bytes) == text)
            #expect(Base58.decode(text, maximum: 256) == bytes)
        }
        #expect(Base58.decode("invalid", maximum: 100) == nil)
        #expect(Base58.decode("bad0IOl", maximum: 100) == nil)
        #expect(Base58.decode(" \t\n skip \r\u{0c} ", maximum: 3) == [0x97, 0x1a, 0x55])
        #expect(Base58.decode("skip a", maximum: 100) == nil)
    }

    @Test(arguments: [
        ("A12UEL5L", Bech32.Encoding.bech32), ("a12uel5l", .bech32),
        ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", .bech32),
        ("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", .bech32), ("?1ezyfcl", .bech32),
        ("A1LQFN3A", .bech32m), ("a1lqfn3a", .bech32m),
        ("abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx", .bech32m), ("?1v759aa", .bech32m),
    ])
    func validBech32IsRead(text: String, encoding: Bech32.Encoding) throws {
        let decoded = try #require(Bech32.decode(text))
        #expect(decoded.encoding == encoding)
        #expect(
            Bech32.encode(encoding, prefix: decoded.prefix, values: decoded.values) == text.lowercased())
        #expect(Bech32.problem(in: text) == nil)
    }

    /// Messages and positions as Core gives them for the same texts.
    @Test(arguments: [
        (" 1nwldj5", "Invalid character or mixed case", [0]),
        ("\u{7f}1axkwrx", "Invalid character or mixed case", [0]),
        (
            "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
            "Bech32 string too long", [90]
        ),
        ("pzry9x0s0muk", "Missing separator", []),
        ("1pzry9x0s0muk", "Invalid separator position", [0]),
        ("x1b4n0q5v", "Invalid Base 32 character", [2]),
        ("li1dgmt3", "Invalid separator position", [2]),
        ("A1G7SGD8", "Invalid checksum", []),
        ("10a06t8", "Invalid separator position", [0]),
        ("a12UEL5L", "Invalid character or mixed case", [3, 4, 5, 7]),
        ("A12uEL5L", "Invalid character or mixed case", [3]),
        ("abcdef1qpzrz9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "Invalid Bech32 checksum", [11]),
        ("test1zg69w7y6hn0aqy352euf40x77qddq3dc", "Invalid Bech32 checksum", [9, 16]),
        ("M1VUXWEZ", "Invalid checksum", []),
        ("mm1crxm3i", "Invalid Base 32 character", [8]),
        ("abcdef1l7aum6echk45nj2s0wdvt2fg8x9yrzpqzd3ryx", "Invalid Bech32m checksum", [21]),
        ("test1zg69v7y60n00qy352euf40x77qcusag6", "Invalid Bech32m checksum", [13, 32]),
    ])
    func problemsOfBech32AreLocated(text: String, message: String, positions: [Int]) throws {
        #expect(Bech32.decode(text) == nil)
        let problem = try #require(Bech32.problem(in: text))
        #expect(problem.message == message)
        #expect(problem.positions == positions)
    }

    @Test(arguments: [
        (
            "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            "Invalid or unsupported Segwit (Bech32) or Base58 encoding.", "main"
        ),
        (
            "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
            "Invalid Bech32 v0 address program size (16 bytes), per BIP141", "main"
        ),
        ("bc1pw5dgrnzv", "Invalid Bech32 address program size (1 byte)", "main"),
        (
            "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du", "Version 1+ witness address must use Bech32m checksum",
            "main"
        ),
        (
            "17VZNX1SN5NtKa8UQFxwQbFeFc3iqRYhe",
            "Invalid checksum or length of Base58 address (P2PKH or P2SH)",
            "main"
        ),
        ("mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ", "Invalid or unsupported Base58-encoded address.", "main"),
    ])
    func refusalsAreInUpstreamsWords(text: String, message: String, chain: String) {
        let refusal = #expect(throws: AddressError.self) { try Destination(address: text, format(chain)) }
        #expect(refusal?.description == message)
    }
}
