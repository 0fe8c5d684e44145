import BitcoinCrypto
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinScript

@Suite("Extended keys")
struct ExtendedKeyTests {
    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func giveTheVectorsOfBIP32() throws {
        var master: ExtendedPrivateKey?
        var current: ExtendedPrivateKey?
        var chains = 0
        for line in try TestData.improvementProposal(32).split(whereSeparator: \.isNewline) {
            if let seed = Self.value(line, "Seed (hex): ") {
                var bytes = try #require(Hex.decode(seed))
                master = ExtendedPrivateKey(seed: SecretBytes(taking: &bytes))
            } else if let chain = Self.value(line, "* Chain m") {
                let path = "m" + chain.replacing("<sub>H</sub>", with: "h")
                current = try master?.derived(#require(DerivationPath(path)))
            } else if let text = Self.value(line, "** ext pub: ") {
                let key = try #require(current)
                #expect(key.publicKey.text(.main) == text)
                #expect(ExtendedPublicKey(text, .main) == key.publicKey)
                chains += 1
            } else if let text = Self.value(line, "** ext prv: ") {
                let key = try #require(current)
                #expect(key.text(.main) == text)
                #expect(ExtendedPrivateKey(text, .main) == key)
            }
        }
        #expect(chains == 17)
    }

    @Test(.enabled(if: TestData.isAvailable, "the test data is not there"))
    func refuseTheInvalidOnesOfBIP32() throws {
        let text = try TestData.improvementProposal(32)
        let start = text.firstRange(of: "===Test vector 5===")
        let section = try #require(start)
        var refused = 0
        for line in text[section.upperBound...].split(whereSeparator: \.isNewline) {
            guard let rest = Self.value(line, "* "), rest.hasPrefix("x") || rest.hasPrefix("DMwo"),
                let key = rest.split(separator: " ").first
            else { continue }
            #expect(ExtendedPublicKey(key, .main) == nil)
            #expect(ExtendedPrivateKey(key, .main) == nil)
            refused += 1
        }
        #expect(refused == 16)
    }

    private static func value(_ line: Substring, _ prefix: String) -> Substring? {
        line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : nil
    }

    private static let seed = SecretBytes(copying: [UInt8](repeating: 7, count: 32).span.bytes)

    @Test func ofAPublicParentAreThoseOfThePrivateOne() throws {
        let master = try #require(ExtendedPrivateKey(seed: Self.seed))
        let child = try #require(master.derived([5, 6, 7]))
        #expect(master.publicKey.derived([5, 6, 7]) == child.publicKey)
        #expect(master.publicKey.derived([5, 0x8000_0000]) == nil)
        let (next, tweak) = try #require(master.publicKey.childAndTweak(5))
        #expect(master.publicKey.key.adding(tweak: tweak) == next.key)
    }

    @Test func stopAtDepth255() throws {
        var key = try #require(ExtendedPrivateKey(seed: Self.seed))
        for _ in 0..<255 { key = try #require(key.child(0)) }
        #expect(key.depth == 255)
        #expect(key.child(0) == nil)
        #expect(key.publicKey.child(0) == nil)
    }

    @Test(arguments: [0, 15, 65]) func needASeedOf16To64Bytes(_ count: Int) {
        let seed = SecretBytes(copying: [UInt8](repeating: 1, count: count).span.bytes)
        #expect(ExtendedPrivateKey(seed: seed) == nil)
    }

    @Test func areOfOneNetwork() throws {
        let key = try #require(ExtendedPrivateKey(seed: Self.seed))
        #expect(ExtendedPrivateKey(key.text(.main), .test) == nil)
        #expect(ExtendedPublicKey(key.publicKey.text(.test), .main) == nil)
        #expect(ExtendedPublicKey(key.publicKey.text(.test), .regtest) == key.publicKey)
    }

    @Test func doNotShowTheirSecrets() throws {
        let key = try #require(ExtendedPrivateKey(seed: Self.seed))
        let secret = Hex.encode(key.key.bytes)
        for text in ["\(key)", String(reflecting: key), "\(key.key)", String(reflecting: key.key)] {
            #expect(!text.contains(secret))
        }
        var dumped = ""
        dump(key, to: &dumped)
        dump(key.key, to: &dumped)
        #expect(!dumped.contains("UInt8") && !dumped.contains("0x"))
    }
}

@Suite("Derivation paths")
struct DerivationPathTests {
    @Test(
        arguments: [
            ("m", []), ("", []), ("m/0", [0]), ("1/2'/3h", [1, 0x8000_0002, 0x8000_0003]),
            ("m/2147483647h", [0xffff_ffff]), ("m/1/", [1]),
        ] as [(String, [UInt32])])
    func areRead(_ text: String, _ steps: [UInt32]) {
        #expect(DerivationPath(text)?.steps == steps)
    }

    @Test(arguments: [
        "/", "/1", "m//1", "m/m", "x", "m/1x", "m/-1", "m/+1", "m/2147483648", "m/4294967296", "m/'",
    ])
    func areRefused(_ text: String) {
        #expect(DerivationPath(text) == nil)
    }

    @Test func areWrittenWithEitherMark() {
        let path: DerivationPath = [0x8000_0054, 0, 1]
        #expect(path.description == "m/84h/0/1")
        #expect(path.text(apostrophe: true) == "/84'/0/1")
    }
}
