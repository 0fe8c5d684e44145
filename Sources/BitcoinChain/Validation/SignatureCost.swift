import BitcoinPrimitives
import BitcoinScript

extension SignatureOperations {
    /// The cost of a transaction's signature operations (BIP141): four for one outside of a witness,
    /// one for one inside. `coins` are those that its inputs spend, in their order.
    static func cost(of transaction: Transaction, spending coins: [Coin], flags: ScriptFlags) -> Int {
        var cost = legacyCount(transaction) * 4
        if transaction.isCoinbase { return cost }
        for (input, coin) in zip(transaction.inputs, coins) {
            let script = coin.output.scriptPubKey
            if flags.contains(.payToScriptHash) && script.isPayToScriptHash {
                cost += payToScriptHashCount(scriptSig: input.scriptSig) * 4
            }
            if flags.contains(.witness) { cost += witnessCount(of: input, script: script) }
        }
        return cost
    }

    /// Counts in what a witness program reveals, be it bare or within P2SH.
    private static func witnessCount(of input: TransactionInput, script: Script) -> Int {
        if let program = script.witnessProgram { return count(in: program, witness: input.witness) }
        guard script.isPayToScriptHash, input.scriptSig.isPushOnly else { return 0 }
        var last: ScriptInstruction?
        for instruction in input.scriptSig.instructions { last = instruction }
        guard let last else { return 0 }
        guard let program = Script(input.scriptSig.data(of: last)).witnessProgram else { return 0 }
        return count(in: program, witness: input.witness)
    }

    private static func count(in program: WitnessProgram, witness: Witness) -> Int {
        guard program.version == 0 else { return 0 }
        switch program.program.count {
        case 20: return 1
        case 32: return witness.last.map { count(in: $0.rawSpan, accurate: true) } ?? 0
        default: return 0
        }
    }
}
