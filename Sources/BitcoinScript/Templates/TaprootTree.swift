import BitcoinCrypto
import BitcoinPrimitives

/// The hashes of taproot's script tree (BIP341).
public enum TaprootTree {
    /// The hash of a leaf.
    public static func leafHash(version: UInt8, script: RawSpan) -> Bytes32 {
        var hasher = SHA256.Tag.tapLeaf
        hasher.update(byte: version)
        hasher.update(lengthPrefixed: script)
        return hasher.finalize()
    }

    /// The hash of two branches, whichever comes first.
    public static func branchHash(_ a: Bytes32, _ b: Bytes32) -> Bytes32 {
        var hasher = SHA256.Tag.tapBranch
        hasher.update(min(a, b))
        hasher.update(max(a, b))
        return hasher.finalize()
    }

    /// What is added to the internal key; without a root there are no scripts.
    public static func tweak(internalKey: Bytes32, root: Bytes32?) -> Bytes32 {
        var hasher = SHA256.Tag.tapTweak
        hasher.update(internalKey)
        if let root { hasher.update(root) }
        return hasher.finalize()
    }

    /// The root that a control block leads to from a leaf. The control block's length was checked.
    public static func root(controlBlock: RawSpan, leafHash: Bytes32) -> Bytes32 {
        var hash = leafHash
        for offset in stride(from: ScriptLimits.controlBase, to: controlBlock.byteCount, by: 32) {
            hash = branchHash(hash, Bytes32(unchecked: controlBlock, at: offset))
        }
        return hash
    }
}
