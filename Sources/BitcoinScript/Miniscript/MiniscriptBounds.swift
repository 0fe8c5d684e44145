/// The largest of some numbers; there may be none.
struct LargestNumber: Sendable {
    let value: Int?

    init(_ value: Int?) { self.value = value }

    static func + (a: Self, b: Self) -> Self {
        guard let a = a.value, let b = b.value else { return Self(nil) }
        return Self(a + b)
    }

    static func | (a: Self, b: Self) -> Self {
        guard let left = a.value, let right = b.value else { return a.value == nil ? b : a }
        return Self(max(left, right))
    }
}

/// How many operations run, keys of multisig counted on top.
struct OperationBounds: Sendable {
    /// Operations of the script.
    var count: Int
    /// The keys that are counted when it is satisfied.
    var satisfied: LargestNumber
    /// The keys that are counted when it is dissatisfied.
    var dissatisfied: LargestNumber

    init(_ count: Int, _ satisfied: LargestNumber, _ dissatisfied: LargestNumber) {
        self.count = count
        self.satisfied = satisfied
        self.dissatisfied = dissatisfied
    }

    init(_ count: Int, _ satisfied: Int?, _ dissatisfied: Int?) {
        self.init(count, LargestNumber(satisfied), LargestNumber(dissatisfied))
    }
}

/// How many bytes of the witness it takes, each item with its length.
struct WitnessBounds: Sendable {
    var satisfied: LargestNumber
    var dissatisfied: LargestNumber

    init(_ satisfied: LargestNumber, _ dissatisfied: LargestNumber) {
        self.satisfied = satisfied
        self.dissatisfied = dissatisfied
    }

    init(_ satisfied: Int?, _ dissatisfied: Int?) {
        self.init(LargestNumber(satisfied), LargestNumber(dissatisfied))
    }
}

/// What ways of running a part of a script do to the stack. There may be no way.
///
/// Parts run one after the other are added, choices between parts are united: a semiring, so that the bounds of
/// exponentially many ways follow from those of the parts.
struct StackTrace: Sendable {
    /// How many more items there are before than after; nil if there is no way.
    let difference: Int?
    /// How many more items there are at most while it runs than after.
    let peak: Int

    init(_ difference: Int, _ peak: Int) {
        self.difference = difference
        self.peak = peak
    }

    private init() {
        difference = nil
        peak = 0
    }

    static let impossible = StackTrace()
    static let nothing = StackTrace(0, 0)
    static let push = StackTrace(-1, 0)
    static let condition = StackTrace(1, 1)
    static let binary = StackTrace(1, 1)
    static let equalVerify = StackTrace(2, 2)

    static func + (a: Self, b: Self) -> Self {
        guard let left = a.difference, let right = b.difference else { return .impossible }
        return StackTrace(left + right, max(b.peak, right + a.peak))
    }

    static func | (a: Self, b: Self) -> Self {
        guard let left = a.difference, let right = b.difference else {
            return a.difference == nil ? b : a
        }
        return StackTrace(max(left, right), max(a.peak, b.peak))
    }
}

/// What satisfying and dissatisfying it do to the stack.
struct StackBounds: Sendable {
    var satisfied: StackTrace
    var dissatisfied: StackTrace

    init(_ satisfied: StackTrace, _ dissatisfied: StackTrace) {
        self.satisfied = satisfied
        self.dissatisfied = dissatisfied
    }
}
