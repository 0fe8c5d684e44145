import BitcoinCrypto
import BitcoinPrimitives

extension PSBTInput {
    /// Writes the map. What only signers need is left out of a finished input.
    ///
    /// - Parameter version: the PSBT's version.
    func write(to writer: inout PSBTMapWriter, version: UInt32) {
        if let previousTransaction {
            writer.write(
                PSBTInputType.previousTransaction, value: Bytes(previousTransaction.strippedBytes))
        }
        if let spentOutput {
            writer.write(PSBTInputType.spentOutput) { $0.write(spentOutput) }
        }
        if !isFinal {
            writeSpending(to: &writer)
            writeTaproot(to: &writer)
            writeMuSig(to: &writer)
        }
        writer.write(PSBTInputType.finalScriptSig, ifAny: finalScriptSig)
        if !finalWitness.isEmpty {
            writer.write(PSBTInputType.finalWitness) { $0.write(finalWitness) }
        }
        if version >= 2 { writeTransactionParts(to: &writer) }
        writer.write(records: proprietary.records)
        writer.write(records: unknown)
        writer.endMap()
    }

    /// The signatures in the order of the hashes of their keys, which is how PSBTs list them.
    public var orderedPartialSignatures: [(key: Bytes, signature: Bytes)] {
        partialSignatures.map { (Hash160.hash($0.key.rawSpan), $0.key, $0.value) }
            .sorted { $0.0 < $1.0 }
            .map { ($0.1, $0.2) }
    }

    private func writeSpending(to writer: inout PSBTMapWriter) {
        for (key, signature) in orderedPartialSignatures {
            writer.write(PSBTInputType.partialSignature, key, value: signature)
        }
        if let signatureHashType {
            writer.write(PSBTInputType.signatureHashType, integer: signatureHashType)
        }
        writer.write(PSBTInputType.redeemScript, ifAny: redeemScript)
        writer.write(PSBTInputType.witnessScript, ifAny: witnessScript)
        writer.write(PSBTInputType.keyOrigin, origins: keyOrigins)
        for (hash, preimage) in preimages.ripemd160.inOrder {
            writer.write(PSBTInputType.ripemd160, Bytes(copying: hash.rawSpan), value: preimage)
        }
        for (hash, preimage) in preimages.sha256.inOrder {
            writer.write(PSBTInputType.sha256, Bytes(copying: hash.rawSpan), value: preimage)
        }
        for (hash, preimage) in preimages.hash160.inOrder {
            writer.write(PSBTInputType.hash160, Bytes(copying: hash.rawSpan), value: preimage)
        }
        for (hash, preimage) in preimages.hash256.inOrder {
            writer.write(PSBTInputType.hash256, Bytes(copying: hash.rawSpan), value: preimage)
        }
    }

    private func writeTaproot(to writer: inout PSBTMapWriter) {
        if !taprootKeySignature.isEmpty {
            writer.write(PSBTInputType.taprootKeySignature, value: taprootKeySignature)
        }
        for (leafKey, signature) in taprootScriptSignatures.inOrder {
            let key = Bytes(leafKey.key.bytes + leafKey.leafHash.bytes)
            writer.write(PSBTInputType.taprootScriptSignature, key, value: signature)
        }
        for (leaf, controlBlocks) in taprootScripts.inOrder {
            for controlBlock in controlBlocks.shortestFirst {
                writer.write(
                    PSBTInputType.taprootLeafScript, controlBlock,
                    value: Bytes(leaf.script.array + [leaf.version]))
            }
        }
        writer.write(PSBTInputType.taprootKeyOrigin, taprootOrigins: taprootKeyOrigins)
        writer.write(PSBTInputType.taprootInternalKey, ifAny: taprootInternalKey)
        writer.write(PSBTInputType.taprootMerkleRoot, ifAny: taprootMerkleRoot)
    }

    private func writeMuSig(to writer: inout PSBTMapWriter) {
        writer.write(PSBTInputType.musigParticipants, musigParticipants: musigParticipants)
        for (session, nonces) in musigNonces.inOrder {
            for (participant, nonce) in nonces.inOrder {
                writer.write(PSBTInputType.musigNonce, session.identifier(of: participant), value: nonce)
            }
        }
        for (session, signatures) in musigPartialSignatures.inOrder {
            for (participant, signature) in signatures.inOrder {
                writer.write(
                    PSBTInputType.musigPartialSignature, session.identifier(of: participant),
                    value: Bytes(copying: signature.rawSpan))
            }
        }
    }

    private func writeTransactionParts(to writer: inout PSBTMapWriter) {
        writer.write(PSBTInputType.previousTxid) { $0.write(previousOutput.txid.hash) }
        writer.write(PSBTInputType.outputIndex, integer: previousOutput.index)
        if let sequence { writer.write(PSBTInputType.sequence, integer: sequence) }
        if let requiredTime { writer.write(PSBTInputType.requiredTime, integer: requiredTime) }
        if let requiredHeight { writer.write(PSBTInputType.requiredHeight, integer: requiredHeight) }
    }
}

extension MuSigSession {
    /// The key data of what a participant adds: `<participant> <aggregate key> [<leaf hash>]`.
    fileprivate func identifier(of participant: Bytes) -> Bytes {
        Bytes(participant.array + key.array + (leafHash.isZero ? [] : leafHash.bytes))
    }
}

extension Set<Bytes> {
    /// Shorter control blocks first: they cost less to spend by.
    public var shortestFirst: [Bytes] {
        sorted { $0.count == $1.count ? $0 < $1 : $0.count < $1.count }
    }
}
