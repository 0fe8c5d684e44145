/// Tokens that come at a steady rate, up to a number, and are spent on what must not happen more often.
struct TokenBucket: Sendable {
    private let rate: Double
    private let capacity: Double
    private var lastTime: Int64?

    /// The tokens that are there; below zero after more were spent.
    private(set) var value: Double

    /// A bucket that gets `rate` tokens each second.
    init(rate: Double, value: Double, capacity: Double) {
        self.rate = rate
        self.capacity = capacity
        self.value = min(value, capacity)
    }

    /// Adds what has come since the last time; `now` is in microseconds.
    mutating func fill(now: Int64) {
        if let lastTime, now > lastTime {
            value = min(capacity, value + rate * Double(now - lastTime) / 1_000_000)
        }
        lastTime = now
    }

    /// Spends tokens. False if not more than `floor` are left.
    mutating func spend(_ count: Double, floor: Double) -> Bool {
        value -= count
        return value > floor
    }
}
