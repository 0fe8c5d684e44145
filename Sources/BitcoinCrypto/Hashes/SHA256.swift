internal import CCryptoBoringSSL

/// SHA-256, streaming, as a plain value: no allocation, and a copy of it is a midstate.
///
/// The compression function is BoringSSL's, which swift-crypto brings along; it uses the processor's SHA
/// instructions where there are any. swift-crypto's own `SHA256` allocates a context for each digest, which
/// is too much for the several hashes that every transaction input needs.
public struct SHA256: Sendable {
    private var state: InlineArray<8, UInt32>
    private var pending: InlineArray<64, UInt8>
    private var byteCount: UInt64

    /// An empty message.
    public init() {
        state = [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
            0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
        pending = .init(repeating: 0)
        byteCount = 0
    }

    /// Appends `bytes` to the message.
    public mutating func update(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Appends `bytes` to the message.
    public mutating func update(_ bytes: [UInt8]) {
        update(bytes.span.bytes)
    }

    /// Appends the bytes of `value` to the message.
    public mutating func update(_ value: Bytes32) {
        update(value.rawSpan)
    }

    /// Appends the little-endian bytes of `value` to the message.
    public mutating func update<Integer: FixedWidthInteger>(littleEndian value: Integer) {
        withUnsafeBytes(of: value.littleEndian) { update($0) }
    }

    /// Appends one byte to the message.
    public mutating func update(byte: UInt8) {
        withUnsafeBytes(of: byte) { update($0) }
    }

    /// The digest of what was appended so far.
    public consuming func finalize() -> Bytes32 {
        let bitCount = byteCount &* 8
        var padding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) =
            (0x80, 0, 0, 0, 0, 0, 0, 0, 0)
        let used = Int(byteCount % 64)
        let length = used < 56 ? 56 - used : 120 - used
        withUnsafeBytes(of: &padding) { update(UnsafeRawBufferPointer(rebasing: $0[..<length])) }
        withUnsafeBytes(of: bitCount.bigEndian) { update($0) }
        var digest = InlineArray<4, UInt64>(repeating: 0)
        for index in 0..<4 {
            digest[index] =
                UInt64(state[2 * index].bigEndian) | UInt64(state[2 * index + 1].bigEndian) << 32
        }
        return Bytes32(words: digest)
    }

    /// The digest of one message.
    public static func hash(_ bytes: RawSpan) -> Bytes32 {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// The digest of one message.
    public static func hash(_ bytes: [UInt8]) -> Bytes32 {
        hash(bytes.span.bytes)
    }

    private mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard var source = bytes.baseAddress, bytes.count > 0 else { return }
        var remaining = bytes.count
        let used = Int(byteCount % 64)
        byteCount &+= UInt64(remaining)
        if used > 0 {
            let taken = min(64 - used, remaining)
            withUnsafeMutableBytes(of: &pending) {
                $0.baseAddress.unsafelyUnwrapped.advanced(by: used)
                    .copyMemory(from: source, byteCount: taken)
            }
            guard used + taken == 64 else { return }
            withUnsafeBytes(of: &pending) {
                Self.transform(&state, $0.baseAddress.unsafelyUnwrapped, blocks: 1)
            }
            source += taken
            remaining -= taken
        }
        if remaining >= 64 {
            Self.transform(&state, source, blocks: remaining / 64)
            source += remaining & ~63
            remaining &= 63
        }
        if remaining > 0 {
            withUnsafeMutableBytes(of: &pending) {
                $0.baseAddress.unsafelyUnwrapped.copyMemory(from: source, byteCount: remaining)
            }
        }
    }

    /// `source` holds `blocks` times 64 bytes: both callers have just counted them.
    @inline(__always)
    private static func transform(
        _ state: inout InlineArray<8, UInt32>, _ source: UnsafeRawPointer, blocks: Int
    ) {
        withUnsafeMutableBytes(of: &state) {
            CCryptoBoringSSL_SHA256_TransformBlocks(
                $0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt32.self),
                source.assumingMemoryBound(to: UInt8.self), blocks)
        }
    }
}
