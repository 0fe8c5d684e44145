import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

extension TransactionSigner.Outcome {
    /// The outcome as commands that sign tell it.
    ///
    /// - Parameter outputs: the outputs that are spent, for an input that lacks its amount.
    public func json(_ outputs: [OutPoint: TransactionOutput]) throws -> JSONValue {
        var failures: [JSONValue] = []
        for (index, message) in errors.sorted(by: { $0.key < $1.key }) {
            let input = transaction.inputs[index]
            if message == "Missing amount", let output = outputs[input.previousOutput] {
                throw RPCError(.typeError, "Missing amount for \(output.text)")
            }
            failures.append(
                .members(
                    ("txid", .string("\(input.previousOutput.txid)")),
                    ("vout", .integer(input.previousOutput.index)),
                    ("witness", .array(input.witness.map { .string($0.hex) })),
                    ("scriptSig", .string(input.scriptSig.hex)), ("sequence", .integer(input.sequence)),
                    ("error", .string(message))))
        }
        var object = JSONObject([
            ("hex", .string(transaction.bytes.hex)), ("complete", .bool(isComplete)),
        ])
        if !failures.isEmpty { object.append("errors", .array(failures)) }
        return .object(object)
    }
}

extension TransactionOutput {
    /// The output as messages show it.
    fileprivate var text: String {
        "CTxOut(nValue=\(value), scriptPubKey=\(scriptPubKey.hex.prefix(30)))"
    }
}
