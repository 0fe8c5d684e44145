import Glibc

/// Waiting times between things that happen at random.
enum PoissonDelay {
    /// A time in microseconds, `seconds` on average: how long one has already waited tells nothing.
    static func next(seconds: Double) -> Int64 {
        Int64(-log1p(-Double.random(in: 0..<1)) * seconds * 1_000_000)
    }
}
