import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("Transactions of mainnet", .enabled(if: TestData.isAvailable, "the test data is not there"))
struct RealTransactionTests {
    private func spendings(_ name: String) throws -> [SpendingTransaction] {
        try TestData.read(name).split(separator: UInt8(ascii: "\n")).map { line in
            let value = try JSONValue(parsing: Array(line))
            let transaction = try Transaction(
                serialized: value["tx"].requireHex())
            #expect(try transaction.txid.description == value["txid"].requireString())
            let outputs = try value["prevouts"].requireArray().map {
                TransactionOutput(
                    value: Amount(satoshis: try $0[0].requireInteger()),
                    scriptPubKey: try #require(Script(hex: $0[1].requireString())))
            }
            return SpendingTransaction(transaction, spentOutputs: outputs)
        }
    }

    @Test func realTransactionsAreValid() throws {
        let all = try spendings("scripts/mainnet_4066_txs_with_prevouts.jsonl.xz")
        var interpreter = ScriptInterpreter()
        for spending in all {
            let error = interpreter.verdict(spending, flags: .everyBlock)
            #expect(error == nil, "\(spending.transaction.txid): \(error.map(\.description) ?? "")")
        }
        #expect(all.count == 4066)
    }

    /// The quadratic megabyte, 998 of 999, 500,000 witness items, the largest inscription.
    @Test func notoriousTransactionsAreValid() throws {
        let all = try spendings("scripts/notorious_txs.jsonl.xz")
        var interpreter = ScriptInterpreter()
        for spending in all {
            #expect(
                interpreter.verdict(spending, flags: .everyBlock) == nil, "\(spending.transaction.txid)")
        }
        #expect(all.count == 4)
    }

    /// One thing changed, and the signature no longer holds.
    @Test func changedTransactionsAreRefused() throws {
        let all = try spendings("scripts/mainnet_4066_txs_with_prevouts.jsonl.xz")
        var interpreter = ScriptInterpreter()
        var refused = 0
        for spending in all.prefix(400) {
            let original = spending.transaction
            // Signatures for all inputs and outputs commit to the lock time.
            let changed = Transaction(
                version: original.version, inputs: original.inputs, outputs: original.outputs,
                lockTime: original.lockTime ^ 1)
            let other = SpendingTransaction(changed, spentOutputs: spending.spentOutputs)
            if interpreter.verdict(other, flags: .everyBlock) != nil { refused += 1 }
        }
        #expect(refused > 380, "\(refused)")
    }
}
