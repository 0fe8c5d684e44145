import BitcoinCrypto
import BitcoinPrimitives

/// What a PSBT knows about an input: the output that it spends, what is needed to sign, and what was signed.
public struct PSBTInput: Sendable, Hashable {
    /// The output that is spent.
    public var previousOutput: OutPoint
    /// The sequence number; the final one if nothing is said.
    public var sequence: UInt32?
    /// The earliest lock time that the script allows, in seconds since 1970 (BIP370).
    public var requiredTime: UInt32?
    /// The lowest lock time that the script allows, as a block height (BIP370).
    public var requiredHeight: UInt32?

    /// The whole transaction whose output is spent.
    public var previousTransaction: Transaction?
    /// The output that is spent, which only a witness signature vouches for.
    public var spentOutput: TransactionOutput?

    /// Signatures, by the public keys as they are written.
    public var partialSignatures: [Bytes: Bytes] = [:]
    /// What signatures are to cover; a number that no signature can have stays as it is.
    public var signatureHashType: Int32?
    /// The script that a P2SH output is the hash of; empty if it is not known.
    public var redeemScript = Script()
    /// The script that a P2WSH output is the hash of; empty if it is not known.
    public var witnessScript = Script()
    /// Where keys come from, by the public keys as they are written.
    public var keyOrigins: [Bytes: KeyOrigin] = [:]
    /// The finished script; empty as long as there is none.
    public var finalScriptSig = Script()
    /// The finished witness; empty as long as there is none.
    public var finalWitness = Witness()
    /// What hashes that scripts ask for are the hashes of.
    public var preimages = Preimages()

    /// The signature for the key path of a taproot output; empty if there is none.
    public var taprootKeySignature = Bytes()
    /// Signatures for scripts of a taproot output.
    public var taprootScriptSignatures: [TaprootLeafKey: Bytes] = [:]
    /// Scripts of a taproot output, with the control blocks that lead to them.
    public var taprootScripts: [TaprootLeaf: Set<Bytes>] = [:]
    /// Where keys come from that a taproot output knows, by their X coordinates.
    public var taprootKeyOrigins: [Bytes32: SignatureData.TaprootKey] = [:]
    /// The X coordinate of the key before it was tweaked.
    public var taprootInternalKey: Bytes32?
    /// The root of the script tree.
    public var taprootMerkleRoot: Bytes32?

    /// The keys that aggregate keys were made of, in their order.
    public var musigParticipants: [Bytes: [Bytes]] = [:]
    /// The public nonces of participants.
    public var musigNonces: [MuSigSession: [Bytes: Bytes]] = [:]
    /// The partial signatures of participants.
    public var musigPartialSignatures: [MuSigSession: [Bytes: Bytes32]] = [:]

    /// What programs keep for themselves, by the whole key.
    public var proprietary: [Bytes: PSBTProprietary] = [:]
    /// Pairs of types that are not known.
    public var unknown: [Bytes: Bytes] = [:]

    /// Preimages by their hashes, for each function that scripts have.
    public struct Preimages: Sendable, Hashable {
        /// Of RIPEMD-160.
        public var ripemd160: [Bytes20: Bytes] = [:]
        /// Of SHA-256.
        public var sha256: [Bytes32: Bytes] = [:]
        /// Of RIPEMD-160 of SHA-256.
        public var hash160: [Bytes20: Bytes] = [:]
        /// Of the double SHA-256.
        public var hash256: [Bytes32: Bytes] = [:]
    }

    /// An input of which nothing more is known.
    public init(previousOutput: OutPoint, sequence: UInt32? = nil) {
        self.previousOutput = previousOutput
        self.sequence = sequence
    }

    /// The output that is spent, as far as it is known: from the whole transaction if that is there.
    public var utxo: TransactionOutput? {
        guard let previousTransaction else { return spentOutput }
        let index = Int(previousOutput.index)
        guard index < previousTransaction.outputs.count,
            previousTransaction.txid == previousOutput.txid
        else { return nil }
        return previousTransaction.outputs[index]
    }

    /// Whether it has its finished script or witness.
    public var isFinal: Bool { !finalScriptSig.isEmpty || !finalWitness.isEmpty }

    /// Whether anything in it was signed.
    public var hasSignatures: Bool {
        isFinal || !partialSignatures.isEmpty || !taprootKeySignature.isEmpty
            || !taprootScriptSignatures.isEmpty || !musigPartialSignatures.isEmpty
    }
}
