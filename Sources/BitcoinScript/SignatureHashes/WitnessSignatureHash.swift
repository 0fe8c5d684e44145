import BitcoinCrypto
import BitcoinPrimitives

extension SpendingTransaction {
    /// The hash that signatures of witness version 0 commit to (BIP143).
    public func witnessSignatureHash(input index: Int, scriptCode: RawSpan, type: UInt32) -> Bytes32 {
        witnessMidstate(input: index, scriptCode: scriptCode, type: type).finalizeDouble(type: type)
    }

    /// Everything but the hash type, which comes last.
    func witnessMidstate(input index: Int, scriptCode: RawSpan, type: UInt32) -> SHA256 {
        let kind = UInt8(truncatingIfNeeded: type) & SignatureHashType.outputMask
        let isAnyoneCanPay = UInt8(truncatingIfNeeded: type) & SignatureHashType.anyoneCanPay != 0
        let isAll = kind != SignatureHashType.none && kind != SignatureHashType.single
        let input = transaction.inputs[index]
        let shared = sharedDoubleHashes
        var hasher = SHA256()
        hasher.update(littleEndian: transaction.version)
        hasher.update(isAnyoneCanPay ? Bytes32() : shared.prevouts)
        hasher.update(isAnyoneCanPay || !isAll ? Bytes32() : shared.sequences)
        hasher.update(input.previousOutput)
        hasher.update(lengthPrefixed: scriptCode)
        hasher.update(littleEndian: spentOutputs[index].value.satoshis)
        hasher.update(littleEndian: input.sequence)
        if isAll {
            hasher.update(shared.outputs)
        } else if kind == SignatureHashType.single, index < transaction.outputs.count {
            var output = SHA256()
            output.update(transaction.outputs[index])
            hasher.update(output.finalizeDouble())
        } else {
            hasher.update(Bytes32())
        }
        hasher.update(littleEndian: transaction.lockTime)
        return hasher
    }

    /// The prepared hashes; made now if no input had a witness when the transaction was prepared, as when it is
    /// about to be signed.
    private var sharedDoubleHashes: SharedHashes {
        if !double.prevouts.isZero { return double }
        let single = sharedSingleHashes
        return SharedHashes(
            prevouts: SHA256.hash(single.prevouts.rawSpan), sequences: SHA256.hash(single.sequences.rawSpan),
            outputs: SHA256.hash(single.outputs.rawSpan))
    }

    var sharedSingleHashes: SharedHashes {
        if !single.prevouts.isZero { return single }
        var prevouts = SHA256()
        var sequences = SHA256()
        for input in transaction.inputs {
            prevouts.update(input.previousOutput)
            sequences.update(littleEndian: input.sequence)
        }
        return SharedHashes(
            prevouts: prevouts.finalize(), sequences: sequences.finalize(),
            outputs: SHA256.hash(transaction.serializedOutputs.rawSpan))
    }
}
