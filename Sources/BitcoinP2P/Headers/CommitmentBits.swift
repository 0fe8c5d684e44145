/// A queue of single bits: an eighth of a byte for each.
struct CommitmentBits: Sendable {
    private var words: [UInt64] = []
    private var first = 0

    /// How many bits wait.
    private(set) var count = 0

    /// Appends a bit.
    mutating func append(_ bit: Bool) {
        let position = first + count
        if position / 64 == words.count { words.append(0) }
        if bit { words[position / 64] |= 1 << UInt64(position % 64) }
        count += 1
    }

    /// Takes the oldest bit; nil if none is left.
    mutating func removeFirst() -> Bool? {
        guard count > 0 else { return nil }
        let bit = words[first / 64] >> UInt64(first % 64) & 1 == 1
        first += 1
        count -= 1
        return bit
    }
}
