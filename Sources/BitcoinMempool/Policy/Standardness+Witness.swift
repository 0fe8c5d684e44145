import BitcoinConsensus
import BitcoinPrimitives
import BitcoinScript

extension Standardness {
    /// Whether the witnesses of a transaction are of modest size, and only where they belong.
    public static func hasStandardWitnesses(
        _ transaction: Transaction, spending outputs: [TransactionOutput]
    ) -> Bool {
        zip(transaction.inputs, outputs).allSatisfy { input, output in
            input.witness.isEmpty || isStandard(input.witness, of: input, spending: output.scriptPubKey)
        }
    }

    private static func isStandard(_ witness: Witness, of input: TransactionInput, spending script: Script)
        -> Bool
    {
        // Nothing is needed to spend an anchor.
        guard !script.isPayToAnchor else { return false }
        var script = script
        let isWrapped = script.isPayToScriptHash
        if isWrapped {
            guard let revealed = try? RevealedScript.script(of: input.scriptSig) else { return false }
            script = revealed
        }
        guard let program = script.witnessProgram else { return false }
        switch (program.version, program.program.count) {
        case (0, 32): return isStandardScriptSpend(witness)
        case (1, 32) where !isWrapped: return isStandardTaprootSpend(witness)
        default: return true
        }
    }

    /// The limits of a P2WSH input.
    private static func isStandardScriptSpend(_ witness: Witness) -> Bool {
        guard let script = witness.last, script.count <= PolicyLimits.maximumWitnessScriptSize,
            witness.count - 1 <= PolicyLimits.maximumWitnessItems
        else { return false }
        return witness.dropLast().allSatisfy { $0.count <= PolicyLimits.maximumWitnessItemSize }
    }

    /// The limits of a P2TR input (BIP341, BIP342): no annex, and small items for a tapscript.
    private static func isStandardTaprootSpend(_ witness: Witness) -> Bool {
        guard witness.count >= 2, let control = witness.last else { return true }
        let annexTag: UInt8 = 0x50
        guard !control.isEmpty, control[0] != annexTag else { return false }
        let isTapscript = control[0] & 0xfe == 0xc0
        return !isTapscript
            || witness.dropLast(2).allSatisfy { $0.count <= PolicyLimits.maximumWitnessItemSize }
    }

    /// Whether a transaction without any witness spends outputs that ask for one. Anchors do not.
    public static func lacksWitness(_ transaction: Transaction, spending outputs: [TransactionOutput]) -> Bool
    {
        zip(transaction.inputs, outputs).contains { input, output in
            let script = output.scriptPubKey
            if script.witnessProgram != nil { return !script.isPayToAnchor }
            guard script.isPayToScriptHash,
                let revealed = try? RevealedScript.script(of: input.scriptSig)
            else { return false }
            return revealed.witnessProgram != nil
        }
    }
}
