import BitcoinCrypto
import BitcoinPrimitives

/// Remembers at least the last so many hashes that were inserted, in a fixed amount of memory, and takes others for
/// remembered only rarely.
///
/// Hashes come in three generations, each half as large as what must be remembered; when the last one is full,
/// the oldest is wiped. Each place holds the number of a generation in two bits. Keyed, so that nobody outside
/// can prepare hashes that look alike. No memory is taken before the first insertion.
public struct RollingBloomFilter: Sendable {
    private let generationSize: Int
    private let hashCount: Int
    private let placeCount: UInt64
    private let key0 = UInt64.random(in: 0...(.max))
    private let key1 = UInt64.random(in: 0...(.max))
    /// Pairs of words: the low and the high bits of 64 places.
    private var words: [UInt64] = []
    private var generation = 1
    private var countInGeneration = 0

    /// An empty filter.
    ///
    /// - Parameters:
    ///   - capacity: how many hashes are remembered at least.
    ///   - falsePositiveBits: an unknown hash is taken for known with a chance of 1 in 2 to this power.
    public init(capacity: Int, falsePositiveBits: Int) {
        generationSize = (capacity + 1) / 2
        hashCount = max(1, falsePositiveBits)
        // With as many hashes as bits, places are best half full: 1/ln 2 places for each hash.
        placeCount = UInt64(Double(3 * generationSize * hashCount) * 1.4427) + 64
    }

    /// Whether a hash was inserted, or looks like one that was.
    public func contains(_ hash: Hash256) -> Bool {
        guard !words.isEmpty else { return false }
        var places = Places(hash, key0, key1, placeCount)
        for _ in 0..<hashCount {
            let place = places.next()
            let pair = place / 64 * 2
            guard (words[pair] | words[pair + 1]) >> UInt64(place & 63) & 1 == 1 else { return false }
        }
        return true
    }

    /// Remembers a hash.
    public mutating func insert(_ hash: Hash256) {
        if words.isEmpty { words = [UInt64](repeating: 0, count: Int((placeCount + 63) / 64) * 2) }
        if countInGeneration == generationSize { startGeneration() }
        countInGeneration += 1
        var places = Places(hash, key0, key1, placeCount)
        for _ in 0..<hashCount {
            let place = places.next()
            let pair = place / 64 * 2
            let bit = UInt64(1) << UInt64(place & 63)
            words[pair] = generation & 1 != 0 ? words[pair] | bit : words[pair] & ~bit
            words[pair + 1] = generation & 2 != 0 ? words[pair + 1] | bit : words[pair + 1] & ~bit
        }
    }

    /// Forgets everything.
    public mutating func removeAll() {
        words = []
        generation = 1
        countInGeneration = 0
    }

    private mutating func startGeneration() {
        countInGeneration = 0
        generation = generation % 3 + 1
        let low: UInt64 = generation & 1 != 0 ? .max : 0
        let high: UInt64 = generation & 2 != 0 ? .max : 0
        for pair in stride(from: 0, to: words.count, by: 2) {
            let kept = (words[pair] ^ low) | (words[pair + 1] ^ high)
            words[pair] &= kept
            words[pair + 1] &= kept
        }
    }

    /// The places of a hash: two keyed hashes, combined.
    private struct Places {
        private var current: UInt64
        private let step: UInt64
        private let count: UInt64

        init(_ hash: Hash256, _ key0: UInt64, _ key1: UInt64, _ count: UInt64) {
            current = SipHash.hash(hash.value, key0: key0, key1: key1)
            step = SipHash.hash(hash.value, key0: key1, key1: key0) | 1
            self.count = count
        }

        mutating func next() -> Int {
            defer { current &+= step }
            return Int(current.multipliedFullWidth(by: count).high)
        }
    }
}
