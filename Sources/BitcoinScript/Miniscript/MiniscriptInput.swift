/// Items of a witness that satisfy an expression, or dissatisfy it. Items lie in a list of their own, so that adding
/// two of these costs nothing, however many items they have.
struct MiniscriptInput: Sendable {
    /// Where the items are; -1 if there are none.
    var items = -1
    /// How many bytes they take, each with its length.
    var size = 0
    /// Whether there is a signature among them.
    var hasSignature = false
    /// Whether others can change them into other items that do as well.
    var isMalleable = false

    /// A way that makes no use of the freedom of others.
    static let empty = MiniscriptInput()

    func malleable(_ isMalleable: Bool = true) -> MiniscriptInput {
        var copy = self
        copy.isMalleable = isMalleable
        return copy
    }

    /// The better of two ways; a missing one is worse than any.
    static func better(_ a: MiniscriptInput?, _ b: MiniscriptInput?) -> MiniscriptInput? {
        guard let a else { return b }
        guard let b else { return a }
        // If one needs no signature others can take it as well: it has to be taken.
        if a.hasSignature != b.hasSignature { return a.hasSignature ? b : a }
        if !a.hasSignature { return (a.size <= b.size ? a : b).malleable() }
        if a.isMalleable != b.isMalleable { return a.isMalleable ? b : a }
        return a.size <= b.size ? a : b
    }
}

/// The items of all inputs that were thought of.
struct MiniscriptItems {
    private enum Entry {
        case item([UInt8])
        case pair(Int, Int)
    }

    private var entries: [Entry] = []

    /// One item.
    mutating func item(_ bytes: [UInt8]) -> MiniscriptInput {
        entries.append(.item(bytes))
        return MiniscriptInput(items: entries.count - 1, size: bytes.count + 1)
    }

    /// The items of one, then those of the other; nil if one is missing.
    mutating func join(_ a: MiniscriptInput?, _ b: MiniscriptInput?) -> MiniscriptInput? {
        guard let a, let b else { return nil }
        var joined = MiniscriptInput(
            items: a.items < 0 ? b.items : a.items, size: a.size + b.size,
            hasSignature: a.hasSignature || b.hasSignature, isMalleable: a.isMalleable || b.isMalleable)
        if a.items >= 0, b.items >= 0 {
            entries.append(.pair(a.items, b.items))
            joined.items = entries.count - 1
        }
        return joined
    }

    /// The items of an input, bottom of the stack first.
    func list(_ input: MiniscriptInput) -> [[UInt8]] {
        var list: [[UInt8]] = []
        var pending = input.items < 0 ? [] : [input.items]
        while let index = pending.popLast() {
            switch entries[index] {
            case .item(let bytes): list.append(bytes)
            case .pair(let first, let second): pending += [second, first]
            }
        }
        return list
    }
}
