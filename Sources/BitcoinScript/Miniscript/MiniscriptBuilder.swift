import BitcoinPrimitives

/// Puts the expressions of a miniscript into their list, working out type and bounds of each from those within.
struct MiniscriptBuilder {
    let context: MiniscriptContext
    private(set) var nodes: [MiniscriptNode] = []

    init(context: MiniscriptContext) { self.context = context }

    /// Adds an expression and gives its place.
    mutating func add(
        _ fragment: MiniscriptFragment, number: UInt32 = 0, keys: [Int] = [], hash: [UInt8] = [],
        _ children: [Int] = []
    ) -> Int {
        let inner = children.map { nodes[$0] }
        let parts = Parts(fragment: fragment, number: Int(number), keyCount: keys.count, children: inner)
        nodes.append(
            MiniscriptNode(
                fragment: fragment, number: number, keys: keys, hash: hash, children: children,
                type: .of(fragment, number: number, inner.map(\.type), context),
                scriptSize: parts.scriptSize(context), operations: parts.operations, stack: parts.stack,
                witness: parts.witness(context)))
        return nodes.count - 1
    }

    /// What bounds follow from.
    struct Parts {
        let fragment: MiniscriptFragment
        let number: Int
        let keyCount: Int
        let children: [MiniscriptNode]
    }
}

extension MiniscriptBuilder.Parts {
    private static func pushSize(_ number: Int) -> Int {
        number <= 16 ? 1 : 1 + ScriptNumber.encode(Int64(number)).count
    }

    func scriptSize(_ context: MiniscriptContext) -> Int {
        let inner = children.reduce(0) { $0 + $1.scriptSize }
        switch fragment {
        case .zero, .one: return 1
        case .keyCheck: return context.keySize
        case .keyHashCheck: return 24
        case .older, .after: return 1 + Self.pushSize(number)
        case .sha256, .hash256: return 39
        case .ripemd160, .hash160: return 27
        case .multisig: return 1 + Self.pushSize(keyCount) + Self.pushSize(number) + 34 * keyCount
        case .multisigTapscript: return 34 * keyCount + Self.pushSize(number) + 1
        case .andV: return inner
        case .verify: return inner + (children[0].type.has("x") ? 1 : 0)
        case .swap, .check, .zeroNotEqual, .andB, .orB: return inner + 1
        case .alternative, .orC: return inner + 2
        case .dupIf, .orD, .orI, .andOr: return inner + 3
        case .nonZero: return inner + 4
        case .threshold: return inner + children.count + Self.pushSize(number)
        }
    }

    // MARK: Operations

    var operations: OperationBounds {
        let inner = children.map(\.operations)
        let count = inner.reduce(0) { $0 + $1.count }
        switch fragment {
        case .one: return OperationBounds(0, 0, nil)
        case .zero: return OperationBounds(0, nil, 0)
        case .keyCheck: return OperationBounds(0, 0, 0)
        case .keyHashCheck: return OperationBounds(3, 0, 0)
        case .older, .after: return OperationBounds(1, 0, nil)
        case .sha256, .hash256, .ripemd160, .hash160: return OperationBounds(4, 0, nil)
        case .multisig: return OperationBounds(1, keyCount, keyCount)
        case .multisigTapscript: return OperationBounds(keyCount + 1, 0, 0)
        case .swap, .check, .zeroNotEqual:
            return OperationBounds(count + 1, inner[0].satisfied, inner[0].dissatisfied)
        case .alternative: return OperationBounds(count + 2, inner[0].satisfied, inner[0].dissatisfied)
        case .dupIf: return OperationBounds(count + 3, inner[0].satisfied, LargestNumber(0))
        case .nonZero: return OperationBounds(count + 4, inner[0].satisfied, LargestNumber(0))
        case .verify:
            let own = children[0].type.has("x") ? 1 : 0
            return OperationBounds(count + own, inner[0].satisfied, LargestNumber(nil))
        default:
            let choices = choices(inner.map { ($0.satisfied, $0.dissatisfied) })
            return OperationBounds(count + ownOperations, choices.0, choices.1)
        }
    }

    /// The operations that a function of several expressions adds.
    private var ownOperations: Int {
        switch fragment {
        case .andB, .orB: 1
        case .orC: 2
        case .orD, .orI, .andOr: 3
        case .threshold: children.count
        default: 0
        }
    }

    /// What satisfies and dissatisfies a function of several expressions takes the sum of what those take that have
    /// to be satisfied, and of what the others take to be dissatisfied.
    private func choices(
        _ inner: [(LargestNumber, LargestNumber)]
    ) -> (satisfied: LargestNumber, dissatisfied: LargestNumber) {
        let none = LargestNumber(nil)
        let (x, y) = (inner[0], inner.count > 1 ? inner[1] : (none, none))
        switch fragment {
        case .andV: return (x.0 + y.0, none)
        case .andB: return (x.0 + y.0, x.1 + y.1)
        case .orB: return ((x.0 + y.1) | (x.1 + y.0), x.1 + y.1)
        case .orC: return (x.0 | (x.1 + y.0), none)
        case .orD: return (x.0 | (x.1 + y.0), x.1 + y.1)
        case .orI: return (x.0 | y.0, x.1 | y.1)
        case .andOr: return ((x.0 + y.0) | (x.1 + inner[2].0), x.1 + inner[2].1)
        default: return threshold(inner, from: LargestNumber(0))
        }
    }

    /// The best way to satisfy each number of expressions up to the threshold.
    private func threshold(
        _ inner: [(LargestNumber, LargestNumber)], from start: LargestNumber
    ) -> (satisfied: LargestNumber, dissatisfied: LargestNumber) {
        var best = [start]
        for child in inner {
            var next = best.map { $0 + child.1 }
            for count in 0..<best.count where count < number {
                let one = best[count] + child.0
                if count + 1 < next.count {
                    next[count + 1] = next[count + 1] | one
                } else {
                    next.append(one)
                }
            }
            best = next
        }
        return (number < best.count ? best[number] : LargestNumber(nil), best[0])
    }

    // MARK: Witness

    func witness(_ context: MiniscriptContext) -> WitnessBounds {
        let signature = context == .tapscript ? 66 : 73
        let key = context == .tapscript ? 33 : 34
        let inner = children.map(\.witness)
        switch fragment {
        case .zero: return WitnessBounds(nil, 0)
        case .one, .older, .after: return WitnessBounds(0, nil)
        case .keyCheck: return WitnessBounds(signature, 1)
        case .keyHashCheck: return WitnessBounds(signature + key, 1 + key)
        case .sha256, .hash256, .ripemd160, .hash160: return WitnessBounds(33, nil)
        case .multisig: return WitnessBounds(number * signature + 1, number + 1)
        case .multisigTapscript:
            return WitnessBounds(number * signature + keyCount - number, keyCount)
        case .alternative, .zeroNotEqual, .swap, .check: return inner[0]
        case .dupIf: return WitnessBounds(LargestNumber(2) + inner[0].satisfied, LargestNumber(1))
        case .verify: return WitnessBounds(inner[0].satisfied, LargestNumber(nil))
        case .nonZero: return WitnessBounds(inner[0].satisfied, LargestNumber(1))
        case .orI:
            let (one, zero) = (LargestNumber(2), LargestNumber(1))
            return WitnessBounds(
                (inner[0].satisfied + one) | (inner[1].satisfied + zero),
                (inner[0].dissatisfied + one) | (inner[1].dissatisfied + zero))
        default:
            let choices = choices(inner.map { ($0.satisfied, $0.dissatisfied) })
            return WitnessBounds(choices.satisfied, choices.dissatisfied)
        }
    }
}
