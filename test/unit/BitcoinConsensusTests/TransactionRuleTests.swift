import BitcoinConsensus
import BitcoinPrimitives
import Testing

@Suite("Reject reasons of transactions")
struct TransactionRuleTests {
    private let source = OutPoint(txid: Txid(Hash256([UInt8](repeating: 1, count: 32)) ?? .zero), index: 0)
    private let output = TransactionOutput(value: .coin, scriptPubKey: Script([0x51]))

    private func reason(inputs: [TransactionInput]?, outputs: [TransactionOutput]?) -> String? {
        let transaction = Transaction(
            inputs: inputs ?? [TransactionInput(previousOutput: source)], outputs: outputs ?? [output])
        do throws(TransactionRejection) {
            try TransactionChecks.check(transaction)
            return nil
        } catch {
            return error.reason
        }
    }

    private func value(_ satoshis: Int64) -> TransactionOutput {
        TransactionOutput(value: Amount(satoshis: satoshis), scriptPubKey: Script())
    }

    @Test func contextFreeRules() {
        #expect(reason(inputs: nil, outputs: nil) == nil)
        #expect(reason(inputs: [], outputs: nil) == "bad-txns-vin-empty")
        #expect(reason(inputs: nil, outputs: []) == "bad-txns-vout-empty")
        #expect(reason(inputs: nil, outputs: [value(-1)]) == "bad-txns-vout-negative")
        #expect(reason(inputs: nil, outputs: [value(2_100_000_000_000_001)]) == "bad-txns-vout-toolarge")
        let half = value(1_050_000_000_000_001)
        #expect(reason(inputs: nil, outputs: [half, half]) == "bad-txns-txouttotal-toolarge")
        let input = TransactionInput(previousOutput: source)
        #expect(reason(inputs: [input, input], outputs: nil) == "bad-txns-inputs-duplicate")
        let other = TransactionInput(previousOutput: .null)
        #expect(reason(inputs: [input, other], outputs: nil) == "bad-txns-prevout-null")
        let many = (UInt32(0)..<20).map {
            TransactionInput(previousOutput: OutPoint(txid: source.txid, index: $0 % 19))
        }
        #expect(reason(inputs: many, outputs: nil) == "bad-txns-inputs-duplicate")
        let coinbase = TransactionInput(previousOutput: .null, scriptSig: Script([1]))
        #expect(reason(inputs: [coinbase], outputs: nil) == "bad-cb-length")
        let huge = TransactionOutput(
            value: .zero, scriptPubKey: Script([UInt8](repeating: 0, count: 1_000_000)))
        #expect(reason(inputs: nil, outputs: [huge]) == "bad-txns-oversize")
    }

    private func fee(_ coin: Coin?, height: Int = 200) -> Result<Amount, TransactionRejection> {
        let transaction = Transaction(inputs: [TransactionInput(previousOutput: source)], outputs: [output])
        do throws(TransactionRejection) {
            return .success(try TransactionChecks.checkInputs(transaction, height: height) { _ in coin })
        } catch {
            return .failure(error)
        }
    }

    @Test func rulesAboutWhatIsSpent() throws {
        let coin = Coin(
            output: TransactionOutput(value: Amount(satoshis: 150_000_000), scriptPubKey: Script()),
            height: 101, isCoinbase: true)
        #expect(try fee(coin, height: 201).get() == Amount(satoshis: 50_000_000))
        #expect(
            fee(coin, height: 200)
                == .failure(
                    TransactionRejection(
                        .prematureSpend, "bad-txns-premature-spend-of-coinbase",
                        debug: "tried to spend coinbase at depth 99")))
        #expect(
            fee(nil)
                == .failure(
                    TransactionRejection(
                        .missingInputs, "bad-txns-inputs-missingorspent",
                        debug: "CheckTxInputs: inputs missing/spent")))
        var small = coin
        small.isCoinbase = false
        small.output.value = Amount(satoshis: 50_000_000)
        #expect(
            fee(small)
                == .failure(
                    TransactionRejection(
                        .consensus, "bad-txns-in-belowout", debug: "value in (0.50) < value out (1.00)")))
        small.output.value = Amount(satoshis: -1)
        #expect(
            fee(small)
                == .failure(TransactionRejection(.consensus, "bad-txns-inputvalues-outofrange")))
    }
}
