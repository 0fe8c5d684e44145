import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTesting
import Testing

@Suite("Core's transaction vectors", .enabled(if: TestData.isAvailable, "the test data is not there"))
struct TransactionVectorTests {
    private struct Vector {
        let spending: SpendingTransaction
        let flags: String

        /// Outpoints with scripts and amounts, the transaction, flags. Nil for comments and for those that fail
        /// before scripts are looked at.
        init?(_ value: JSONValue) throws {
            let fields = try value.requireArray()
            guard fields.count > 1 else { return nil }
            flags = try fields[2].requireString()
            var outputs: [OutPoint: TransactionOutput] = [:]
            for entry in try fields[0].requireArray() {
                let txid = try #require(Txid(hex: entry[0].requireString()))
                let index = UInt32(truncatingIfNeeded: try #require(entry[1].integer))
                let script = try Script(assembly: entry[2].requireString())
                outputs[OutPoint(txid: txid, index: index)] = TransactionOutput(
                    value: Amount(satoshis: entry[3].integer ?? 0), scriptPubKey: script)
            }
            let transaction = try Transaction(
                serialized: fields[1].requireHex())
            guard flags != "BADTX" else { return nil }
            spending = SpendingTransaction(
                transaction,
                spentOutputs: try transaction.inputs.map { try #require(outputs[$0.previousOutput]) })
        }
    }

    /// Witness means nothing without P2SH, and a clean stack nothing without witness.
    private func trimmed(_ flags: ScriptFlags) -> ScriptFlags {
        var flags = flags
        if !flags.contains(.payToScriptHash) { flags.remove(.witness) }
        if !flags.contains(.witness) { flags.remove(.cleanStack) }
        return flags
    }

    private func filled(_ flags: ScriptFlags) -> ScriptFlags {
        var flags = flags
        if flags.contains(.cleanStack) { flags.insert(.witness) }
        if flags.contains(.witness) { flags.insert(.payToScriptHash) }
        return flags
    }

    /// The flags of a valid transaction are those that it breaks: without them it passes, with any it fails.
    @Test func validTransactions() throws {
        var interpreter = ScriptInterpreter()
        var checked = 0
        for value in try TestData.json("vectors/core/tx_valid.json").requireArray() {
            guard let vector = try Vector(value) else { continue }
            let excluded = try #require(ScriptFlags(names: vector.flags))
            let allowed = ScriptFlags.all.subtracting(excluded)
            #expect(interpreter.verdict(vector.spending, flags: allowed) == nil, "\(value)")
            for (_, flag) in ScriptFlags.named {
                let fewer = trimmed(allowed.subtracting(flag))
                #expect(interpreter.verdict(vector.spending, flags: fewer) == nil, "\(value)")
                // One of the excluded flags more.
                let remaining = trimmed(excluded.subtracting(flag))
                if remaining != excluded {
                    let more = ScriptFlags.all.subtracting(remaining)
                    #expect(interpreter.verdict(vector.spending, flags: more) != nil, "\(value)")
                }
            }
            checked += 1
        }
        #expect(checked > 100)
    }

    /// The flags of an invalid transaction are those that it fails with: with more it fails too, with any less it
    /// passes.
    @Test func invalidTransactions() throws {
        var interpreter = ScriptInterpreter()
        var checked = 0
        for value in try TestData.json("vectors/core/tx_invalid.json").requireArray() {
            guard let vector = try Vector(value) else { continue }
            let flags = try #require(ScriptFlags(names: vector.flags))
            #expect(interpreter.verdict(vector.spending, flags: flags) != nil, "\(value)")
            for (_, flag) in ScriptFlags.named {
                let more = filled(flags.union(flag))
                #expect(interpreter.verdict(vector.spending, flags: more) != nil, "\(value)")
                let fewer = trimmed(flags.subtracting(flag))
                if fewer != flags {
                    #expect(interpreter.verdict(vector.spending, flags: fewer) == nil, "\(value)")
                }
            }
            checked += 1
        }
        #expect(checked > 60)
    }
}
