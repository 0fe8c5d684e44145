import BitcoinCrypto
import BitcoinPrimitives

/// Makes the signatures of an input of a transaction.
public struct TransactionSignatureCreator: SignatureCreator {
    private let spending: SpendingTransaction
    private let index: Int
    private let hashType: UInt8
    private let knowsAllOutputs: Bool

    /// Signs an input.
    ///
    /// - Parameters:
    ///   - hashType: what the signatures commit to; `default` is `all` before taproot.
    ///   - knowsAllOutputs: false if some of the spent outputs are only placeholders. Then nothing of taproot is
    ///     signed, since its signatures commit to all of them.
    public init(
        _ spending: SpendingTransaction, input index: Int, hashType: UInt8 = SignatureHashType.default,
        knowsAllOutputs: Bool = true
    ) {
        precondition(spending.transaction.inputs.indices.contains(index))
        self.spending = spending
        self.index = index
        self.hashType = hashType
        self.knowsAllOutputs = knowsAllOutputs
    }

    /// Signs with low R and S.
    public func ecdsaSignature(
        of keyHash: Bytes20, provider: any SigningProvider, scriptCode: Script, version: SignatureVersion
    ) -> [UInt8]? {
        guard let key = provider.privateKey(keyHash) else { return nil }
        let type = hashType == SignatureHashType.default ? SignatureHashType.all : hashType
        let hash: Bytes32
        if version == .witnessV0 {
            // BIP143: keys are compressed, and the amount is committed to.
            guard key.isCompressed, spending.spentOutputs[index].value.isValid else { return nil }
            hash = spending.witnessSignatureHash(
                input: index, scriptCode: scriptCode.bytes.rawSpan, type: UInt32(type))
        } else {
            hash = spending.legacySignatureHash(
                input: index, scriptCode: scriptCode.bytes.rawSpan, type: UInt32(type))
        }
        return key.signature(over: hash) + [type]
    }

    /// Signs without auxiliary randomness, so that a signature made twice is the same.
    public func schnorrSignature(
        of key: XOnlyPublicKey, provider: any SigningProvider, leafHash: Bytes32?, tweak: TaprootTweak
    ) -> [UInt8]? {
        guard let secret = provider.privateKey(xOnly: key), let hash = taprootHash(leafHash) else {
            return nil
        }
        let tweakHash: Bytes32? =
            switch tweak {
            case .none: nil
            case .root(let root): TaprootTree.tweak(internalKey: key.bytes, root: root)
            }
        return secret.schnorrSignature(over: hash, tweak: tweakHash).map(withType)
    }

    /// Puts together what others have signed.
    public func musigSignature(
        of contributions: [MuSig.Contribution], aggregate: PublicKey, tweaks: [MuSig.Tweak],
        leafHash: Bytes32?
    ) -> [UInt8]? {
        guard let hash = taprootHash(leafHash) else { return nil }
        return MuSig.signature(of: contributions, aggregate: aggregate, tweaks: tweaks, message: hash)
            .map(withType)
    }

    /// What signatures of taproot commit to; nil if something of that is not known.
    private func taprootHash(_ leafHash: Bytes32?) -> Bytes32? {
        guard knowsAllOutputs else { return nil }
        var context = TaprootContext()
        context.leafHash = leafHash
        return spending.taprootSignatureHash(input: index, type: hashType, context: context)
    }

    private func withType(_ signature: [UInt8]) -> [UInt8] {
        hashType == SignatureHashType.default ? signature : signature + [hashType]
    }

    /// BIP65.
    public func satisfies(absoluteLock lock: UInt32) -> Bool {
        let transaction = spending.transaction
        let threshold: UInt32 = 500_000_000
        return (transaction.lockTime < threshold) == (lock < threshold) && lock <= transaction.lockTime
            && transaction.inputs[index].sequence != TransactionInput.finalSequence
    }

    /// BIP112.
    public func satisfies(relativeLock lock: UInt32) -> Bool {
        let isDisabled: UInt32 = 1 << 31
        let isTime: UInt32 = 1 << 22
        let sequence = spending.transaction.inputs[index].sequence
        return spending.transaction.version >= 2 && sequence & isDisabled == 0
            && sequence & isTime == lock & isTime && lock & 0xffff <= sequence & 0xffff
    }

    /// Runs the scripts.
    public func satisfies(scriptSig: Script, scriptPubKey: Script, witness: Witness) -> Bool {
        verdict(scriptSig: scriptSig, scriptPubKey: scriptPubKey, witness: witness) == nil
    }

    /// What the rules for relay have against the scripts and the witness; nil if nothing.
    func verdict(scriptSig: Script, scriptPubKey: Script, witness: Witness) -> ScriptError? {
        var interpreter = ScriptInterpreter()
        do throws(ScriptError) {
            try interpreter.verify(
                scriptSig: scriptSig, scriptPubKey: scriptPubKey, witness: witness, flags: .standard,
                spending: spending, input: index)
            return nil
        } catch {
            return error
        }
    }
}
