import BitcoinCrypto
import BitcoinPrimitives

extension ScriptSigner {
    /// What spends a taproot output: a signature of its key, or else the script of its tree that takes least room.
    mutating func satisfyTaproot(_ output: XOnlyPublicKey) -> [[UInt8]]? {
        if let known = provider.taprootSpendData(output) { data.taprootSpendData.merge(known) }
        if let tree = provider.taprootTree(output) { data.taprootTree = tree }
        data.aggregateKeys.merge(provider.aggregateKeys) { old, _ in old }

        for key in [data.taprootSpendData.internalKey, output].compactMap({ $0 })
        where data.taprootKeys[key] == nil {
            if let origin = provider.keyOrigin(xOnly: key) { data.taprootKeys[key] = .init(origin: origin) }
        }
        if data.taprootKeyPathSignature == nil { data.taprootKeyPathSignature = signKeyPath(output) }
        if let signature = data.taprootKeyPathSignature { return [signature] }
        return satisfyScriptPath()
    }

    private mutating func signKeyPath(_ output: XOnlyPublicKey) -> [UInt8]? {
        if let key = data.taprootSpendData.internalKey,
            let signature = sign(
                with: key, leafHash: nil, tweak: .root(data.taprootSpendData.merkleRoot))
        {
            return signature
        }
        return sign(with: output, leafHash: nil, tweak: .none)
    }

    /// The signature of a key, or of those that it is an aggregate of.
    private mutating func sign(
        with key: XOnlyPublicKey, leafHash: Bytes32?, tweak: TaprootTweak
    ) -> [UInt8]? {
        creator.schnorrSignature(of: key, provider: provider, leafHash: leafHash, tweak: tweak)
            ?? musigSignature(of: key, leafHash: leafHash, tweak: tweak)
    }

    private mutating func satisfyScriptPath() -> [[UInt8]]? {
        var best: (items: [[UInt8]], size: Int)?
        for leaf in data.taprootSpendData.controlBlocks.keys.sorted()
        where leaf.version == TaprootLeaf.tapscriptVersion {
            guard let control = data.taprootSpendData.smallestControlBlock(of: leaf),
                let satisfaction = satisfyMiniscript(leaf.script, in: .tapscript, leafHash: leaf.hash)
            else { continue }
            let items = satisfaction + [leaf.script.array, control]
            let size = Witness(items).serializedSize
            if best.map({ size < $0.size }) ?? true { best = (items, size) }
        }
        return best?.items
    }

    /// The signature of a key in a leaf, which may be there already.
    mutating func leafSignature(of key: XOnlyPublicKey, leafHash: Bytes32) -> [UInt8]? {
        if let origin = provider.keyOrigin(xOnly: key) {
            data.taprootKeys[key, default: .init(origin: origin)].leafHashes.insert(leafHash)
        }
        let name = SignatureData.LeafKey(key: key, leafHash: leafHash)
        if let known = data.taprootScriptSignatures[name] { return known }
        let signature = sign(with: key, leafHash: leafHash, tweak: .none)
        data.taprootScriptSignatures[name] = signature
        return signature
    }
}
