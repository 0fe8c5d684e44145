import BitcoinCrypto
import BitcoinPrimitives

/// Satisfies output scripts with what a provider knows and a creator signs.
public struct ScriptSigner {
    let provider: any SigningProvider
    let creator: any SignatureCreator
    var data: SignatureData

    /// Satisfies `script` as far as possible, adding to `data` what was found and made.
    ///
    /// - Returns: whether the script is satisfied, which `data.isComplete` says too.
    @discardableResult
    public static func produceSignature(
        for script: Script, provider: any SigningProvider, creator: any SignatureCreator,
        data: inout SignatureData
    ) -> Bool {
        if data.isComplete { return true }
        var signer = ScriptSigner(provider: provider, creator: creator, data: data)
        signer.produceSignature(for: script)
        data = signer.data
        return data.isComplete
    }

    /// What satisfies a script, bottom of the stack first, and whether that is all that it takes.
    private struct Solution {
        var items: [[UInt8]] = []
        var isComplete = false
    }

    private mutating func produceSignature(for scriptPubKey: Script) {
        var template = StandardTemplate(scriptPubKey)
        var solution = solve(scriptPubKey, template, .base)
        var redeemScript: Script?
        if solution.isComplete, template == .scriptHash {
            let script = Script(solution.items[0])
            redeemScript = script
            data.redeemScript = script
            template = StandardTemplate(script)
            solution = solve(script, template, .base)
            if template == .scriptHash { solution.isComplete = false }
        }
        switch template {
        case .witnessKeyHash where solution.isComplete:
            // BIP143: what is signed is the P2PKH script of the same key.
            let script = Bytes20(solution.items[0]).map { Destination.publicKeyHash($0).script } ?? Script()
            solution = solve(script, .publicKeyHash, .witnessV0)
            setWitness(solution.items)
            solution.items = []
        case .witnessScriptHash where solution.isComplete:
            let script = Script(solution.items[0])
            data.witnessScript = script
            solution = solveWitnessScript(script)
            setWitness(solution.items + [script.array])
            solution.items = []
        case .witnessTaproot where redeemScript == nil:
            data.usesWitness = true
            if solution.isComplete { data.witness = Witness(solution.items) }
            solution.items = []
        default: break
        }
        if !data.usesWitness { data.witness = Witness() }
        if let redeemScript { solution.items.append(redeemScript.array) }
        data.scriptSig = Script(pushing: solution.items)
        data.isComplete =
            solution.isComplete
            && creator.satisfies(
                scriptSig: data.scriptSig, scriptPubKey: scriptPubKey, witness: data.witness)
    }

    private mutating func setWitness(_ items: [[UInt8]]) {
        data.witness = Witness(items)
        data.usesWitness = true
    }

    private mutating func solveWitnessScript(_ script: Script) -> Solution {
        let template = StandardTemplate(script)
        var solution = solve(script, template, .witnessV0)
        switch template {
        case .scriptHash, .witnessScriptHash, .witnessKeyHash: solution.isComplete = false
        default: break
        }
        // What there is of a multisig's signatures is kept: others are put to them later.
        guard !solution.isComplete, solution.items.isEmpty else { return solution }
        guard let items = satisfyMiniscript(script, in: .witnessScriptHash, leafHash: nil) else {
            return solution
        }
        return Solution(items: items, isComplete: true)
    }

    // MARK: Templates

    private mutating func solve(
        _ script: Script, _ template: StandardTemplate, _ version: SignatureVersion
    ) -> Solution {
        switch template {
        case .nonstandard, .nullData, .witnessUnknown: return Solution()
        case .anchor: return Solution(isComplete: true)
        case .publicKey(let key):
            guard let signature = signature(of: key.array, script, version) else { return Solution() }
            return Solution(items: [signature], isComplete: true)
        case .publicKeyHash: return solveKeyHash(script, version)
        case .multisig(let required, let keys): return solveMultisig(required, keys, script, version)
        case .scriptHash:
            guard let hash = Bytes20(script.bytes[2..<22].rawSpan) else { return Solution() }
            if let found = self.script(hash) { return Solution(items: [found.array], isComplete: true) }
            data.missing.redeemScript = hash
            return Solution()
        case .witnessKeyHash: return Solution(items: [script.bytes[2..<22].array], isComplete: true)
        case .witnessScriptHash:
            let hash = script.bytes[2..<34]
            if let found = self.script(RIPEMD160.hash(hash.rawSpan)) {
                return Solution(items: [found.array], isComplete: true)
            }
            data.missing.witnessScript = Bytes32(hash.rawSpan)
            return Solution()
        case .witnessTaproot:
            guard let output = Bytes32(script.bytes[2..<34].rawSpan).flatMap(XOnlyPublicKey.init),
                let items = satisfyTaproot(output)
            else { return Solution() }
            return Solution(items: items, isComplete: true)
        }
    }

    private mutating func solveKeyHash(_ script: Script, _ version: SignatureVersion) -> Solution {
        guard let hash = Bytes20(script.bytes[3..<23].rawSpan) else { return Solution() }
        guard let key = publicKey(hash) else {
            data.missing.publicKeys.append(hash)
            return Solution()
        }
        guard let signature = signature(of: key.bytes, script, version) else { return Solution() }
        return Solution(items: [signature, key.bytes], isComplete: true)
    }

    /// Signs with every key that there is, since PSBT wants all signatures, and takes as many as are required.
    private mutating func solveMultisig(
        _ required: Int, _ keys: [Bytes], _ script: Script, _ version: SignatureVersion
    ) -> Solution {
        let signatures = keys.compactMap { signature(of: $0.array, script, version) }
        // The first item is for OP_CHECKMULTISIG, which takes one too many.
        var items: [[UInt8]] = [[]] + signatures.prefix(required)
        let isComplete = items.count == required + 1
        while items.count < required + 1 { items.append([]) }
        return Solution(items: items, isComplete: isComplete)
    }

    // MARK: Parts

    /// The signature of a key, which may be there already.
    mutating func signature(
        of key: [UInt8], _ scriptCode: Script, _ version: SignatureVersion
    ) -> [UInt8]? {
        let hash = Hash160.hash(key)
        if let known = data.signatures[hash] { return known.signature }
        guard let point = PublicKey(key) else {
            data.missing.signatures.append(hash)
            return nil
        }
        if data.publicKeys[hash] == nil, let origin = provider.keyOrigin(hash) {
            data.publicKeys[hash] = .init(key: point, origin: origin)
        }
        guard
            let signature = creator.ecdsaSignature(
                of: hash, provider: provider, scriptCode: scriptCode, version: version)
        else {
            data.missing.signatures.append(hash)
            return nil
        }
        data.signatures[hash] = .init(key: point, signature: signature)
        return signature
    }

    private func script(_ hash: Bytes20) -> Script? {
        if let script = provider.script(hash) { return script }
        return [data.redeemScript, data.witnessScript].compactMap { $0 }.first {
            Hash160.hash($0.bytes.rawSpan) == hash
        }
    }

    func publicKey(_ hash: Bytes20) -> PublicKey? {
        data.signatures[hash]?.key ?? data.publicKeys[hash]?.key
            ?? data.taprootKeyHashes[hash]?.evenPublicKey ?? provider.publicKey(hash)
    }
}

extension Script {
    /// A script that pushes items, each in the shortest way.
    init(pushing items: [[UInt8]]) {
        var builder = ScriptBuilder()
        for item in items {
            switch item {
            case [0x81]: builder.append(.negativeOne)
            case let item where item.count == 1 && (1...16).contains(item[0]):
                builder.append(.small(Int(item[0])))
            default: builder.append(push: item)
            }
        }
        self = builder.script
    }
}
