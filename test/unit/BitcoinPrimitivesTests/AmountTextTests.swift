import BitcoinPrimitives
import Testing

@Suite struct AmountTextTests {
    @Test(arguments: [
        ("0", 0), ("1", 100_000_000), ("0.00000001", 1), (".5", 50_000_000), ("1.", 100_000_000),
        (" 21000000 ", 2_100_000_000_000_000), ("0012.34", 1_234_000_000), (".", 0),
    ])
    func readsCoins(_ text: String, _ satoshis: Int64) {
        #expect(Amount(coins: text)?.satoshis == satoshis)
    }

    @Test(arguments: [
        "", " ", "-1", "+1", "1e3", "1 2", "0.000000001", "1.2.3", "21000000.00000001", "99999999999",
        "9999999999", "1\u{0}", "0x1",
    ])
    func refusesWhatIsNoAmount(_ text: String) {
        #expect(Amount(coins: text) == nil)
    }
}
