import BitcoinCrypto
import BitcoinPrimitives

extension PSBTInput {
    /// What a signer has to know; nothing but the result for a finished input.
    var signatureData: SignatureData {
        var data = SignatureData()
        data.scriptSig = finalScriptSig
        data.witness = finalWitness
        data.isComplete = isFinal
        guard !isFinal else { return data }
        for (bytes, signature) in partialSignatures {
            guard let key = PublicKey(bytes.rawSpan) else { continue }
            data.signatures[Hash160.hash(bytes.rawSpan)] = .init(key: key, signature: signature.array)
        }
        if !redeemScript.isEmpty { data.redeemScript = redeemScript }
        if !witnessScript.isEmpty { data.witnessScript = witnessScript }
        data.addKeys(keyOrigins, taproot: taprootKeyOrigins, musigParticipants)
        data.musigNonces = musigNonces
        data.musigPartialSignatures = musigPartialSignatures
        if !taprootKeySignature.isEmpty { data.taprootKeyPathSignature = taprootKeySignature.array }
        for (leafKey, signature) in taprootScriptSignatures {
            guard let key = XOnlyPublicKey(leafKey.key) else { continue }
            let leaf = SignatureData.LeafKey(key: key, leafHash: leafKey.leafHash)
            data.taprootScriptSignatures[leaf] = signature.array
        }
        data.taprootSpendData.internalKey = taprootInternalKey.flatMap(XOnlyPublicKey.init)
        data.taprootSpendData.merkleRoot = taprootMerkleRoot
        for (leaf, blocks) in taprootScripts {
            data.taprootSpendData.controlBlocks[leaf] = Set(blocks.map(\.array))
        }
        for (hash, preimage) in preimages.ripemd160 {
            data.preimages.ripemd160[hash.bytes] = preimage.array
        }
        for (hash, preimage) in preimages.sha256 { data.preimages.sha256[hash.bytes] = preimage.array }
        for (hash, preimage) in preimages.hash160 { data.preimages.hash160[hash.bytes] = preimage.array }
        for (hash, preimage) in preimages.hash256 { data.preimages.hash256[hash.bytes] = preimage.array }
        return data
    }

    /// Takes over what a signer found and made. Once that is all, only the result is kept.
    mutating func update(from data: SignatureData) {
        if data.isComplete {
            partialSignatures = [:]
            keyOrigins = [:]
            redeemScript = Script()
            witnessScript = Script()
            if !data.scriptSig.isEmpty { finalScriptSig = data.scriptSig }
            if !data.witness.isEmpty { finalWitness = data.witness }
            return
        }
        let signers = Set(partialSignatures.keys.map { Hash160.hash($0.rawSpan) })
        for (hash, signature) in data.signatures where !signers.contains(hash) {
            partialSignatures[Bytes(signature.key.bytes)] = Bytes(signature.signature)
        }
        if redeemScript.isEmpty { redeemScript = data.redeemScript ?? Script() }
        if witnessScript.isEmpty { witnessScript = data.witnessScript ?? Script() }
        keyOrigins.add(data.newOrigins(besides: keyOrigins))
        if let signature = data.taprootKeyPathSignature { taprootKeySignature = Bytes(signature) }
        for (leafKey, signature) in data.taprootScriptSignatures {
            let key = TaprootLeafKey(key: leafKey.key.bytes, leafHash: leafKey.leafHash)
            taprootScriptSignatures.add([key: Bytes(signature)])
        }
        taprootInternalKey = data.taprootSpendData.internalKey?.bytes ?? taprootInternalKey
        taprootMerkleRoot = data.taprootSpendData.merkleRoot ?? taprootMerkleRoot
        for (leaf, blocks) in data.taprootSpendData.controlBlocks {
            taprootScripts.add([leaf: Set(blocks.map { Bytes($0) })])
        }
        taprootKeyOrigins.add(data.taprootOrigins)
        musigParticipants.add(data.participants)
        for (hash, preimage) in data.preimages.ripemd160 {
            if let hash = Bytes20(hash) { preimages.ripemd160.add([hash: Bytes(preimage)]) }
        }
        for (hash, preimage) in data.preimages.sha256 {
            if let hash = Bytes32(hash) { preimages.sha256.add([hash: Bytes(preimage)]) }
        }
        for (hash, preimage) in data.preimages.hash160 {
            if let hash = Bytes20(hash) { preimages.hash160.add([hash: Bytes(preimage)]) }
        }
        for (hash, preimage) in data.preimages.hash256 {
            if let hash = Bytes32(hash) { preimages.hash256.add([hash: Bytes(preimage)]) }
        }
    }
}

extension PSBTOutput {
    /// What is known about spending the output.
    var signatureData: SignatureData {
        var data = SignatureData()
        if !redeemScript.isEmpty { data.redeemScript = redeemScript }
        if !witnessScript.isEmpty { data.witnessScript = witnessScript }
        data.addKeys(keyOrigins, taproot: taprootKeyOrigins, musigParticipants)
        if let key = taprootInternalKey.flatMap(XOnlyPublicKey.init), !taprootTree.isEmpty {
            var tree = TaprootBuilder(taprootTree)
            tree.finalize(internalKey: key)
            data.taprootSpendData.internalKey = key
            if let spendData = tree.spendData { data.taprootSpendData.merge(spendData) }
            data.taprootTree = tree
        }
        return data
    }

    /// Takes over what was found out about spending the output.
    mutating func update(from data: SignatureData) {
        if redeemScript.isEmpty { redeemScript = data.redeemScript ?? Script() }
        if witnessScript.isEmpty { witnessScript = data.witnessScript ?? Script() }
        keyOrigins.add(data.newOrigins(besides: keyOrigins))
        taprootInternalKey = data.taprootSpendData.internalKey?.bytes ?? taprootInternalKey
        if let tree = data.taprootTree, tree.hasScripts { taprootTree = tree.leaves }
        taprootKeyOrigins.add(data.taprootOrigins)
        musigParticipants.add(data.participants)
    }
}

// Keys, which PSBTs have in their written form and signers as points.
extension SignatureData {
    fileprivate mutating func addKeys(
        _ origins: [Bytes: KeyOrigin], taproot: [Bytes32: TaprootKey], _ participants: [Bytes: [Bytes]]
    ) {
        for (bytes, origin) in origins {
            guard let key = PublicKey(bytes.rawSpan) else { continue }
            publicKeys[Hash160.hash(bytes.rawSpan)] = .init(key: key, origin: origin)
        }
        for (bytes, origin) in taproot {
            guard let key = XOnlyPublicKey(bytes) else { continue }
            taprootKeys[key] = origin
            taprootKeyHashes[Hash160.hash(bytes.rawSpan)] = key
        }
        for (bytes, members) in participants {
            guard let key = PublicKey(bytes.rawSpan) else { continue }
            aggregateKeys[key] = members.compactMap { PublicKey($0.rawSpan) }
        }
    }

    fileprivate func newOrigins(besides known: [Bytes: KeyOrigin]) -> [Bytes: KeyOrigin] {
        let hashes = Set(known.keys.map { Hash160.hash($0.rawSpan) })
        return publicKeys.reduce(into: [:]) { origins, entry in
            if !hashes.contains(entry.key) { origins[Bytes(entry.value.key.bytes)] = entry.value.origin }
        }
    }

    fileprivate var taprootOrigins: [Bytes32: TaprootKey] {
        taprootKeys.reduce(into: [:]) { $0[$1.key.bytes] = $1.value }
    }

    fileprivate var participants: [Bytes: [Bytes]] {
        aggregateKeys.reduce(into: [:]) { result, entry in
            result[Bytes(entry.key.bytes)] = entry.value.map { Bytes($0.bytes) }
        }
    }
}
