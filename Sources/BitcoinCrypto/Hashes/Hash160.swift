/// RIPEMD-160 of SHA-256: what addresses of keys and scripts carry.
public enum Hash160 {
    /// The digest of one message.
    public static func hash(_ bytes: RawSpan) -> Bytes20 {
        RIPEMD160.hash(SHA256.hash(bytes).rawSpan)
    }

    /// The digest of one message.
    public static func hash(_ bytes: [UInt8]) -> Bytes20 {
        hash(bytes.span.bytes)
    }
}
