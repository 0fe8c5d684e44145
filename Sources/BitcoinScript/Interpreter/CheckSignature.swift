import BitcoinCrypto
import BitcoinPrimitives

extension ScriptInterpreter {
    /// `OP_CHECKSIG` and `OP_CHECKSIGVERIFY`: (signature key -- bool).
    mutating func executeCheckSig(_ opcode: Opcode, _ script: RawSpan) throws(ScriptError) {
        try require(2)
        let isValid = try checkSignature(signature: 1, key: 0, script)
        stack.pop(2)
        if opcode == .checkSigVerify {
            guard isValid else { throw .checkSigVerify }
        } else {
            stack.push(isValid)
        }
    }

    /// `OP_CHECKSIGADD` (BIP342): (signature number key -- number).
    mutating func executeCheckSigAdd(_ script: RawSpan) throws(ScriptError) {
        guard version == .tapscript else { throw .badOpcode }
        try require(3)
        let count = try number(1)
        let isValid = try checkSignature(signature: 2, key: 0, script)
        stack.pop(3)
        stack.push(number: count + (isValid ? 1 : 0))
    }

    /// Checks the signature at one depth with the key at another.
    private mutating func checkSignature(
        signature: Int, key: Int, _ script: RawSpan
    ) throws(ScriptError) -> Bool {
        guard version != .tapscript else {
            return try checkTapscriptSignature(signature: signature, key: key)
        }
        var code = ScriptCode.whole
        if version == .base, let shortened = try scriptCode(without: signature, of: script) {
            code = .shortened(shortened)
        }
        try SignatureEncoding.check(stack[signature], flags)
        try SignatureEncoding.checkKey(stack[key], flags, version)
        let isValid = checkECDSA(signature: signature, key: key, code, script)
        if !isValid, flags.contains(.nullFail), stack.size(at: signature) > 0 { throw .nullFail }
        return isValid
    }

    /// The code that a signature commits to.
    enum ScriptCode {
        /// The script from `codeStart` on.
        case whole
        /// Other bytes: what is left when signatures are taken out.
        case shortened([UInt8])
    }

    /// The code without the signature at `depth`; nil if it does not hold it, as is always the case.
    func scriptCode(without depth: Int, of script: RawSpan) throws(ScriptError) -> [UInt8]? {
        let code = script.extracting(codeStart..<script.byteCount)
        let shortened = FindAndDelete.remove(pushOf: stack[depth], from: code)
        if shortened != nil, flags.contains(.constantScriptCode) { throw .signatureFindAndDelete }
        return shortened
    }

    /// True if the signature at one depth is that of the key at another.
    mutating func checkECDSA(signature: Int, key: Int, _ code: ScriptCode, _ script: RawSpan) -> Bool {
        let size = stack.size(at: signature)
        guard size > 0 else { return false }
        if checking == .acceptingAll { return true }
        let type = stack[signature].byte(size - 1)
        guard let hash = signatureHash(type: type, code, script) else { return false }
        let isValid = verifyECDSA(
            signature: stack[signature].extracting(first: size - 1), hash: hash, key: stack[key])
        if isValid, checking == .recording {
            let key = stack[key].withUnsafeBytes { Array($0) }
            validSignatures.append((key, stack[signature].withUnsafeBytes { Array($0) }))
        }
        return isValid
    }

    private mutating func signatureHash(type: UInt8, _ code: ScriptCode, _ script: RawSpan) -> Bytes32? {
        guard let spending else { return nil }
        if version == .base, spending.isSingleWithoutOutput(input: inputIndex, type: UInt32(type)) {
            return SpendingTransaction.one
        }
        if case .shortened(let bytes) = code {
            return spending.legacySignatureHash(
                input: inputIndex, scriptCode: bytes.span.bytes, type: UInt32(type))
        }
        if let state = midstates.state(type: type, codeStart: codeStart) {
            return state.finalizeDouble(type: UInt32(type))
        }
        let bytes = script.extracting(codeStart..<script.byteCount)
        let state =
            version == .base
            ? spending.legacyMidstate(input: inputIndex, scriptCode: bytes, type: UInt32(type))
            : spending.witnessMidstate(input: inputIndex, scriptCode: bytes, type: UInt32(type))
        midstates.store(state, type: type, codeStart: codeStart)
        return state.finalizeDouble(type: UInt32(type))
    }

    /// Verifies, or finds the signature in the cache.
    func verifyECDSA(signature: RawSpan, hash: Bytes32, key: RawSpan) -> Bool {
        guard let cache else { return ECDSA.verify(signature: signature, hash: hash, publicKey: key) }
        let entry = cache.entry(.ecdsa, hash: hash, publicKey: key, signature: signature)
        if cache.contains(entry, erase: !storesInCache) { return true }
        guard ECDSA.verify(signature: signature, hash: hash, publicKey: key) else { return false }
        if storesInCache { cache.insert(entry) }
        return true
    }

    /// BIP342. An empty signature fails without failing the script; any other has to be valid.
    private mutating func checkTapscriptSignature(signature: Int, key: Int) throws(ScriptError) -> Bool {
        let isSigned = stack.size(at: signature) > 0
        if isSigned {
            validationWeight -= ScriptLimits.weightPerSignature
            guard validationWeight >= 0 else { throw .tapscriptValidationWeight }
        }
        switch stack.size(at: key) {
        case 0: throw .tapscriptEmptyPublicKey
        case 32:
            if isSigned { try checkSchnorr(signature: stack[signature], key: stack[key]) }
        default:
            // Keys of other lengths are for later rules: anything goes.
            if flags.contains(.discourageUpgradablePublicKeyType) { throw .discourageUpgradablePublicKeyType }
        }
        return isSigned
    }

    /// Fails unless `signature`, of 64 bytes or of 65 with a hash type, is that of the 32 bytes of `key`.
    func checkSchnorr(signature: RawSpan, key: RawSpan) throws(ScriptError) {
        if checking == .acceptingAll { return }
        var type = SignatureHashType.default
        switch signature.byteCount {
        case 64: break
        case 65:
            type = signature.byte(64)
            guard type != SignatureHashType.default else { throw .schnorrSignatureHashType }
        default: throw .schnorrSignatureSize
        }
        guard let spending,
            let hash = spending.taprootSignatureHash(input: inputIndex, type: type, context: taproot)
        else { throw .schnorrSignatureHashType }
        let bytes = signature.extracting(first: 64)
        guard verifySchnorr(signature: bytes, hash: hash, key: Bytes32(unchecked: key, at: 0)) else {
            throw .schnorrSignature
        }
    }

    private func verifySchnorr(signature: RawSpan, hash: Bytes32, key: Bytes32) -> Bool {
        guard let cache else {
            return Schnorr.verify(signature: signature, message: hash.rawSpan, publicKey: key)
        }
        let entry = cache.entry(.schnorr, hash: hash, publicKey: key.rawSpan, signature: signature)
        if cache.contains(entry, erase: !storesInCache) { return true }
        guard Schnorr.verify(signature: signature, message: hash.rawSpan, publicKey: key) else {
            return false
        }
        if storesInCache { cache.insert(entry) }
        return true
    }
}
