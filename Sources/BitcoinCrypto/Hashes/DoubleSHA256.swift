/// SHA-256 applied twice: what identifies blocks and transactions, and signs all that is older than taproot.
public enum DoubleSHA256 {
    /// The double digest of one message.
    public static func hash(_ bytes: RawSpan) -> Bytes32 {
        SHA256.hash(SHA256.hash(bytes).rawSpan)
    }

    /// The double digest of one message.
    public static func hash(_ bytes: [UInt8]) -> Bytes32 {
        hash(bytes.span.bytes)
    }

    /// The double digest of two values side by side: an inner node of a merkle tree.
    public static func hash(_ left: Bytes32, _ right: Bytes32) -> Bytes32 {
        var hasher = SHA256()
        hasher.update(left)
        hasher.update(right)
        return hasher.finalizeDouble()
    }
}

extension SHA256 {
    /// The digest of the digest of what was appended so far.
    public consuming func finalizeDouble() -> Bytes32 {
        SHA256.hash(finalize().rawSpan)
    }
}
