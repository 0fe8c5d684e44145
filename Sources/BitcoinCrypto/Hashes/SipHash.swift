/// SipHash-2-4 (Aumasson, Bernstein), keyed with two words: short hashes that a stranger cannot predict.
public struct SipHash: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    private var pending: UInt64 = 0
    private var byteCount: UInt8 = 0

    /// An empty message under the key.
    public init(key0: UInt64, key1: UInt64) {
        v0 = 0x736f_6d65_7073_6575 ^ key0
        v1 = 0x646f_7261_6e64_6f6d ^ key1
        v2 = 0x6c79_6765_6e65_7261 ^ key0
        v3 = 0x7465_6462_7974_6573 ^ key1
    }

    /// Appends eight bytes given as a little-endian word. The bytes so far must be a multiple of eight.
    public mutating func update(word: UInt64) {
        precondition(byteCount % 8 == 0, "SipHash takes words only at word boundaries")
        absorb(word)
        byteCount &+= 8
    }

    /// Appends `bytes`.
    public mutating func update(_ bytes: RawSpan) {
        for offset in 0..<bytes.byteCount {
            update(byte: bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
        }
    }

    /// Appends one byte.
    public mutating func update(byte: UInt8) {
        pending |= UInt64(byte) << (8 * UInt64(byteCount % 8))
        byteCount &+= 1
        if byteCount % 8 == 0 {
            absorb(pending)
            pending = 0
        }
    }

    /// The hash of what was appended so far.
    public consuming func finalize() -> UInt64 {
        absorb(pending | UInt64(byteCount) << 56)
        v2 ^= 0xff
        for _ in 0..<4 { round() }
        return v0 ^ v1 ^ v2 ^ v3
    }

    /// The hash of 32 bytes.
    public static func hash(_ value: Bytes32, key0: UInt64, key1: UInt64) -> UInt64 {
        var hasher = SipHash(key0: key0, key1: key1)
        for index in 0..<4 { hasher.update(word: UInt64(littleEndian: value.words[index])) }
        return hasher.finalize()
    }

    /// The hash of 32 bytes and a 32-bit integer, as outpoints are hashed.
    public static func hash(_ value: Bytes32, _ extra: UInt32, key0: UInt64, key1: UInt64) -> UInt64 {
        var hasher = SipHash(key0: key0, key1: key1)
        for index in 0..<4 { hasher.update(word: UInt64(littleEndian: value.words[index])) }
        withUnsafeBytes(of: extra.littleEndian) { for byte in $0 { hasher.update(byte: byte) } }
        return hasher.finalize()
    }

    /// SipHash-1-3-UJ of 32 bytes: upstream's variant with fewer rounds, which takes all four words in one
    /// step and adds no length. Only for hashes, which nobody can choose at will.
    public static func hash13(_ value: Bytes32, key0: UInt64, key1: UInt64) -> UInt64 {
        var hasher = SipHash(key0: key0, key1: key1)
        hasher.absorbAtOnce(value)
        return hasher.finalizeUnpadded()
    }

    private mutating func absorbAtOnce(_ value: Bytes32) {
        let word0 = UInt64(littleEndian: value.words[0])
        let word1 = UInt64(littleEndian: value.words[1])
        let word2 = UInt64(littleEndian: value.words[2])
        let word3 = UInt64(littleEndian: value.words[3])
        v3 ^= word0
        v0 ^= word1
        v1 ^= word2
        v2 ^= word3
        round()
        v0 ^= word0
        v1 ^= word1
        v2 ^= word2
        v3 ^= word3
    }

    private consuming func finalizeUnpadded() -> UInt64 {
        // "unpadded", so that no hash is the same as with padding.
        v2 ^= 0x6465_6464_6170_6e75
        for _ in 0..<3 { round() }
        return v0 ^ v1 ^ v2 ^ v3
    }

    @inline(__always)
    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 = v0 &+ v1
        v1 = (v1 &<< 13 | v1 &>> 51) ^ v0
        v0 = v0 &<< 32 | v0 &>> 32
        v2 = v2 &+ v3
        v3 = (v3 &<< 16 | v3 &>> 48) ^ v2
        v0 = v0 &+ v3
        v3 = (v3 &<< 21 | v3 &>> 43) ^ v0
        v2 = v2 &+ v1
        v1 = (v1 &<< 17 | v1 &>> 47) ^ v2
        v2 = v2 &<< 32 | v2 &>> 32
    }
}
