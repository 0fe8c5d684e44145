import BitcoinPrimitives

/// Looks for coins whose sum hits the target so closely that no change is needed.
///
/// It walks the tree of all subsets, the most valuable coins first: at each step it takes the next group or leaves it
/// out, and turns back where the rest cannot reach the target, where the sum is beyond the window, where the inputs
/// are too heavy or, with fees high, where more has been wasted than in the best choice so far. Of equal groups only
/// the first is left out anew. It gives up after ``maximumTries`` steps and keeps the best that it found.
enum BranchAndBound {
    static let maximumTries = 100_000

    /// The best subset from `target` to `target + costOfChange`.
    static func select(
        from groups: [OutputGroup], target: Amount, costOfChange: Amount, maximumWeight: Int
    ) -> Result<Selection, SelectionFailure> {
        let pool = groups.filter { $0.selectionAmount > .zero }.sorted(by: OutputGroup.moreValuable)
        let rest = SubsetWalk.amountsBehind(pool)
        let total = pool.reduce(Amount.zero) { $0 + $1.selectionAmount }
        guard let first = pool.first, total >= target else { return .failure(.insufficient) }

        let feesAreHigh = first.fee > first.longTermFee
        var walk = SubsetWalk(pool)
        var best: [Int] = []
        var bestWaste = Amount.maximum
        var wasTooHeavy = false
        for _ in 0..<maximumTries {
            let index = walk.takeNext()
            var step = SubsetWalk.Step.deeper
            if walk.amount + rest[index] < target {
                step = .cut
            } else if walk.weight > maximumWeight {
                wasTooHeavy = true
                step = .shift
            } else if walk.amount > target + costOfChange || (feesAreHigh && walk.waste > bestWaste) {
                step = .shift
            } else if walk.amount >= target {
                step = .shift
                let waste = walk.waste + walk.amount - target
                if waste <= bestWaste {
                    best = walk.selected
                    bestWaste = waste
                }
            }
            guard walk.move(step) else { break }
        }
        guard !best.isEmpty else { return .failure(wasTooHeavy ? .tooHeavy : .insufficient) }
        var selection = Selection(target: target, algorithm: .branchAndBound)
        for index in best { selection.add(pool[index]) }
        return .success(selection)
    }
}

/// A walk through the subsets of groups that are sorted by value, the most valuable first.
struct SubsetWalk {
    /// Where to go after a group was taken.
    enum Step {
        /// On to the next group, with this one.
        case deeper
        /// On to the next group, without this one.
        case shift
        /// Back: neither this group nor any behind it can help.
        case cut
    }

    private let pool: [OutputGroup]
    /// The groups that are taken, in order.
    private(set) var selected: [Int] = []
    private(set) var amount = Amount.zero
    private(set) var weight = 0
    /// What the taken groups cost more now than later.
    private(set) var waste = Amount.zero
    private var next = 0

    init(_ pool: [OutputGroup]) {
        self.pool = pool
    }

    /// For each group, the sum of all groups behind it.
    static func amountsBehind(_ pool: [OutputGroup]) -> [Amount] {
        var sum = Amount.zero
        var amounts = Array(repeating: Amount.zero, count: pool.count)
        for index in pool.indices.reversed() {
            amounts[index] = sum
            sum += pool[index].selectionAmount
        }
        return amounts
    }

    /// Takes the next group and says which that is.
    mutating func takeNext() -> Int {
        let group = pool[next]
        amount += group.selectionAmount
        weight += group.weight
        waste += group.fee - group.longTermFee
        selected.append(next)
        next += 1
        return next - 1
    }

    /// Goes on; false when every subset has been seen.
    mutating func move(_ step: Step) -> Bool {
        var shifts = step != .deeper
        if step == .cut || next == pool.count {
            dropLast()
            shifts = true
        }
        while shifts {
            guard let last = selected.last else { return false }
            next = last + 1
            dropLast()
            shifts = false
            // Leaving out the second of two equals is what leaving out the first has tried.
            while pool[next - 1].selectionAmount == pool[next].selectionAmount {
                guard next < pool.count - 1 else {
                    shifts = true
                    break
                }
                next += 1
            }
        }
        return true
    }

    private mutating func dropLast() {
        guard let last = selected.popLast() else { return }
        amount -= pool[last].selectionAmount
        weight -= pool[last].weight
        waste -= pool[last].fee - pool[last].longTermFee
    }
}
