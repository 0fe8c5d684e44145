import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinGUI

@Suite("Payments that were asked for")
struct PaymentRequestTests {
    private let request = PaymentRequest(
        id: 7, timeSeconds: 0x6543_2100,
        link: PaymentLink(address: "bc1q", amount: Amount(satoshis: 513), label: "ä", message: "m"))

    /// As Bitcoin Core's windows write it: version, number, time; version, address, label, amount, message, and two empty
    /// texts.
    private let bytes =
        "01000000" + "0700000000000000" + "00214365" + "01000000" + "0462633171" + "02c3a4"
        + "0102000000000000" + "016d" + "00" + "00"

    @Test func theFormIsBitcoinCores() throws {
        #expect(Hex.encode(request.serialized) == bytes)
        #expect(PaymentRequest(serialized: try #require(Hex.decode(bytes))) == request)
    }

    @Test func whatIsCutOffIsNone() throws {
        let whole = request.serialized
        for count in 0..<whole.count {
            #expect(PaymentRequest(serialized: Array(whole.prefix(count))) == nil, "\(count) bytes")
        }
    }

    @Test func aRequestHasANumberAndAnAmountThatCanBe() {
        var wrong = request
        wrong.id = 0
        #expect(PaymentRequest(serialized: wrong.serialized) == nil)
        wrong = request
        wrong.link.amount = Amount(satoshis: -1)
        #expect(PaymentRequest(serialized: wrong.serialized) == nil)
    }

    @Test func theNewestIsFirst() {
        var newer = request
        newer.id = 8
        #expect(PaymentRequest.all([request.serialized, [1, 2], newer.serialized]).map(\.id) == [8, 7])
    }
}
