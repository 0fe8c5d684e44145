import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript

extension Standardness {
    /// What can be said of the outputs that a transaction spends, and of what it reveals about them.
    public static func checkInputs(
        _ transaction: Transaction, spending outputs: [TransactionOutput]
    ) throws(TransactionRejection) {
        guard keepsLegacyLimit(transaction, spending: outputs) else {
            throw refusedInput("non-witness sigops exceed bip54 limit")
        }
        for (index, output) in outputs.enumerated() {
            switch StandardTemplate(output.scriptPubKey) {
            case .nonstandard: throw refusedInput("input \(index) script unknown")
            case .witnessUnknown: throw refusedInput("input \(index) witness program is undefined")
            case .scriptHash: try checkRevealed(transaction.inputs[index].scriptSig, index)
            default: continue
            }
        }
    }

    /// The script that a P2SH input reveals has few signature operations.
    private static func checkRevealed(_ scriptSig: Script, _ index: Int) throws(TransactionRejection) {
        let revealed: Script?
        do {
            revealed = try RevealedScript.script(of: scriptSig)
        } catch {
            throw refusedInput("p2sh scriptsig malformed (input \(index): \(error))")
        }
        guard let revealed else { throw refusedInput("input \(index) P2SH redeemscript missing") }
        let count = SignatureOperations.count(in: revealed.bytes.rawSpan, accurate: true)
        let limit = PolicyLimits.maximumScriptHashOperations
        guard count <= limit else {
            throw refusedInput("p2sh redeemscript sigops exceed limit (input \(index): \(count) > \(limit))")
        }
    }

    /// BIP54: signature operations outside of witnesses are counted where they are executed.
    private static func keepsLegacyLimit(
        _ transaction: Transaction, spending outputs: [TransactionOutput]
    ) -> Bool {
        var count = 0
        for (input, output) in zip(transaction.inputs, outputs) {
            count += SignatureOperations.count(in: input.scriptSig.bytes.rawSpan, accurate: true)
            count +=
                output.scriptPubKey.isPayToScriptHash
                ? SignatureOperations.payToScriptHashCount(scriptSig: input.scriptSig)
                : SignatureOperations.count(in: output.scriptPubKey.bytes.rawSpan, accurate: true)
            if count > PolicyLimits.maximumLegacySignatureOperations { return false }
        }
        return true
    }

    private static func refusedInput(_ debug: String) -> TransactionRejection {
        TransactionRejection(.inputsNotStandard, "bad-txns-nonstandard-inputs", debug: debug)
    }
}

/// The script that an input without a witness puts on top of the stack for a P2SH output.
enum RevealedScript {
    /// Runs scriptSig. Nil if it leaves nothing.
    static func script(of scriptSig: Script) throws(ScriptError) -> Script? {
        var interpreter = ScriptInterpreter()
        return try interpreter.top(after: scriptSig).map { Script($0) }
    }
}
