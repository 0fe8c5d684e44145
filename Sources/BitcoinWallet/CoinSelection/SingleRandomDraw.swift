import BitcoinPrimitives

/// Takes coins at random until there is enough for the target and a change that is worth having. When they grow too
/// heavy, the least valuable are put back.
enum SingleRandomDraw {
    /// The least change that is aimed at.
    static let minimumChange = Amount(satoshis: 50_000)

    static func select(
        from groups: [OutputGroup], target: Amount, changeFee: Amount, maximumWeight: Int,
        using random: inout some RandomNumberGenerator
    ) -> Result<Selection, SelectionFailure> {
        let goal = target + minimumChange + changeFee
        var drawn: [OutputGroup] = []
        var amount = Amount.zero
        var weight = 0
        var wasTooHeavy = false
        for group in groups.filter({ $0.selectionAmount > .zero }).shuffled(using: &random) {
            // Kept in order, the most valuable first: what is put back is the last.
            let place = drawn.firstIndex { OutputGroup.moreValuableOrLighter(group, $0) } ?? drawn.endIndex
            drawn.insert(group, at: place)
            amount += group.selectionAmount
            weight += group.weight
            while weight > maximumWeight, let least = drawn.popLast() {
                wasTooHeavy = true
                amount -= least.selectionAmount
                weight -= least.weight
            }
            if amount >= goal {
                var selection = Selection(target: target, algorithm: .singleRandomDraw)
                for group in drawn { selection.add(group) }
                return .success(selection)
            }
        }
        return .failure(wasTooHeavy ? .tooHeavy : .insufficient)
    }
}
