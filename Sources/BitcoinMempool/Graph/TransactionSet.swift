/// Some of the transactions of a cluster, as the bits of a word: there are at most 64.
struct TransactionSet: Hashable, Sendable {
    var bits: UInt64

    static let empty = TransactionSet(bits: 0)

    init(bits: UInt64) { self.bits = bits }

    /// Only this one.
    init(_ index: Int) { bits = 1 << UInt64(index) }

    /// The first so many.
    init(firstOf count: Int) { bits = count >= 64 ? .max : (1 << UInt64(count)) - 1 }

    /// Those of a range.
    init(_ range: Range<Int>) {
        self = Self(firstOf: range.upperBound) - Self(firstOf: range.lowerBound)
    }

    var isEmpty: Bool { bits == 0 }
    var count: Int { bits.nonzeroBitCount }
    /// The lowest one; the set is not empty.
    var first: Int { bits.trailingZeroBitCount }

    func contains(_ index: Int) -> Bool { bits & (1 << UInt64(index)) != 0 }
    func isSubset(of other: Self) -> Bool { bits & ~other.bits == 0 }
    func intersects(_ other: Self) -> Bool { bits & other.bits != 0 }
    mutating func insert(_ index: Int) { bits |= 1 << UInt64(index) }
    mutating func remove(_ index: Int) { bits &= ~(1 << UInt64(index)) }

    static func | (a: Self, b: Self) -> Self { Self(bits: a.bits | b.bits) }
    static func & (a: Self, b: Self) -> Self { Self(bits: a.bits & b.bits) }
    static func - (a: Self, b: Self) -> Self { Self(bits: a.bits & ~b.bits) }
    static func |= (a: inout Self, b: Self) { a.bits |= b.bits }
    static func -= (a: inout Self, b: Self) { a.bits &= ~b.bits }
}

extension TransactionSet: Sequence {
    struct Iterator: IteratorProtocol {
        var bits: UInt64

        mutating func next() -> Int? {
            guard bits != 0 else { return nil }
            defer { bits &= bits - 1 }
            return bits.trailingZeroBitCount
        }
    }

    func makeIterator() -> Iterator { Iterator(bits: bits) }
}
