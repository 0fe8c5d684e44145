import BitcoinPrimitives
import Testing

@Suite("256-bit numbers and compact targets")
struct ArithmeticTests {
    private func number(_ hex: String) throws -> UInt256 { try #require(UInt256(hex: hex)) }

    @Test func addsAndSubtractsAcrossTheHalves() throws {
        let half = try number("ffffffffffffffffffffffffffffffff")
        #expect(half + .one == (try number("100000000000000000000000000000000")))
        #expect(half + .one - .one == half)
        #expect(UInt256.max + .one == .zero)
        #expect(UInt256.zero - .one == .max)
    }

    @Test func multipliesModulo() throws {
        let a = try number("7d1de5eaf9b156d53208f033b5aa8122d2d2355d5e12292b121156cfdb4a529c")
        let b = try number("d7db77eb5a03f9e6d4bd3d8f2e6d0b6b2f1f9aa5b6cf9c1d3a90f76cfe1b0d4e")
        #expect(a * b == b * a)
        #expect((a + b) * b == a * b + b * b)
        #expect(UInt256.max * UInt256.max == .one)
        #expect(UInt256(3) * UInt256(5) == UInt256(15))
        #expect(a * 2 == a + a)
    }

    @Test func dividesRoundingDown() throws {
        let a = try number("7d1de5eaf9b156d53208f033b5aa8122d2d2355d5e12292b121156cfdb4a529c")
        let b = try number("4d0bd7eb5a03f9e6d4bd3d8f")
        let quotient = a / b
        #expect(quotient * b <= a)
        #expect(a - quotient * b < b)
        #expect(a / a == .one)
        #expect(b / a == .zero)
        #expect(UInt256.max / .one == .max)
        #expect(UInt256.max / UInt256.max == .one)
    }

    @Test func shiftsThroughEveryDistance() throws {
        for count in 0..<256 {
            let bit = UInt256.one << count
            #expect(bit.bitWidth == count + 1)
            #expect(bit >> count == .one)
        }
        #expect(UInt256.one << 256 == .zero)
        #expect(UInt256.max >> 256 == .zero)
    }

    /// The cases of Core's arith_uint256 tests: what each compact form decodes to, and encodes back to.
    @Test(
        arguments: [
            (0x0000_0000, "0", 0),
            (0x0012_3456, "0", 0),
            (0x0100_3456, "0", 0),
            (0x0200_0056, "0", 0),
            (0x0492_3456, "12345600", 0x0412_3456),
            (0x0112_3456, "12", 0x0112_0000),
            (0x0212_3456, "1234", 0x0212_3400),
            (0x0312_3456, "123456", 0x0312_3456),
            (0x0412_3456, "12345600", 0x0412_3456),
            (0x0500_9234, "92340000", 0x0500_9234),
            (0x2012_3456, "1234560000000000000000000000000000000000000000000000000000000000", 0x2012_3456),
        ] as [(UInt32, String, UInt32)])
    func compactTargets(bits: UInt32, hex: String, encoded: UInt32) throws {
        let decoded = CompactTarget(bits).decoded
        #expect(decoded.target == (try number(hex)))
        #expect(!decoded.overflows)
        #expect(decoded.isNegative == (bits == 0x0492_3456))
        #expect(CompactTarget(decoded.target).bits == encoded)
    }

    @Test func compactTargetsCanBeNegativeOrTooLarge() {
        #expect(CompactTarget(0x0180_0000).decoded.isNegative == false)
        #expect(CompactTarget(0x01fe_dcba).decoded.isNegative)
        #expect(CompactTarget(0xff12_3456).decoded.overflows)
        #expect(!CompactTarget(0xff00_0000).decoded.overflows)
        #expect(CompactTarget(UInt256(0x80)).bits == 0x0200_8000)
    }
}
