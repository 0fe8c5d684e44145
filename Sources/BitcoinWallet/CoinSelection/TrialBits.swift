/// Random bits by the million, for trials that have only to be unlike each other: xoshiro256**, seeded from a better
/// source. A bit of the system's own source costs a system call.
struct TrialBits {
    private var state: (UInt64, UInt64, UInt64, UInt64)
    private var word: UInt64 = 0
    private var left = 0

    init(seed random: inout some RandomNumberGenerator) {
        // Never all zeros, from which nothing else would come.
        state = (random.next() | 1, random.next(), random.next(), random.next())
    }

    /// The next bit.
    mutating func next() -> Bool {
        if left == 0 {
            word = nextWord()
            left = UInt64.bitWidth
        }
        left -= 1
        defer { word >>= 1 }
        return word & 1 == 1
    }

    private mutating func nextWord() -> UInt64 {
        let result = Self.rotate(state.1 &* 5, 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = Self.rotate(state.3, 45)
        return result
    }

    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value << count | value >> (64 - count)
    }
}
