import BitcoinCrypto
import BitcoinPrimitives

extension ScriptInterpreter {
    /// Checks that an input satisfies the output that it spends.
    public mutating func verify(
        _ spending: SpendingTransaction, input index: Int, flags: ScriptFlags
    ) throws(ScriptError) {
        let input = spending.transaction.inputs[index]
        try verify(
            scriptSig: input.scriptSig, scriptPubKey: spending.spentOutputs[index].scriptPubKey,
            witness: input.witness, flags: flags, spending: spending, input: index)
    }

    /// Checks two scripts and a witness. Without a transaction no signature is valid.
    public mutating func verify(
        scriptSig: Script, scriptPubKey: Script, witness: Witness, flags: ScriptFlags,
        spending: SpendingTransaction? = nil, input index: Int = 0
    ) throws(ScriptError) {
        self.flags = flags
        self.spending = spending
        inputIndex = index
        taproot = TaprootContext()
        stack.removeAll()
        defer { self.spending = nil }

        if flags.contains(.signaturePushOnly), !scriptSig.isPushOnly { throw .signaturePushOnly }
        // Both run on one stack, but one after the other: CVE-2010-5141.
        try evaluate(scriptSig.bytes.rawSpan, .base)
        try evaluate(scriptPubKey.bytes.rawSpan, .base)
        try requireTrue()

        var hadWitness = false
        if flags.contains(.witness), let program = scriptPubKey.witnessProgram {
            hadWitness = true
            guard scriptSig.isEmpty else { throw .witnessMalleated }
            try verify(program, witness, isPayToScriptHash: false)
            stack.truncate(to: 1)
        }
        if flags.contains(.payToScriptHash), scriptPubKey.isPayToScriptHash {
            guard scriptSig.isPushOnly else { throw .signaturePushOnly }
            hadWitness = try verifyRedeemScript(scriptSig, witness) || hadWitness
        }
        if flags.contains(.cleanStack), stack.count != 1 { throw .cleanStack }
        if flags.contains(.witness), !hadWitness, !witness.isEmpty { throw .witnessUnexpected }
    }

    private func requireTrue() throws(ScriptError) {
        guard stack.count > 0, stack.isTrue() else { throw .evalFalse }
    }

    /// BIP16: runs the script that scriptSig pushes last on what it pushes before. True if it stands for a witness.
    private mutating func verifyRedeemScript(
        _ scriptSig: Script, _ witness: Witness
    ) throws(ScriptError) -> Bool {
        // scriptSig has only pushes, so running it again is as good as a copy of its stack would be.
        stack.removeAll()
        try evaluate(scriptSig.bytes.rawSpan, .base)
        let redeemScript = Self.lastPush(of: scriptSig)
        stack.pop()
        try evaluate(redeemScript.bytes.rawSpan, .base)
        try requireTrue()
        guard flags.contains(.witness), let program = redeemScript.witnessProgram else { return false }
        // A single push of the redeem script, in its shortest form, which for 4 to 42 bytes is one byte and they.
        guard scriptSig.count == redeemScript.count + 1 else { throw .witnessMalleatedP2SH }
        try verify(program, witness, isPayToScriptHash: true)
        stack.truncate(to: 1)
        return true
    }

    /// What the last instruction of a script of pushes leaves on top.
    private static func lastPush(of script: Script) -> Script {
        var last = ScriptInstruction?.none
        for instruction in script.instructions { last = instruction }
        guard let last else { return Script() }
        switch last.opcode.rawValue {
        case 0x4f: return Script([0x81])
        case 0x51...0x60: return Script([last.opcode.rawValue - 0x50])
        default: return Script(script.data(of: last))
        }
    }
}
