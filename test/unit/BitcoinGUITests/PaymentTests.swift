import BitcoinInterfaces
import BitcoinPrimitives
import Testing

@testable import BitcoinGUI

@Suite("Links for payments (BIP 21)")
struct PaymentLinkTests {
    @Test func everythingOfALinkIsRead() {
        let link = PaymentLink("BITCOIN:addr?amount=20.3&label=Luke-Jr%20%26%20%C3%A4&message=M%3D1&other=x")
        #expect(
            link
                == PaymentLink(
                    address: "addr", amount: Amount(satoshis: 2_030_000_000), label: "Luke-Jr & ä",
                    message: "M=1"))
    }

    @Test(arguments: [
        "", "addr", "bitcoin:", "bitcoin:a?amount=1,5", "bitcoin:a?amount=-1", "bitcoin:a?req-new=1",
        "bitcoin:a?label=%zz", "bitcoin:a?label=%f", "bitcoin:a?label=%ff", "litecoin:a",
    ])
    func whatCannotBeMetIsRefused(_ text: String) {
        #expect(PaymentLink(text) == nil)
    }

    @Test func whatIsWrittenIsReadAgain() {
        let link = PaymentLink(
            address: "bcrt1q", amount: Amount(satoshis: 1), label: "a&b=c #%", message: "₿")
        #expect(PaymentLink(link.text) == link)
        #expect(PaymentLink(address: "x").text == "bitcoin:x")
    }
}

@Suite("The form to pay")
struct PaymentFormTests {
    private func payments(_ entries: [PaymentForm.Entry]) async throws -> [WalletPayment] {
        try await PaymentForm(entries: entries).payments { $0.hasPrefix("good") }
    }

    @Test func whatIsFilledInIsPaid() async throws {
        let paid = try await payments([
            .init(address: " good1\n", amount: "0.5"),
            .init(address: "good2", amount: "1", subtractsFee: true),
        ])
        #expect(
            paid == [
                WalletPayment(address: "good1", amount: Amount(satoshis: 50_000_000)),
                WalletPayment(address: "good2", amount: .coin, subtractsFee: true),
            ])
    }

    @Test func theFirstMistakeIsTold() async {
        await #expect(throws: PaymentForm.Mistake.address(line: 0)) {
            try await payments([.init(address: "bad", amount: "1")])
        }
        await #expect(throws: PaymentForm.Mistake.address(line: 0)) {
            try await payments([.init(amount: "1")])
        }
        await #expect(throws: PaymentForm.Mistake.amount(line: 1)) {
            try await payments([.init(address: "good", amount: "1"), .init(address: "good2", amount: "0")])
        }
        await #expect(throws: PaymentForm.Mistake.duplicate) {
            try await payments([.init(address: "good", amount: "1"), .init(address: " good", amount: "2")])
        }
    }

    @Test(arguments: [("1", Int64(1000)), ("0.001", 1), ("12.5", 12_500)])
    func feeRatesAreInSatoshisPerVirtualByte(_ text: String, _ perKilobyte: Int64) throws {
        let wishes = try PaymentForm(entries: [], feeRate: text).wishes()
        #expect(wishes.feeRate == FeeRate(satoshisPerKilobyte: perKilobyte))
    }

    @Test(arguments: ["", "0", "-1", "1.2345", "a", "1.2.3", "99999999999999999999"])
    func whatIsNoFeeRateIsRefused(_ text: String) {
        #expect(throws: PaymentForm.Mistake.feeRate) {
            try PaymentForm(entries: [], feeRate: text).wishes()
        }
    }

    @Test func withoutAFeeRateTheTargetCounts() throws {
        let wishes = try PaymentForm(entries: [], target: 24).wishes()
        #expect(wishes.feeRate == nil && wishes.confirmationTarget == 24)
    }
}
