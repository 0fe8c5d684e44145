import BitcoinPrimitives
import Testing

@testable import BitcoinGUI

@Suite("Amounts, durations and sizes in words")
struct WordsTests {
    @Test(arguments: [
        (AmountUnit.bitcoin, Int64(0), "0.00000000 BTC"), (.bitcoin, -1, "-0.00000001 BTC"),
        (.bitcoin, 2_100_000_000_000_000, "21\u{2009}000\u{2009}000.00000000 BTC"),
        (.milli, 123_456_789, "1234.56789 mBTC"), (.micro, 150, "1.50 µBTC"),
        (.satoshi, 1_234_567, "1\u{2009}234\u{2009}567 sat"),
        (.satoshi, .min, "-9\u{2009}223\u{2009}372\u{2009}036\u{2009}854\u{2009}775\u{2009}808 sat"),
    ])
    func amountsHaveTheDigitsOfTheirUnit(_ unit: AmountUnit, _ satoshis: Int64, _ text: String) {
        #expect(unit.format(Amount(satoshis: satoshis)) == text)
    }

    @Test func whatIsFormattedIsReadAgain() {
        for unit in AmountUnit.allCases {
            for satoshis in [0, 1, 99, 100_000, 123_456_789_012, Amount.maximum.satoshis] as [Int64] {
                let amount = Amount(satoshis: satoshis)
                #expect(unit.parse(unit.format(amount, showsUnit: false)) == amount)
            }
        }
    }

    @Test(arguments: [
        "", ".", "-1", "1.123456789", "1e3", "1,5", "0x10", "21000000.00000001", "٣", "1.2.3",
        "99999999999999999999",
    ])
    func whatIsNoAmountIsNotRead(_ text: String) {
        #expect(AmountUnit.bitcoin.parse(text) == nil)
    }

    @Test(
        arguments: [
            (-1, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (7199, "119 minutes"),
            (7200, "2 hours"), (172_800, "2 days"), (1_209_600, "2 weeks"),
            (31_556_952 * 2 + 604_800, "2 years and 1 week"),
        ] as [(Int64, String)])
    func durationsAreInTheirLargestUnit(_ seconds: Int64, _ text: String) {
        #expect(Words.duration(seconds) == text)
    }

    @Test(
        arguments: [
            (-1, "0 µs"), (999, "999 µs"), (1000, "1.0 ms"), (999_999, "999.9 ms"), (61_250_000, "61.2 s"),
            (.max, "9223372036854.7 s"),
        ] as [(Int64, String)])
    func callsAreTimedInTheUnitThatFits(_ microseconds: Int64, _ text: String) {
        #expect(Words.latency(microseconds) == text)
    }

    @Test func onlyTheWholeIsAHundredPercent() {
        #expect(Words.percent(0.999_999) == "99.99%")
        #expect(Words.percent(1) == "100.00%")
        #expect(Words.percent(0.050_1) == "5.01%")
    }
}
