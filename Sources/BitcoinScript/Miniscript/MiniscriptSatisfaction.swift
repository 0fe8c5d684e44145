import BitcoinPrimitives

/// Whatever can be put into a witness for a miniscript.
protocol MiniscriptSatisfier {
    /// The signature of a key.
    mutating func signature(of key: Int) -> [UInt8]?
    /// The bytes of a key.
    func bytes(of key: Int) -> [UInt8]
    /// The preimage of a hash.
    func preimage(of hash: [UInt8], _ fragment: MiniscriptFragment) -> [UInt8]?
    /// Whether a lock time has passed.
    func satisfies(_ fragment: MiniscriptFragment, _ lock: UInt32) -> Bool
}

extension Miniscript {
    /// The items that satisfy the script and that nobody else can change; nil if something is missing for that.
    func satisfaction<Satisfier: MiniscriptSatisfier>(_ satisfier: inout Satisfier) -> [[UInt8]]? {
        var solver = MiniscriptSolver(satisfier: satisfier)
        let ways = solver.solve(nodes)
        satisfier = solver.satisfier
        guard let way = ways.satisfied, !way.isMalleable, way.hasSignature else { return nil }
        return solver.items.list(way)
    }
}

/// Works out the best ways to satisfy and to dissatisfy each expression (BIP379, "Satisfaction").
struct MiniscriptSolver<Satisfier: MiniscriptSatisfier> {
    typealias Input = MiniscriptInput

    /// The best ways; nil where there is none.
    struct Ways {
        var satisfied: Input?
        var dissatisfied: Input?
    }

    var satisfier: Satisfier
    private(set) var items = MiniscriptItems()
    private let zero: Input
    private let one: Input
    /// Dissatisfies hashes. Anything of this size would.
    private let wrongPreimage: Input

    init(satisfier: Satisfier) {
        self.satisfier = satisfier
        zero = items.item([])
        one = items.item([1])
        wrongPreimage = items.item([UInt8](repeating: 0, count: 32)).malleable()
    }

    /// The ways for the last of these expressions.
    mutating func solve(_ nodes: [MiniscriptNode]) -> Ways {
        var ways = [Ways](repeating: Ways(), count: nodes.count)
        for index in leftToRight(nodes) {
            ways[index] = solve(nodes[index], nodes[index].children.map { ways[$0] })
        }
        return ways.last ?? Ways()
    }

    /// Expressions after those inside of them, and those from left to right, as the keys are to be asked for. What was
    /// decoded from a script stands the other way around.
    private func leftToRight(_ nodes: [MiniscriptNode]) -> [Int] {
        guard !nodes.isEmpty else { return [] }
        var order: [Int] = []
        var waiting = [nodes.count - 1]
        while let index = waiting.popLast() {
            order.append(index)
            waiting += nodes[index].children
        }
        return order.reversed()
    }

    private mutating func solve(_ node: MiniscriptNode, _ inner: [Ways]) -> Ways {
        switch node.fragment {
        case .zero: return Ways(satisfied: nil, dissatisfied: .empty)
        case .one: return Ways(satisfied: .empty, dissatisfied: nil)
        case .keyCheck: return Ways(satisfied: signature(node.keys[0]), dissatisfied: zero)
        case .keyHashCheck:
            let key = items.item(satisfier.bytes(of: node.keys[0]))
            return Ways(
                satisfied: items.join(signature(node.keys[0]), key), dissatisfied: items.join(zero, key))
        case .older, .after:
            let isPast = satisfier.satisfies(node.fragment, node.number)
            return Ways(satisfied: isPast ? .empty : nil, dissatisfied: nil)
        case .sha256, .hash256, .ripemd160, .hash160:
            let preimage = satisfier.preimage(of: node.hash, node.fragment).map { items.item($0) }
            return Ways(satisfied: preimage, dissatisfied: wrongPreimage)
        case .multisig: return multisig(node)
        case .multisigTapscript: return multisigTapscript(node)
        case .threshold: return threshold(Int(node.number), inner)
        case .alternative, .swap, .check, .zeroNotEqual: return inner[0]
        case .dupIf: return Ways(satisfied: items.join(inner[0].satisfied, one), dissatisfied: zero)
        case .verify: return Ways(satisfied: inner[0].satisfied, dissatisfied: nil)
        case .nonZero:
            // Where the expression is dissatisfied without a signature, others may do it in another way.
            let isMalleable = inner[0].dissatisfied.map { !$0.hasSignature } ?? false
            return Ways(satisfied: inner[0].satisfied, dissatisfied: zero.malleable(isMalleable))
        default: return combination(node.fragment, inner)
        }
    }

    private mutating func signature(_ key: Int) -> Input? {
        guard let signature = satisfier.signature(of: key) else { return nil }
        var input = items.item(signature)
        input.hasSignature = true
        return input
    }

    private mutating func combination(_ fragment: MiniscriptFragment, _ inner: [Ways]) -> Ways {
        let (x, y) = (inner[0], inner[1])
        // What is on top of the stack is taken first: the items of x come last.
        let both = items.join(y.satisfied, x.satisfied)
        let neither = items.join(y.dissatisfied, x.dissatisfied)
        let onlyX = items.join(y.dissatisfied, x.satisfied)
        let onlyY = items.join(y.satisfied, x.dissatisfied)
        switch fragment {
        case .andV: return Ways(satisfied: both, dissatisfied: onlyX)
        case .andB:
            // Others could change the last two, or have to.
            let rest = Input.better(neither, onlyY?.malleable())
            return Ways(satisfied: both, dissatisfied: .better(rest, onlyX?.malleable()))
        case .orB:
            // One is enough: others could take either away.
            let one = Input.better(onlyX, onlyY)
            return Ways(satisfied: .better(one, both?.malleable()), dissatisfied: neither)
        case .orC: return Ways(satisfied: .better(x.satisfied, onlyY), dissatisfied: nil)
        case .orD: return Ways(satisfied: .better(x.satisfied, onlyY), dissatisfied: neither)
        case .orI:
            return Ways(
                satisfied: .better(items.join(x.satisfied, one), items.join(y.satisfied, zero)),
                dissatisfied: .better(items.join(x.dissatisfied, one), items.join(y.dissatisfied, zero)))
        default:
            let z = inner[2]
            return Ways(
                satisfied: .better(both, items.join(z.satisfied, x.dissatisfied)),
                dissatisfied: .better(onlyX, items.join(z.dissatisfied, x.dissatisfied)))
        }
    }

    // MARK: Counting

    /// Takes signatures in the order of the keys; fewer than required never work.
    private mutating func multisig(_ node: MiniscriptNode) -> Ways {
        let required = Int(node.number)
        // The best way to have each number of signatures. The first zero is for the item too many.
        var best: [Input?] = [zero]
        for key in node.keys {
            let signature = signature(key)
            var next = best
            for count in 0..<min(best.count, required) {
                let more = items.join(best[count], signature)
                if count + 1 < best.count {
                    next[count + 1] = .better(best[count + 1], more)
                } else {
                    next.append(more)
                }
            }
            best = next
        }
        var none: Input? = zero
        for _ in 0..<required { none = items.join(none, zero) }
        return Ways(satisfied: best.count > required ? best[required] : nil, dissatisfied: none)
    }

    /// Each key has its item, the first on top.
    private mutating func multisigTapscript(_ node: MiniscriptNode) -> Ways {
        let required = Int(node.number)
        var best: [Input?] = [.empty]
        for key in node.keys.reversed() {
            let signature = signature(key)
            best = step(best, required, yes: signature, no: zero)
        }
        return Ways(satisfied: best.count > required ? best[required] : nil, dissatisfied: best[0])
    }

    private mutating func step(_ best: [Input?], _ limit: Int, yes: Input?, no: Input?) -> [Input?] {
        var next: [Input?] = []
        for count in 0...min(best.count, limit) {
            let without = count < best.count ? items.join(best[count], no) : nil
            let with = count > 0 ? items.join(best[count - 1], yes) : nil
            next.append(.better(without, with))
        }
        return next
    }

    private mutating func threshold(_ required: Int, _ inner: [Ways]) -> Ways {
        var best: [Input?] = [.empty]
        for ways in inner.reversed() {
            best = step(best, inner.count, yes: ways.satisfied, no: ways.dissatisfied)
        }
        // Any other number of them dissatisfies it too, but none is always possible and needs no signature.
        var none: Input?
        for (count, input) in best.enumerated() where count != required {
            none = .better(none, count == 0 ? input : input?.malleable())
        }
        return Ways(satisfied: required < best.count ? best[required] : nil, dissatisfied: none)
    }
}
