import BitcoinCrypto
import BitcoinPrimitives

extension DescriptorNode {
    /// The scripts at the position of `derivation`; nil if a key is not there.
    ///
    /// - Parameter found: learns what it takes to sign, but private keys.
    func scripts(_ derivation: inout KeyDerivation, found: inout FlatSigningProvider) -> [Script]? {
        var keys: [PublicKey] = []
        for expression in ownKeys {
            guard let key = derivation.publicKey(of: expression, found: &found) else { return nil }
            keys.append(key)
        }
        var inner: [Script] = []
        for child in children {
            guard let scripts = child.scripts(&derivation, found: &found), scripts.count == 1 else {
                return nil
            }
            inner += scripts
        }
        switch self {
        case .address(let destination): return [destination.script]
        case .raw(let script): return [script]
        case .key(let function, _): return Self.scripts(function, keys[0], found: &found)
        case .multisig(let multisig): return [multisig.script(keys)]
        case .scriptHash:
            found.add(inner[0])
            return [Destination.scriptHash(of: inner[0]).script]
        case .witnessScriptHash:
            found.add(inner[0])
            return [Destination.witnessScriptHash(of: inner[0]).script]
        case .taproot(_, let leaves):
            var builder = TaprootBuilder()
            for (leaf, script) in zip(leaves, inner) {
                builder.add(TaprootLeaf(script: script), depth: leaf.depth)
            }
            guard let output = builder.finalize(internalKey: keys[0].xOnly.key) else { return [] }
            found.taprootTrees[output] = builder
            return [Destination.taproot(output.bytes).script]
        case .miniscript(let miniscript, _):
            for key in keys {
                let hash =
                    miniscript.context == .tapscript ? Hash160.hash(key.xOnly.key.bytes.rawSpan) : key.hash
                found.publicKeys[hash] = key
            }
            return [miniscript.script(keys: keys.map { miniscript.context.serialize($0) })]
        }
    }

    private static func scripts(
        _ function: KeyFunction, _ key: PublicKey, found: inout FlatSigningProvider
    ) -> [Script] {
        switch function {
        case .pk: return [key.payToKey]
        case .leafKey: return [key.xOnly.key.payToKey]
        case .pkh: return [Destination.publicKeyHash(key.hash).script]
        case .wpkh: return [Destination.witnessKeyHash(key.hash).script]
        case .rawtr: return [Destination.taproot(key.xOnly.key.bytes).script]
        case .unused: return []
        case .combo:
            let scripts = [key.payToKey, Destination.publicKeyHash(key.hash).script]
            guard key.isCompressed else { return scripts }
            let witness = Destination.witnessKeyHash(key.hash).script
            found.add(witness)
            return scripts + [witness, Destination.scriptHash(of: witness).script]
        }
    }
}

extension DescriptorNode.Multisig {
    /// The script of these keys.
    fileprivate func script(_ keys: [PublicKey]) -> Script {
        isTapscript ? tapscript(keys) : Script.multisig(required: required, isSorted ? keys.sorted() : keys)
    }

    /// BIP387: each key adds its vote, and the sum is compared.
    private func tapscript(_ keys: [PublicKey]) -> Script {
        var points = keys.map(\.xOnly.key)
        if isSorted { points.sort() }
        var builder = ScriptBuilder()
        for (index, point) in points.enumerated() {
            builder.append(push: point.bytes.bytes)
            builder.append(index == 0 ? .checkSig : .checkSigAdd)
        }
        builder.append(number: Int64(required))
        builder.append(.numEqual)
        return builder.script
    }
}

extension Script {
    /// No item that a script pushes is larger, in bytes.
    public static let maximumElementSize = ScriptLimits.elementSize

    /// `OP_CHECKMULTISIG` takes no more keys.
    public static let maximumMultisigKeys = ScriptLimits.multisigKeys

    /// `m <keys> n OP_CHECKMULTISIG`.
    public static func multisig(required: Int, _ keys: [PublicKey]) -> Script {
        var builder = ScriptBuilder()
        builder.append(number: Int64(required))
        for key in keys { builder.append(push: key.bytes) }
        builder.append(number: Int64(keys.count))
        builder.append(.checkMultiSig)
        return builder.script
    }
}

extension PublicKey {
    /// `<key> OP_CHECKSIG`.
    fileprivate var payToKey: Script { Script(checkingSignatureOf: bytes) }
}

extension XOnlyPublicKey {
    /// `<key> OP_CHECKSIG`.
    fileprivate var payToKey: Script { Script(checkingSignatureOf: bytes.bytes) }
}

extension Script {
    fileprivate init(checkingSignatureOf key: [UInt8]) {
        var builder = ScriptBuilder()
        builder.append(push: key)
        builder.append(.checkSig)
        self = builder.script
    }
}
