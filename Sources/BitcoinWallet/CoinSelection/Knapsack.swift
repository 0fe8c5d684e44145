import BitcoinPrimitives

/// Looks for the subset nearest to the target by trying subsets at random; if there is none, takes the smallest coin
/// that is enough alone.
enum Knapsack {
    private static let rounds = 1000

    static func select(
        from groups: [OutputGroup], target: Amount, changeTarget: Amount, maximumWeight: Int,
        using random: inout some RandomNumberGenerator
    ) -> Result<Selection, SelectionFailure> {
        var selection = Selection(target: target, algorithm: .knapsack)
        var smaller: [OutputGroup] = []
        var smallestLarger: OutputGroup?
        var sum = Amount.zero
        var wasTooHeavy = false
        for group in groups.shuffled(using: &random) {
            let amount = group.selectionAmount
            if group.weight > maximumWeight {
                wasTooHeavy = true
            } else if amount == target {
                selection.add(group)
                return .success(selection)
            } else if amount < target + changeTarget {
                smaller.append(group)
                sum += amount
            } else if smallestLarger.map({ amount < $0.selectionAmount }) ?? true {
                smallestLarger = group
            }
        }

        if sum == target {
            if smaller.reduce(0, { $0 + $1.weight }) <= maximumWeight {
                for group in smaller { selection.add(group) }
                return .success(selection)
            }
            wasTooHeavy = true
        }
        if sum < target {
            guard let smallestLarger else { return .failure(wasTooHeavy ? .tooHeavy : .insufficient) }
            selection.add(smallestLarger)
            return .success(selection)
        }

        smaller.sort(by: OutputGroup.moreValuable)
        var best = nearest(smaller, sum: sum, target: target, maximumWeight, &random)
        if best.amount != target, sum >= target + changeTarget {
            best = nearest(smaller, sum: sum, target: target + changeTarget, maximumWeight, &random)
        }
        let isNear = best.amount == target || best.amount >= target + changeTarget
        if let smallestLarger, !isNear || smallestLarger.selectionAmount <= best.amount {
            selection.add(smallestLarger)
            return .success(selection)
        }
        let chosen = zip(smaller, best.isTaken).filter(\.1).map(\.0)
        if chosen.reduce(0, { $0 + $1.weight }) > maximumWeight {
            guard let smallestLarger else { return .failure(.tooHeavy) }
            selection.add(smallestLarger)
        } else {
            for group in chosen { selection.add(group) }
        }
        return .success(selection)
    }

    private struct Subset {
        var isTaken: [Bool]
        var amount: Amount
    }

    /// The subset that exceeds the target least, of those that were tried.
    private static func nearest(
        _ groups: [OutputGroup], sum: Amount, target: Amount, _ maximumWeight: Int,
        _ random: inout some RandomNumberGenerator
    ) -> Subset {
        var best = Subset(isTaken: Array(repeating: true, count: groups.count), amount: sum)
        for _ in 0..<rounds where best.amount != target {
            var taken = Array(repeating: false, count: groups.count)
            var amount = Amount.zero
            var weight = 0
            var isReached = false
            // At first every group at random; if that does not reach the target, those that were left out.
            for isFirstPass in [true, false] where !isReached {
                for index in groups.indices where isFirstPass ? Bool.random(using: &random) : !taken[index] {
                    amount += groups[index].selectionAmount
                    weight += groups[index].weight
                    taken[index] = true
                    guard amount >= target, weight <= maximumWeight else { continue }
                    isReached = true
                    if amount < best.amount { best = Subset(isTaken: taken, amount: amount) }
                    amount -= groups[index].selectionAmount
                    weight -= groups[index].weight
                    taken[index] = false
                }
            }
        }
        return best
    }
}
