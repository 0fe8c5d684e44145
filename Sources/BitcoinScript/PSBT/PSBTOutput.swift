import BitcoinCrypto
import BitcoinPrimitives

/// What a PSBT knows about an output, so that a signer can see whether it is its own.
public struct PSBTOutput: Sendable, Hashable {
    /// The value and the script.
    public var output: TransactionOutput

    /// The script that a P2SH output is the hash of; empty if it is not known.
    public var redeemScript = Script()
    /// The script that a P2WSH output is the hash of; empty if it is not known.
    public var witnessScript = Script()
    /// Where keys come from, by the public keys as they are written.
    public var keyOrigins: [Bytes: KeyOrigin] = [:]
    /// The X coordinate of the key before it was tweaked.
    public var taprootInternalKey: Bytes32?
    /// The leaves of the script tree, depth first.
    public var taprootTree: [TaprootBuilder.DepthLeaf] = []
    /// Where keys come from that a taproot output knows, by their X coordinates.
    public var taprootKeyOrigins: [Bytes32: SignatureData.TaprootKey] = [:]
    /// The keys that aggregate keys were made of, in their order.
    public var musigParticipants: [Bytes: [Bytes]] = [:]

    /// What programs keep for themselves, by the whole key.
    public var proprietary: [Bytes: PSBTProprietary] = [:]
    /// Pairs of types that are not known.
    public var unknown: [Bytes: Bytes] = [:]

    /// An output of which nothing more is known.
    public init(_ output: TransactionOutput) {
        self.output = output
    }
}
