import BitcoinPrimitives
import BitcoinSupport
import Testing

@testable import BitcoinGUI

@Suite("Transactions that several sign (PSBT)")
struct PartialTransactionTests {
    private let magic: [UInt8] = [0x70, 0x73, 0x62, 0x74, 0xff]

    @Test func filesHaveBytesOrText() throws {
        let text = Base64.encode(magic + [0])
        #expect(try PartialTransaction.text(ofFile: magic + [0]) == text)
        #expect(try PartialTransaction.text(ofFile: Array(" \(text)\n".utf8)) == text)
        for wrong in [[], [0xff], Array("cHM=".utf8), Array("#".utf8)] as [[UInt8]] {
            #expect(throws: PartialTransaction.Mistake.format) { try PartialTransaction.text(ofFile: wrong) }
        }
    }

    private func read(_ decoded: String, _ analysis: String) throws -> PartialTransaction {
        PartialTransaction(
            text: "", decoded: try JSONValue(parsing: decoded), analysis: try JSONValue(parsing: analysis))
    }

    @Test(arguments: [
        #"{"tx": {"vout": [{"value": 1, "scriptPubKey": {"address": "a"}}, {"value": 2, "scriptPubKey": {}}]}}"#,
        #"{"outputs": [{"amount": 1, "script": {"address": "a"}}, {"amount": 2, "script": {}}]}"#,
    ])
    func bothVersionsAreUnderstood(_ decoded: String) throws {
        let read = try read(decoded, #"{"inputs": [{"is_final": false}], "next": "signer", "fee": 0.001}"#)
        #expect(read.outputs.map(\.address) == ["a", ""] && read.total == Amount(satoshis: 300_000_000))
        #expect(read.fee == Amount(satoshis: 100_000) && read.unsignedCount == 1 && read.step == .sign)
        #expect(!read.isComplete)
        let summary = read.summary(.bitcoin)
        #expect(summary.contains("Sends <b>1.00000000 BTC</b> to a") && summary.contains("(no address)"))
        #expect(summary.contains("1 unsigned input."))
    }

    @Test func whereItStandsIsTold() throws {
        let outputs = #"{"outputs": [{"amount": 1, "script": {"address": "own"}}]}"#
        var signed = try read(outputs, #"{"inputs": [{"is_final": true}], "next": "extractor", "fee": 0}"#)
        #expect(signed.isComplete && signed.unsignedCount == 0)
        #expect(!signed.summary(.bitcoin).contains("(own address)"))
        signed.outputs[0].isOwn = true
        #expect(signed.summary(.bitcoin).contains("to own (own address)"))
        #expect(signed.status(isWatchOnly: true) == "Transaction is fully signed and ready for broadcast.")
        let blind = try read(outputs, #"{"next": "updater"}"#)
        #expect(blind.fee == nil && blind.summary(.bitcoin).contains("Unable to calculate transaction fee"))
        #expect(
            blind.status(isWatchOnly: false) == "Transaction is missing some information about inputs.")
        let open = try read(outputs, #"{"inputs": [{}], "next": "signer", "fee": 0}"#)
        #expect(open.status(isWatchOnly: true).contains("this wallet cannot sign"))
        #expect(open.status(isWatchOnly: false) == "Transaction still needs signature(s).")
        #expect(try read(outputs, "{}").status(isWatchOnly: false) == "Transaction status is unknown.")
    }
}
