import BitcoinPrimitives

/// Looks for the inputs of least weight that pay the target and leave change, for times of high fees.
///
/// The walk is that of ``BranchAndBound``; it turns back where even the lightest groups behind could not reach the
/// target with less weight than the best choice so far.
enum CoinGrinder {
    /// The lightest subset of at least `target + changeTarget`.
    static func select(
        from groups: [OutputGroup], target: Amount, changeTarget: Amount, maximumWeight: Int
    ) -> Result<Selection, SelectionFailure> {
        let pool = groups.filter { $0.selectionAmount > .zero }.sorted(by: OutputGroup.moreValuableOrLighter)
        let rest = SubsetWalk.amountsBehind(pool)
        let lightest = lightestBehind(pool)
        let goal = target + changeTarget
        let total = pool.reduce(Amount.zero) { $0 + $1.selectionAmount }
        guard !pool.isEmpty, total >= goal else { return .failure(.insufficient) }

        var walk = SubsetWalk(pool)
        var best: [Int] = []
        var bestAmount = Amount.maximum
        var bestWeight = maximumWeight
        var wasTooHeavy = false
        for _ in 0..<BranchAndBound.maximumTries {
            let index = walk.takeNext()
            let group = pool[index]
            // Without this group, only one that is lighter can do better.
            let turnBack: SubsetWalk.Step = group.weight <= lightest[index] ? .cut : .shift
            var step = SubsetWalk.Step.deeper
            if walk.amount + rest[index] < goal {
                step = .cut
            } else if walk.weight > bestWeight {
                if walk.weight > maximumWeight { wasTooHeavy = true }
                step = turnBack
            } else if walk.amount >= goal {
                step = .shift
                if walk.weight < bestWeight || (walk.weight == bestWeight && walk.amount < bestAmount) {
                    best = walk.selected
                    bestWeight = walk.weight
                    bestAmount = walk.amount
                }
            } else if !best.isEmpty {
                // Every group behind has at most the value of this one: so many more are needed at least.
                let value = group.selectionAmount.satoshis
                let needed = (goal.satoshis - walk.amount.satoshis + value - 1) / value
                let more = lightest[index].multipliedReportingOverflow(by: Int(needed))
                if more.overflow || walk.weight + more.partialValue > bestWeight { step = turnBack }
            }
            guard walk.move(step) else { break }
        }
        guard !best.isEmpty else { return .failure(wasTooHeavy ? .tooHeavy : .insufficient) }
        var selection = Selection(target: target, algorithm: .coinGrinder)
        for index in best { selection.add(pool[index]) }
        return .success(selection)
    }

    /// For each group, the weight of the lightest one behind it.
    private static func lightestBehind(_ pool: [OutputGroup]) -> [Int] {
        var lightest = Int(Int32.max)
        var weights = Array(repeating: lightest, count: pool.count)
        for index in pool.indices.reversed() {
            weights[index] = lightest
            lightest = min(lightest, pool[index].weight)
        }
        return weights
    }
}
