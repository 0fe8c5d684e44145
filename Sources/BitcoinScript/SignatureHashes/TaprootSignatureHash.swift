import BitcoinCrypto
import BitcoinPrimitives

/// What taproot's signatures commit to besides the transaction (BIP341, BIP342).
public struct TaprootContext: Sendable {
    /// The hash of the annex with its length, if there is one.
    public var annexHash: Bytes32?
    /// The hash of the executed leaf; nil for the key path.
    public var leafHash: Bytes32?
    /// The position of the last executed `OP_CODESEPARATOR`, counted in instructions.
    public var codeSeparatorPosition: UInt32 = .max

    /// The key path without an annex.
    public init() {}
}

extension SpendingTransaction {
    /// The hash that taproot's signatures commit to; nil for a hash type that is not defined, or `single` without
    /// an output.
    public func taprootSignatureHash(
        input index: Int, type: UInt8, context: TaprootContext
    ) -> Bytes32? {
        guard type <= 3 || (0x81...0x83).contains(type) else { return nil }
        let kind = type == SignatureHashType.default ? SignatureHashType.all : type & 3
        let isAnyoneCanPay = type & SignatureHashType.anyoneCanPay != 0
        if kind == SignatureHashType.single && index >= transaction.outputs.count { return nil }

        var hasher = SHA256.Tag.tapSighash
        hasher.update(byte: 0)  // The epoch.
        hasher.update(byte: type)
        hasher.update(littleEndian: transaction.version)
        hasher.update(littleEndian: transaction.lockTime)
        let shared = sharedSingleHashes
        if !isAnyoneCanPay {
            let (amounts, scripts) = sharedSpentHashes
            hasher.update(shared.prevouts)
            hasher.update(amounts)
            hasher.update(scripts)
            hasher.update(shared.sequences)
        }
        if kind == SignatureHashType.all { hasher.update(shared.outputs) }

        let isScriptPath = context.leafHash != nil
        hasher.update(byte: (isScriptPath ? 2 : 0) | (context.annexHash != nil ? 1 : 0))
        if isAnyoneCanPay {
            let input = transaction.inputs[index]
            hasher.update(input.previousOutput)
            hasher.update(spentOutputs[index])
            hasher.update(littleEndian: input.sequence)
        } else {
            hasher.update(littleEndian: UInt32(index))
        }
        if let annex = context.annexHash { hasher.update(annex) }
        if kind == SignatureHashType.single {
            var output = SHA256()
            output.update(transaction.outputs[index])
            hasher.update(output.finalize())
        }
        if let leaf = context.leafHash {
            hasher.update(leaf)
            hasher.update(byte: 0)  // The version of the key.
            hasher.update(littleEndian: context.codeSeparatorPosition)
        }
        return hasher.finalize()
    }

    private var sharedSpentHashes: (amounts: Bytes32, scripts: Bytes32) {
        if !amountsHash.isZero { return (amountsHash, scriptsHash) }
        var amounts = SHA256()
        var scripts = SHA256()
        for output in spentOutputs {
            amounts.update(littleEndian: output.value.satoshis)
            scripts.update(lengthPrefixed: output.scriptPubKey.bytes.rawSpan)
        }
        return (amounts.finalize(), scripts.finalize())
    }
}
