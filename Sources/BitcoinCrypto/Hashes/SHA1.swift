import Crypto

/// SHA-1, which only `OP_SHA1` uses.
public enum SHA1 {
    /// The digest of one message.
    public static func hash(_ bytes: RawSpan) -> Bytes20 {
        bytes.withUnsafeBytes { buffer in
            var hasher = Insecure.SHA1()
            hasher.update(bufferPointer: buffer)
            var digest = Bytes20()
            hasher.finalize().withUnsafeBytes { source in
                withUnsafeMutableBytes(of: &digest.words) { $0.copyMemory(from: source) }
            }
            return digest
        }
    }

    /// The digest of one message.
    public static func hash(_ bytes: [UInt8]) -> Bytes20 {
        hash(bytes.span.bytes)
    }
}
