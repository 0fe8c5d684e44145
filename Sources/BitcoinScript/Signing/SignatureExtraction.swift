import BitcoinCrypto
import BitcoinPrimitives

extension SignatureData {
    /// What an input that may be signed in part holds: its signatures as far as they are valid, and its scripts.
    public init(extracting index: Int, of spending: SpendingTransaction) {
        let input = spending.transaction.inputs[index]
        let output = spending.spentOutputs[index].scriptPubKey
        self.init()
        scriptSig = input.scriptSig
        witness = input.witness

        var interpreter = ScriptInterpreter()
        interpreter.checking = .recording
        let isValid: Void? = try? interpreter.verify(spending, input: index, flags: .standard)
        for (key, signature) in interpreter.validSignatures { add(signature, of: key) }
        if isValid != nil {
            isComplete = true
            return
        }
        extract(index, spending, output)
    }

    private mutating func add(_ signature: [UInt8], of key: [UInt8]) {
        guard let point = PublicKey(key) else { return }
        let hash = Hash160.hash(key)
        if signatures[hash] == nil { signatures[hash] = .init(key: point, signature: signature) }
    }

    private mutating func extract(_ index: Int, _ spending: SpendingTransaction, _ output: Script) {
        var stack = Self.stack(after: scriptSig)
        var items = witness.map(\.array)
        var script = output
        var version = SignatureVersion.base
        if StandardTemplate(script) == .scriptHash, let last = stack.last, !last.isEmpty {
            script = Script(last)
            redeemScript = script
            stack.removeLast()
        }
        if StandardTemplate(script) == .witnessScriptHash, let last = items.last, !last.isEmpty {
            script = Script(last)
            witnessScript = script
            items.removeLast()
            stack = items
            version = .witnessV0
        }
        guard case .multisig(_, let keys) = StandardTemplate(script) else { return }
        // Signatures stand in the order of their keys.
        var next = 0
        for signature in stack {
            for (position, key) in keys.enumerated().dropFirst(next) {
                if signatures[Hash160.hash(key.rawSpan)] == nil {
                    guard
                        spending.isSignature(signature, of: key, input: index, scriptCode: script, version)
                    else { continue }
                    add(signature, of: key.array)
                }
                next = position + 1
                break
            }
        }
    }

    /// The stack that a script leaves, or what is on it where the script fails.
    private static func stack(after script: Script) -> [[UInt8]] {
        var interpreter = ScriptInterpreter()
        interpreter.flags = .strictEncoding
        try? interpreter.evaluate(script.bytes.rawSpan, .base)
        return (0..<interpreter.stack.count).reversed().map { depth in
            interpreter.stack[depth].withUnsafeBytes { Array($0) }
        }
    }
}

extension SpendingTransaction {
    /// Whether a signature in DER with its hash type is that of a key, before taproot.
    fileprivate func isSignature(
        _ signature: [UInt8], of key: Bytes, input index: Int, scriptCode: Script,
        _ version: SignatureVersion
    ) -> Bool {
        guard let type = signature.last else { return false }
        let code = scriptCode.bytes.rawSpan
        let hash =
            version == .witnessV0
            ? witnessSignatureHash(input: index, scriptCode: code, type: UInt32(type))
            : legacySignatureHash(input: index, scriptCode: code, type: UInt32(type))
        return ECDSA.verify(
            signature: Array(signature.dropLast()).span.bytes, hash: hash, publicKey: key.rawSpan)
    }
}
