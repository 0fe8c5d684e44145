import BitcoinPrimitives

extension SignatureOperations {
    /// The cost of a transaction's signature operations (BIP141): four for each outside of witnesses, one inside.
    /// `spentOutputs` are as many as the inputs; for a coinbase they are not looked at.
    public static func cost(
        of transaction: Transaction, spentOutputs: [TransactionOutput], flags: ScriptFlags
    ) -> Int {
        var cost = legacyCount(transaction) * 4
        guard !transaction.isCoinbase else { return cost }
        let inputs = transaction.inputs
        for index in inputs.indices {
            let output = spentOutputs[index].scriptPubKey
            if flags.contains(.payToScriptHash), output.isPayToScriptHash {
                cost += 4 * payToScriptHashCount(scriptSig: inputs[index].scriptSig)
            }
            if flags.contains(.witness) {
                cost += witnessCount(
                    scriptSig: inputs[index].scriptSig, scriptPubKey: output, witness: inputs[index].witness)
            }
        }
        return cost
    }

    /// Counts in the witness of an input.
    public static func witnessCount(scriptSig: Script, scriptPubKey: Script, witness: Witness) -> Int {
        if let program = scriptPubKey.witnessProgram { return count(program, witness) }
        guard scriptPubKey.isPayToScriptHash, scriptSig.isPushOnly else { return 0 }
        var last: ScriptInstruction?
        for instruction in scriptSig.instructions { last = instruction }
        guard let last, let program = Script(scriptSig.data(of: last)).witnessProgram else { return 0 }
        return count(program, witness)
    }

    private static func count(_ program: WitnessProgram, _ witness: Witness) -> Int {
        switch (program.version, program.program.count) {
        case (0, 20): return 1
        case (0, 32):
            guard let script = witness.last else { return 0 }
            return count(in: script.rawSpan, accurate: true)
        default: return 0
        }
    }
}
