import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinP2P

@Suite struct BloomFilterTests {
    private static func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }

    private static func filter(
        _ elements: String..., size: Int = 35, hashCount: UInt32 = 19, tweak: UInt32 = 0,
        update: BloomFilter.Update = .all
    ) throws -> BloomFilter {
        var filter = BloomFilter(
            bits: [UInt8](repeating: 0, count: size), hashCount: hashCount, tweak: tweak, update: update)
        for element in elements {
            let bytes = try bytes(element)
            filter.insert(bytes.span.bytes)
        }
        return filter
    }

    private static func transaction(_ hex: String) throws -> Transaction {
        try Transaction(serialized: try bytes(hex))
    }

    private static func contains(_ filter: BloomFilter, _ element: [UInt8]) -> Bool {
        filter.contains(element.span.bytes)
    }

    @Test(
        arguments: [
            (0, 0, ""), (0x6a39_6f08, 0xfba4_c795, ""), (0x81f1_6f39, 0xffff_ffff, ""),
            (0x514e_28b7, 0, "00"),
            (0xea3f_0b17, 0xfba4_c795, "00"), (0xfd6c_f10d, 0, "ff"), (0x16c6_b7ab, 0, "0011"),
            (0x8eb5_1c3d, 0, "001122"), (0xb447_1bf8, 0, "00112233"), (0xe230_1fa8, 0, "0011223344"),
            (0xfc2e_4a15, 0, "001122334455"), (0xb074_502c, 0, "00112233445566"),
            (0x8034_d2a0, 0, "0011223344556677"), (0xb469_8def, 0, "001122334455667788"),
        ] as [(UInt32, UInt32, String)])
    func hashesAsMurmurHash3Does(expected: UInt32, seed: UInt32, text: String) throws {
        let bytes = try Self.bytes(text)
        let hash = MurmurHash3.hash(bytes.span.bytes, seed: seed)
        #expect(hash == expected)
    }

    /// Filters for three elements of which one in a hundred others matches, in BIP37's serialization.
    @Test(arguments: [(0, "03614e9b050000000000000001"), (2_147_483_649, "03ce4299050000000100008001")])
    func setsTheBitsThatOthersLookFor(tweak: UInt32, expected: String) throws {
        let filter = try Self.filter(
            "99108ad8ed9bb6274d3980bab5a85c048f0950c8", "b5a2c786d9ef4658287ced5914b37a1b4aa32eee",
            "b9300670b4c5366e95b2699e8b18bc75e5f729c5", size: 3, hashCount: 5, tweak: tweak)
        #expect(Hex.encode(filter.serialized) == expected)
        #expect(try BloomFilter(serialized: try Self.bytes(expected)) == filter)
        #expect(Self.contains(filter, try Self.bytes("99108ad8ed9bb6274d3980bab5a85c048f0950c8")))
        #expect(!Self.contains(filter, try Self.bytes("19108ad8ed9bb6274d3980bab5a85c048f0950c8")))
    }

    /// The first transaction, whose first output the second spends.
    private static let first =
        "01000000010b26e9b7735eb6aabdf358bab62f9816a21ba9ebdb719d5299e88607d722c190000000008b4830450220070aca44506c5c"
        + "ef3a16ed519d7c3c39f8aab192c4e1c90d065f37b8a4af6141022100a8e160b856c2d43d27d8fba71e5aef6405b8643ac4cb7cb3"
        + "c462aced7f14711a0141046d11fee51b0e60666d5049a9101a72741df480b96ee26488a4d3466b95c9a40ac5eeef87e10a5cd336"
        + "c19a84565f80fa6c547957b7700ff4dfbdefe76036c339ffffffff021bff3d11000000001976a91404943fdd508053c75000106d"
        + "3bc6e2754dbcff1988ac2f15de00000000001976a914a266436d2965547608b9e15d9032a7b9d64fa43188ac00000000"

    @Test(
        arguments: [
            // Its hash, the signature and the key of its input, the key hashes of its outputs, what it spends.
            "6bff7fcd4f8565ef406dd5d63d4ff94f318fe82027fd4dc451b04474019f74b4",
            "30450220070aca44506c5cef3a16ed519d7c3c39f8aab192c4e1c90d065f37b8a4af6141022100a8e160b856c2d43d27d8fba71e5aef"
                + "6405b8643ac4cb7cb3c462aced7f14711a01",
            "046d11fee51b0e60666d5049a9101a72741df480b96ee26488a4d3466b95c9a40ac5eeef87e10a5cd336c19a84565f80fa6c547957"
                + "b7700ff4dfbdefe76036c339",
            "04943fdd508053c75000106d3bc6e2754dbcff19", "a266436d2965547608b9e15d9032a7b9d64fa431",
            "0b26e9b7735eb6aabdf358bab62f9816a21ba9ebdb719d5299e88607d722c19000000000",
        ])
    func matchesATransactionByWhatItShows(element: String) throws {
        var filter = try Self.filter(element)
        let isFound = filter.matches(try Self.transaction(Self.first))
        #expect(isFound)
    }

    @Test(
        arguments: [
            "00000009e784f32f62ef849763d4f45b98e07ba658647343b915ff832b110436",
            "0000006d2965547608b9e15d9032a7b9d64fa431",
            "0b26e9b7735eb6aabdf358bab62f9816a21ba9ebdb719d5299e88607d722c19001000000",
        ])
    func matchesNothingElse(element: String) throws {
        var filter = try Self.filter(element)
        let isFound = filter.matches(try Self.transaction(Self.first))
        #expect(!isFound)
    }

    @Test(arguments: [(BloomFilter.Update.all, true), (.none, false), (.publicKeysOnly, false)])
    func followsAMatchedOutputToItsSpender(update: BloomFilter.Update, follows: Bool) throws {
        let first = try Self.transaction(Self.first)
        var filter = try Self.filter("04943fdd508053c75000106d3bc6e2754dbcff19", update: update)
        let isFound = filter.matches(first)
        #expect(isFound)
        let isSpenderFound = filter.matches(Transaction.spending(first, 0))
        #expect(isSpenderFound == follows)
        let isOtherFound = filter.matches(Transaction.spending(first, 1))
        #expect(!isOtherFound)
    }

    @Test func followsOutputsThatPayToKeysIfOnlyTheseAreWanted() throws {
        let key = [UInt8](repeating: 2, count: 33)
        let funding = Transaction.spending(
            try Self.transaction(Self.first), script: Script([33] + key + [0xac]))
        var filter = try Self.filter(Hex.encode(key), update: .publicKeysOnly)
        let isFound = filter.matches(funding)
        #expect(isFound)
        let isSpenderFound = filter.matches(Transaction.spending(funding))
        #expect(isSpenderFound)
    }

    @Test func takesEverythingWithoutBitsAndDoesNotDivideByThem() throws {
        var filter = BloomFilter(bits: [], hashCount: 1)
        let element: [UInt8] = [1, 2, 3]
        filter.insert(element.span.bytes)
        #expect(Self.contains(filter, [4]))
        let isFound = filter.matches(try Self.transaction(Self.first))
        #expect(isFound)
    }

    @Test func hasLimits() {
        #expect(BloomFilter(bits: .init(repeating: 0, count: 36_000), hashCount: 50).isWithinLimits)
        #expect(!BloomFilter(bits: .init(repeating: 0, count: 36_001), hashCount: 1).isWithinLimits)
        #expect(!BloomFilter(bits: [0], hashCount: 51).isWithinLimits)
    }
}
