/// MurmurHash3 for 32-bit machines (Appleby): quick, and with a seed many different functions. Not cryptographic: who
/// knows the seed finds collisions.
enum MurmurHash3 {
    private static let multipliers: (UInt32, UInt32) = (0xcc9e_2d51, 0x1b87_3593)

    /// The hash of bytes.
    static func hash(_ bytes: RawSpan, seed: UInt32) -> UInt32 {
        var hash = seed
        let tail = bytes.byteCount & ~3
        for offset in stride(from: 0, to: tail, by: 4) {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
            hash = rotated(hash ^ scrambled(UInt32(littleEndian: word)), 13) &* 5 &+ 0xe654_6b64
        }
        var last: UInt32 = 0
        for offset in (tail..<bytes.byteCount).reversed() {
            last = last << 8 | UInt32(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
        }
        // Zero stays zero, so nothing left over changes nothing.
        hash ^= scrambled(last)
        hash ^= UInt32(truncatingIfNeeded: bytes.byteCount)
        hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
        hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
        return hash ^ hash >> 16
    }

    private static func scrambled(_ word: UInt32) -> UInt32 {
        rotated(word &* multipliers.0, 15) &* multipliers.1
    }

    private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 {
        word << bits | word >> (32 - bits)
    }
}
