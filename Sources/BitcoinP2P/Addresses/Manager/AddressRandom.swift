import BitcoinPrimitives

/// Random numbers for the address tables: the system's, or a series that is the same each time.
struct AddressRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64?

    /// The system's numbers.
    init() {}

    /// The same series for the same seed (SplitMix64).
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        guard let old = state else {
            var system = SystemRandomNumberGenerator()
            return system.next()
        }
        let advanced = old &+ 0x9E37_79B9_7F4A_7C15
        state = advanced
        var mixed = advanced
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

    /// 32 random bytes.
    mutating func hash() -> Hash256 {
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &self) }
        return Hash256(bytes) ?? .zero
    }
}
