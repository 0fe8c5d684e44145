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
        let amounts = groups.map(\.selectionAmount)
        let weights = groups.map(\.weight)
        var bits = TrialBits(seed: &random)
        for _ in 0..<rounds where best.amount != target {
            var taken = Array(repeating: false, count: amounts.count)
            var amount = Amount.zero
            var weight = 0
            var isReached = false
            // At first every group at random; if that does not reach the target, those that were left out.
            for isFirstPass in [true, false] where !isReached {
                for index in amounts.indices where isFirstPass ? bits.next() : !taken[index] {
                    let larger = amount + amounts[index]
                    let heavier = weight + weights[index]
                    guard larger >= target, heavier <= maximumWeight else {
                        taken[index] = true
                        amount = larger
                        weight = heavier
                        continue
                    }
                    isReached = true
                    guard larger < best.amount else { continue }
                    best = Subset(isTaken: taken, amount: larger)
                    best.isTaken[index] = true
                }
            }
        }
        return best
    }
}
