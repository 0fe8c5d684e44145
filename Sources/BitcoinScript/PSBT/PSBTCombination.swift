import BitcoinPrimitives

extension PartiallySignedTransaction {
    /// What all of these know together; nil if they are not about one transaction (BIP174's combiner).
    public static func combined(_ psbts: [PartiallySignedTransaction]) -> PartiallySignedTransaction? {
        guard var result = psbts.first else { return nil }
        for psbt in psbts.dropFirst() where !result.merge(psbt) { return nil }
        return result
    }

    /// Takes over what another one knows. False if that is about another transaction or of another version.
    mutating func merge(_ other: PartiallySignedTransaction) -> Bool {
        guard let id = uniqueID, id == other.uniqueID, version == other.version else { return false }
        for index in inputs.indices { inputs[index].merge(other.inputs[index]) }
        for index in outputs.indices { outputs[index].merge(other.outputs[index]) }
        mergeExtendedKeys(other)
        fallbackLockTime = fallbackLockTime ?? other.fallbackLockTime
        if modifiable != nil || other.modifiable != nil {
            let (own, others) = (modifiable ?? [], other.modifiable ?? [])
            modifiable = own.intersection(others).union(own.union(others).intersection(.hasSingle))
        }
        proprietary.add(other.proprietary)
        unknown.add(other.unknown)
        return true
    }

    /// Takes over extended keys. One that is known already keeps its origin.
    mutating func mergeExtendedKeys(_ other: PartiallySignedTransaction) {
        var known = Set(extendedKeys.keys.map(\.identity))
        for (key, origin) in other.orderedExtendedKeys where known.insert(key.identity).inserted {
            extendedKeys[key] = origin
        }
    }

    /// All inputs and outputs of PSBTs of version 0 in one, in an order that does not tell who brought what.
    public static func joined(
        _ psbts: [PartiallySignedTransaction], using generator: inout some RandomNumberGenerator
    ) throws(PSBTJoinError) -> PartiallySignedTransaction {
        guard psbts.count > 1 else { throw .tooFew }
        guard psbts.allSatisfy({ $0.version == 0 }) else { throw .version }
        // Upstream begins at 1, so that a version of 0 is not kept.
        var result = PartiallySignedTransaction(
            version: 0, transactionVersion: psbts.reduce(1) { max($0, $1.transactionVersion) },
            fallbackLockTime: psbts.compactMap(\.fallbackLockTime).min() ?? 0, inputs: [], outputs: [])
        var spent: Set<OutPoint> = []
        for psbt in psbts {
            for input in psbt.inputs {
                guard spent.insert(input.previousOutput).inserted else {
                    throw .duplicateInput(input.previousOutput)
                }
                result.inputs.append(input.withoutSignatures)
            }
            result.outputs += psbt.outputs
            result.unknown.add(psbt.unknown)
        }
        result.inputs.shuffle(using: &generator)
        result.outputs.shuffle(using: &generator)
        return result
    }
}

/// Why PSBTs cannot be joined.
public enum PSBTJoinError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Fewer than two.
    case tooFew
    /// One that is not of version 0.
    case version
    /// Two spend the same output.
    case duplicateInput(OutPoint)

    /// The message for the user.
    public var description: String {
        switch self {
        case .tooFew: "At least two PSBTs are required to join PSBTs."
        case .version: "joinpsbts only operates on version 0 PSBTs"
        case .duplicateInput(let output): "Input \(output) exists in multiple PSBTs"
        }
    }
}

extension PSBTInput {
    /// The input for another transaction, in which nothing that was signed is worth anything.
    fileprivate var withoutSignatures: PSBTInput {
        var input = self
        input.partialSignatures = [:]
        input.finalScriptSig = Script()
        input.finalWitness = Witness()
        return input
    }

    /// Takes over what another one knows about the same input.
    mutating func merge(_ other: PSBTInput) {
        previousTransaction = previousTransaction ?? other.previousTransaction
        spentOutput = spentOutput ?? other.spentOutput
        partialSignatures.add(other.partialSignatures)
        preimages.ripemd160.add(other.preimages.ripemd160)
        preimages.sha256.add(other.preimages.sha256)
        preimages.hash160.add(other.preimages.hash160)
        preimages.hash256.add(other.preimages.hash256)
        keyOrigins.add(other.keyOrigins)
        proprietary.add(other.proprietary)
        unknown.add(other.unknown)
        taprootScriptSignatures.add(other.taprootScriptSignatures)
        taprootScripts.add(other.taprootScripts)
        taprootKeyOrigins.add(other.taprootKeyOrigins)
        if redeemScript.isEmpty { redeemScript = other.redeemScript }
        if witnessScript.isEmpty { witnessScript = other.witnessScript }
        if finalScriptSig.isEmpty { finalScriptSig = other.finalScriptSig }
        if finalWitness.isEmpty { finalWitness = other.finalWitness }
        if taprootKeySignature.isEmpty { taprootKeySignature = other.taprootKeySignature }
        taprootInternalKey = taprootInternalKey ?? other.taprootInternalKey
        taprootMerkleRoot = taprootMerkleRoot ?? other.taprootMerkleRoot
        musigParticipants.add(other.musigParticipants)
        for (session, nonces) in other.musigNonces {
            musigNonces[session, default: [:]].add(nonces)
        }
        for (session, signatures) in other.musigPartialSignatures {
            musigPartialSignatures[session, default: [:]].add(signatures)
        }
        sequence = sequence ?? other.sequence
        requiredTime = requiredTime ?? other.requiredTime
        requiredHeight = requiredHeight ?? other.requiredHeight
    }
}

extension PSBTOutput {
    /// Takes over what another one knows about the same output.
    mutating func merge(_ other: PSBTOutput) {
        keyOrigins.add(other.keyOrigins)
        proprietary.add(other.proprietary)
        unknown.add(other.unknown)
        taprootKeyOrigins.add(other.taprootKeyOrigins)
        if redeemScript.isEmpty { redeemScript = other.redeemScript }
        if witnessScript.isEmpty { witnessScript = other.witnessScript }
        taprootInternalKey = taprootInternalKey ?? other.taprootInternalKey
        if taprootTree.isEmpty { taprootTree = other.taprootTree }
        musigParticipants.add(other.musigParticipants)
    }
}
