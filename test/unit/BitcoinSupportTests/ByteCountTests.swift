import Testing

@testable import BitcoinSupport

@Suite struct ByteCountTests {
    @Test(arguments: [
        ("0", 0), ("1", 1 << 20), ("1k", 1000), ("1K", 1024), ("2m", 2_000_000), ("2M", 2 << 20),
        ("3g", 3_000_000_000), ("3G", 3 << 30), ("1t", 1_000_000_000_000), ("1T", 1 << 40),
    ])
    func aLetterSaysWhatIsCounted(text: String, bytes: UInt64) {
        #expect(ByteCount(text)?.value == bytes)
    }

    @Test(arguments: ["", "M", "-1", "+1", "1x", "1MM", " 1", "1.5G", "18446744073709551616", "16777216T"])
    func refusesWhatIsNoNumberOrTooLarge(text: String) {
        #expect(ByteCount(text) == nil)
    }
}
