import BitcoinPrimitives
import BitcoinScript

/// An input to be checked, in a form that can be changed.
struct Case {
    var version: UInt32
    var lockTime: UInt32
    var inputs: [TransactionInput]
    var outputs: [TransactionOutput]
    var spentOutputs: [TransactionOutput]
    var index: Int
    var flags: ScriptFlags

    init(_ transaction: Transaction, _ spentOutputs: [TransactionOutput], _ index: Int, _ flags: ScriptFlags)
    {
        version = transaction.version
        lockTime = transaction.lockTime
        inputs = transaction.inputs
        outputs = transaction.outputs
        self.spentOutputs = spentOutputs
        self.index = index
        self.flags = flags
    }

    var transaction: Transaction {
        Transaction(version: version, inputs: inputs, outputs: outputs, lockTime: lockTime)
    }

    /// Flags that upstream takes: witness needs P2SH, a clean stack needs witness.
    var validFlags: ScriptFlags {
        var flags = flags
        if flags.contains(.cleanStack) { flags.insert(.witness) }
        if flags.contains(.witness) { flags.insert(.payToScriptHash) }
        return flags
    }

    /// The line that the reference reads: flags, input, transaction, spent outputs, verdict.
    func line(_ interpreter: inout ScriptInterpreter) -> String {
        let transaction = transaction
        var verdict = "No error"
        do throws(ScriptError) {
            try interpreter.verify(
                SpendingTransaction(transaction, spentOutputs: spentOutputs), input: index, flags: validFlags)
        } catch {
            verdict = error.description
        }
        let spent = spentOutputs.map { "\($0.value.satoshis):\($0.scriptPubKey.hex)" }.joined(separator: ",")
        return "script \(validFlags.rawValue) \(index) \(transaction.bytes.hex) \(spent) \(verdict)"
    }
}
