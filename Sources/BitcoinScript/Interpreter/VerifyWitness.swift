import BitcoinCrypto
import BitcoinPrimitives

extension ScriptInterpreter {
    /// Checks a witness against the program that it is for (BIP141, BIP341).
    mutating func verify(
        _ program: WitnessProgram, _ witness: Witness, isPayToScriptHash: Bool
    ) throws(ScriptError) {
        switch (program.version, program.program.count) {
        case (0, 32): try verifyWitnessScript(program.program, witness)
        case (0, 20): try verifyWitnessKey(program.program, witness)
        case (0, _): throw .witnessProgramWrongLength
        case (1, 32) where !isPayToScriptHash:
            if flags.contains(.taproot) { try verifyTaproot(program.program, witness) }
        case (1, 2) where !isPayToScriptHash && program.program == [0x4e, 0x73]: break
        default:
            if flags.contains(.discourageUpgradableWitnessProgram) {
                throw .discourageUpgradableWitnessProgram
            }
        }
    }

    /// P2WSH: the last item is the script, of which the program is the hash.
    private mutating func verifyWitnessScript(_ program: Bytes, _ witness: Witness) throws(ScriptError) {
        guard let script = witness.last else { throw .witnessProgramWitnessEmpty }
        guard SHA256.hash(script.rawSpan).rawSpan.isEqual(to: program.rawSpan) else {
            throw .witnessProgramMismatch
        }
        try push(witness, count: witness.count - 1)
        try run(script.rawSpan, .witnessV0)
    }

    /// P2WPKH: a signature and a key, run with the script that the key's hash stands for.
    private mutating func verifyWitnessKey(_ program: Bytes, _ witness: Witness) throws(ScriptError) {
        guard witness.count == 2 else { throw .witnessProgramMismatch }
        try push(witness, count: 2)
        var script = InlineArray<25, UInt8>(repeating: 0)
        script[0] = Opcode.dup.rawValue
        script[1] = Opcode.hash160.rawValue
        script[2] = 20
        for index in 0..<20 { script[3 + index] = program[index] }
        script[23] = Opcode.equalVerify.rawValue
        script[24] = Opcode.checkSig.rawValue
        try run(script.span.bytes, .witnessV0)
    }

    /// P2TR: a signature of the output key, or a script of the tree that it commits to (BIP341).
    private mutating func verifyTaproot(_ program: Bytes, _ witness: Witness) throws(ScriptError) {
        var count = witness.count
        guard count > 0 else { throw .witnessProgramWitnessEmpty }
        if count >= 2, let annex = witness.last, !annex.isEmpty, annex[0] == ScriptLimits.annexTag {
            var hasher = SHA256()
            hasher.update(lengthPrefixed: annex.rawSpan)
            taproot.annexHash = hasher.finalize()
            count -= 1
        }
        if count == 1 {
            try checkSchnorr(signature: witness[0].rawSpan, key: program.rawSpan)
        } else {
            try verifyLeaf(
                script: witness[count - 2], control: witness[count - 1], program, witness, count - 2)
        }
    }

    private mutating func verifyLeaf(
        script: Bytes, control: Bytes, _ program: Bytes, _ witness: Witness, _ argumentCount: Int
    ) throws(ScriptError) {
        guard (ScriptLimits.controlBase...ScriptLimits.controlMaximum).contains(control.count),
            (control.count - ScriptLimits.controlBase) % ScriptLimits.controlNode == 0
        else { throw .taprootWrongControlSize }
        let version = control[0] & ScriptLimits.leafMask
        let leafHash = TaprootTree.leafHash(version: version, script: script.rawSpan)
        let internalKey = Bytes32(unchecked: control.rawSpan, at: 1)
        let root = TaprootTree.root(controlBlock: control.rawSpan, leafHash: leafHash)
        guard
            XOnlyPublicKey.isTweaked(
                output: Bytes32(unchecked: program.rawSpan, at: 0), isOdd: control[0] & 1 == 1,
                internalKey: internalKey, tweak: TaprootTree.tweak(internalKey: internalKey, root: root))
        else { throw .witnessProgramMismatch }
        guard version == ScriptLimits.leafTapscript else {
            if flags.contains(.discourageUpgradableTaprootVersion) {
                throw .discourageUpgradableTaprootVersion
            }
            return
        }
        taproot.leafHash = leafHash
        validationWeight = witness.serializedSize + ScriptLimits.weightOffset
        if try hasSuccess(script.rawSpan) { return }
        guard argumentCount <= ScriptLimits.stackSize else { throw .stackSize }
        try push(witness, count: argumentCount)
        try run(script.rawSpan, .tapscript)
    }

    /// BIP342: an opcode without a meaning makes a script valid, whatever else it holds.
    private func hasSuccess(_ script: RawSpan) throws(ScriptError) -> Bool {
        var position = 0
        while position < script.byteCount {
            guard let instruction = ScriptInstruction.next(in: script, at: &position) else {
                throw .badOpcode
            }
            if instruction.opcode.isSuccess {
                if flags.contains(.discourageOpSuccess) { throw .discourageOpSuccess }
                return true
            }
        }
        return false
    }

    /// Puts the first `count` items of a witness on an empty stack.
    private mutating func push(_ witness: Witness, count: Int) throws(ScriptError) {
        stack.removeAll()
        var items = witness.makeIterator()
        for _ in 0..<count {
            guard let item = items.next() else { break }
            guard item.count <= ScriptLimits.elementSize else { throw .pushSize }
            stack.push(item.rawSpan)
        }
    }

    /// Runs a script of a witness, which has to leave nothing but true.
    private mutating func run(_ script: RawSpan, _ version: SignatureVersion) throws(ScriptError) {
        try evaluate(script, version)
        guard stack.count == 1 else { throw .cleanStack }
        guard stack.isTrue() else { throw .evalFalse }
    }
}
