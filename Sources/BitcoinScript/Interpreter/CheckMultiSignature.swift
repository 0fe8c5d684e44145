import BitcoinPrimitives

extension ScriptInterpreter {
    /// `OP_CHECKMULTISIG` and `OP_CHECKMULTISIGVERIFY`:
    /// (nothing signatures count keys count -- bool).
    ///
    /// Keys are tried in order, each once: signatures have to be in the order of their keys.
    mutating func executeCheckMultiSig(_ opcode: Opcode, _ script: RawSpan) throws(ScriptError) {
        guard version != .tapscript else { throw .tapscriptCheckMultiSig }
        try require(1)
        let keyCount = try count(at: 0, maximum: ScriptLimits.multisigKeys, orThrow: .publicKeyCount)
        operationCount += keyCount
        guard operationCount <= ScriptLimits.operations else { throw .operationCount }
        try require(2 + keyCount)
        let signatureCount = try count(at: 1 + keyCount, maximum: keyCount, orThrow: .signatureCount)
        let itemCount = 2 + keyCount + signatureCount
        // Since the beginning one item more is taken, whatever it is (BIP147 asks that it be empty).
        try require(itemCount + 1)

        let firstSignature = 2 + keyCount
        let code = try multiSigCode(firstSignature..<firstSignature + signatureCount, script)
        let isValid = try matchSignatures(
            firstSignature..<firstSignature + signatureCount, keys: 1..<1 + keyCount, code, script)

        if !isValid && flags.contains(.nullFail) {
            for depth in firstSignature..<firstSignature + signatureCount where stack.size(at: depth) > 0 {
                throw .nullFail
            }
        }
        stack.pop(itemCount)
        if flags.contains(.nullDummy), stack.size(at: 0) > 0 { throw .signatureNullDummy }
        stack.pop()
        if opcode == .checkMultiSigVerify {
            guard isValid else { throw .checkMultiSigVerify }
        } else {
            stack.push(isValid)
        }
    }

    private func count(
        at depth: Int, maximum: Int, orThrow error: ScriptError
    ) throws(ScriptError) -> Int {
        let value = try number(depth)
        guard value >= 0, value <= maximum else { throw error }
        return Int(value)
    }

    /// The code without any of the signatures.
    private func multiSigCode(_ signatures: Range<Int>, _ script: RawSpan) throws(ScriptError) -> ScriptCode {
        guard version == .base else { return .whole }
        var shortened: [UInt8]?
        for depth in signatures {
            if let code = shortened {
                guard let next = FindAndDelete.remove(pushOf: stack[depth], from: code.span.bytes) else {
                    continue
                }
                shortened = next
            } else {
                shortened = try scriptCode(without: depth, of: script)
            }
        }
        return shortened.map { .shortened($0) } ?? .whole
    }

    /// True if each signature is that of one of the keys, in order. Depths rise from the last ones on top.
    private mutating func matchSignatures(
        _ signatures: Range<Int>, keys: Range<Int>, _ code: ScriptCode, _ script: RawSpan
    ) throws(ScriptError) -> Bool {
        var signature = signatures.lowerBound
        var key = keys.lowerBound
        while signature < signatures.upperBound {
            // Which encodings are looked at depends on the order of the checks: it is part of the rules.
            try SignatureEncoding.check(stack[signature], flags)
            try SignatureEncoding.checkKey(stack[key], flags, version)
            if checkECDSA(signature: signature, key: key, code, script) { signature += 1 }
            key += 1
            if signatures.upperBound - signature > keys.upperBound - key { return false }
        }
        return true
    }
}
