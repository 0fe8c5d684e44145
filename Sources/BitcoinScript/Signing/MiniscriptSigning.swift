import BitcoinCrypto
import BitcoinPrimitives

extension ScriptSigner {
    /// What satisfies a script of miniscript's kind; nil if it is of another kind, or if something is missing.
    mutating func satisfyMiniscript(
        _ script: Script, in context: MiniscriptContext, leafHash: Bytes32?
    ) -> [[UInt8]]? {
        var keys = ScriptSignerKeys(signer: self, context: context)
        let miniscript = Miniscript(script, context, keys: &keys)
        data.missing.publicKeys += keys.missing
        guard let miniscript else { return nil }
        var satisfier = ScriptSignerSatisfier(
            signer: self, script: script, leafHash: leafHash, keys: keys.bytes)
        let items = miniscript.satisfaction(&satisfier)
        data = satisfier.signer.data
        return items
    }
}

/// Finds the keys of a script that is to be signed.
private struct ScriptSignerKeys: MiniscriptKeyFinder {
    let signer: ScriptSigner
    let context: MiniscriptContext
    private(set) var bytes: [[UInt8]] = []
    /// Hashes of keys that were not found.
    private(set) var missing: [Bytes20] = []

    init(signer: ScriptSigner, context: MiniscriptContext) {
        self.signer = signer
        self.context = context
    }

    mutating func key(_ bytes: [UInt8]) -> Int? {
        guard bytes.count == context.keySize - 1, context == .tapscript || [2, 3].contains(bytes[0]) else {
            return nil
        }
        self.bytes.append(bytes)
        return self.bytes.count - 1
    }

    mutating func key(hash: Bytes20) -> Int? {
        guard let key = signer.publicKey(hash) else {
            missing.append(hash)
            return nil
        }
        bytes.append(context.serialize(key))
        return bytes.count - 1
    }

    var identities: [Int] {
        var numbers: [[UInt8]: Int] = [:]
        return bytes.map { key in
            if let number = numbers[key] { return number }
            numbers[key] = numbers.count
            return numbers.count - 1
        }
    }
}

/// Signs for a miniscript.
private struct ScriptSignerSatisfier: MiniscriptSatisfier {
    var signer: ScriptSigner
    let script: Script
    /// The leaf; nil in P2WSH.
    let leafHash: Bytes32?
    let keys: [[UInt8]]

    mutating func signature(of key: Int) -> [UInt8]? {
        guard let leafHash else { return signer.signature(of: keys[key], script, .witnessV0) }
        guard let point = Bytes32(keys[key]).flatMap(XOnlyPublicKey.init) else { return nil }
        return signer.leafSignature(of: point, leafHash: leafHash)
    }

    func bytes(of key: Int) -> [UInt8] { keys[key] }

    func preimage(of hash: [UInt8], _ fragment: MiniscriptFragment) -> [UInt8]? {
        let known = signer.data.preimages
        switch fragment {
        case .sha256: return known.sha256[hash]
        case .hash256: return known.hash256[hash]
        case .ripemd160: return known.ripemd160[hash]
        case .hash160: return known.hash160[hash]
        default: return nil
        }
    }

    func satisfies(_ fragment: MiniscriptFragment, _ lock: UInt32) -> Bool {
        fragment == .after
            ? signer.creator.satisfies(absoluteLock: lock) : signer.creator.satisfies(relativeLock: lock)
    }
}
