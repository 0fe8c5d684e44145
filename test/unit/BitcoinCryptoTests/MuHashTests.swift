import Testing

@testable import BitcoinCrypto

@Suite struct MuHashTests {
    private func element(_ number: UInt8) -> [UInt8] { [number] + [UInt8](repeating: 0, count: 31) }

    private func display(_ digest: Bytes32) -> String {
        digest.bytes.reversed().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    @Test func hashesTheEmptySet() {
        #expect(
            display(MuHash().digest) == "dd5ad2a105c2d29495f577245c357409002329b9f4d6182c0af3dc2f462555c8")
    }

    @Test func hashesAsUpstreamDoes() {
        var hash = MuHash()
        hash.insert(element(0))
        hash.insert(element(1))
        hash.remove(element(2))
        #expect(display(hash.digest) == "10d312b100cbd32ada024a6646e40d3482fcff103668d2625f10002a607d5863")
    }

    @Test func orderDoesNotMatter() {
        var forth = MuHash()
        var back = MuHash()
        for number in 0..<20 as Range<UInt8> {
            forth.insert(element(number))
            back.insert(element(19 - number))
        }
        #expect(forth.digest == back.digest)
        for number in 0..<20 as Range<UInt8> { forth.remove(element(number)) }
        #expect(forth.digest == MuHash().digest)
    }

    @Test func unionIsThatOfTheSets() {
        var left = MuHash()
        var right = MuHash()
        var both = MuHash()
        left.insert(element(1))
        right.insert(element(2))
        right.remove(element(3))
        both.insert(element(1))
        both.insert(element(2))
        both.remove(element(3))
        left.formUnion(right)
        #expect(left.digest == both.digest)
    }

    @Test func isTheSameWhenStoredAndRead() throws {
        var hash = MuHash()
        hash.insert(element(7))
        hash.remove(element(9))
        let bytes = hash.serialized
        #expect(bytes.count == 768)
        #expect(try #require(MuHash(serialized: bytes)).digest == hash.digest)
        #expect(MuHash(serialized: Array(bytes.dropLast())) == nil)
    }
}
