import BitcoinCrypto
import BitcoinPrimitives

/// What is known about how to satisfy an input: signatures, keys and scripts, and, once there is enough of them,
/// the scripts and the witness that do it. PSBT keeps the same (BIP174).
public struct SignatureData: Sendable {
    /// A signature and the key that made it.
    public struct PartialSignature: Sendable, Hashable {
        /// The key.
        public var key: PublicKey
        /// The signature in DER, with the byte of its hash type.
        public var signature: [UInt8]

        /// A signature.
        public init(key: PublicKey, signature: [UInt8]) {
            self.key = key
            self.signature = signature
        }
    }

    /// A key of a script of a taproot tree.
    public typealias LeafKey = KeyInLeaf<XOnlyPublicKey>

    /// Where a key of taproot comes from, and which leaves it is in.
    public struct TaprootKey: Sendable, Hashable {
        /// The leaves; none for the internal key and the output key.
        public var leafHashes: Set<Bytes32>
        /// Where it comes from.
        public var origin: KeyOrigin

        /// A key.
        public init(leafHashes: Set<Bytes32> = [], origin: KeyOrigin) {
            self.leafHashes = leafHashes
            self.origin = origin
        }
    }

    /// The preimages that are known, by their hashes.
    public struct Preimages: Sendable, Hashable {
        /// By SHA-256.
        public var sha256: [[UInt8]: [UInt8]] = [:]
        /// By double SHA-256.
        public var hash256: [[UInt8]: [UInt8]] = [:]
        /// By RIPEMD-160.
        public var ripemd160: [[UInt8]: [UInt8]] = [:]
        /// By RIPEMD-160 of SHA-256.
        public var hash160: [[UInt8]: [UInt8]] = [:]

        /// None.
        public init() {}
    }

    /// What was looked for and not found.
    public struct Missing: Sendable, Hashable {
        /// Hashes of public keys.
        public var publicKeys: [Bytes20] = []
        /// Hashes of the keys whose signatures are missing.
        public var signatures: [Bytes20] = []
        /// The HASH160 of the redeem script.
        public var redeemScript: Bytes20?
        /// The SHA-256 of the witness script.
        public var witnessScript: Bytes32?

        /// Nothing.
        public init() {}
    }

    /// True if the scripts and the witness satisfy the output.
    public var isComplete = false
    /// True if the input is of a kind that has a witness.
    public var usesWitness = false
    /// The input's script, or what there is of it.
    public var scriptSig = Script()
    /// The input's witness, or what there is of it.
    public var witness = Witness()
    /// What P2SH asks for.
    public var redeemScript: Script?
    /// What P2WSH asks for.
    public var witnessScript: Script?
    /// How the taproot output may be spent.
    public var taprootSpendData = TaprootSpendData()
    /// The tree of the taproot output.
    public var taprootTree: TaprootBuilder?
    /// Signatures by the hash of the key.
    public var signatures: [Bytes20: PartialSignature] = [:]
    /// Keys that have a part in it, by their hash.
    public var publicKeys: [Bytes20: FlatSigningProvider.KnownKey] = [:]
    /// The signature of the taproot output's key.
    public var taprootKeyPathSignature: [UInt8]?
    /// Signatures for scripts of the taproot tree.
    public var taprootScriptSignatures: [LeafKey: [UInt8]] = [:]
    /// Keys of taproot that have a part in it.
    public var taprootKeys: [XOnlyPublicKey: TaprootKey] = [:]
    /// Keys of taproot by the hash of their 32 bytes.
    public var taprootKeyHashes: [Bytes20: XOnlyPublicKey] = [:]
    /// Preimages that scripts ask for.
    public var preimages = Preimages()
    /// Aggregate keys and the keys that they are made of.
    public var aggregateKeys: [PublicKey: [PublicKey]] = [:]
    /// Public nonces for the signatures of aggregate keys, by the 33 bytes of who made them.
    public var musigNonces: [MuSigSession: [Bytes: Bytes]] = [:]
    /// Partial signatures of aggregate keys, by the 33 bytes of who made them.
    public var musigPartialSignatures: [MuSigSession: [Bytes: Bytes32]] = [:]
    /// What was looked for and not found.
    public var missing = Missing()

    /// Nothing known.
    public init() {}

    /// Adds the signatures and scripts that other data about the same input has.
    public mutating func merge(_ other: SignatureData) {
        if isComplete { return }
        if other.isComplete {
            self = other
            return
        }
        redeemScript = redeemScript ?? other.redeemScript
        witnessScript = witnessScript ?? other.witnessScript
        signatures.merge(other.signatures) { old, _ in old }
    }
}
