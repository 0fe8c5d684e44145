import BitcoinPrimitives
import Testing

@testable import BitcoinWallet

/// Where there are few coins every subset can be tried, and that tells what an exact algorithm has to find.
@Suite("Coin selection against all subsets") struct SelectionOracleTests {
    /// Numbers that are the same in every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private struct Task {
        var groups: [OutputGroup]
        var target: Int64
        var window: Int64
        var maximumWeight: Int
    }

    private struct Subset {
        var amount: Int64 = 0
        var weight = 0
        var waste: Int64 = 0
    }

    private func task(_ seed: UInt64) -> Task {
        var numbers = Numbers(state: seed)
        let rate = FeeRate(satoshisPerKilobyte: .random(in: 1_000...40_000, using: &numbers))
        let sizes: [Int32] = [58, 68, 91, 148]
        let groups = (0..<Int.random(in: 1...11, using: &numbers)).map { number in
            OutputGroup([
                SpendableCoin(
                    outPoint: OutPoint(txid: .zero, index: UInt32(number)),
                    output: TransactionOutput(
                        value: Amount(satoshis: 20_000 + 5_000 * .random(in: 0...20, using: &numbers)),
                        scriptPubKey: Script([0x51, UInt8(number)])),
                    depth: 10, inputSize: sizes.randomElement(using: &numbers), feeRate: rate,
                    longTermFeeRate: FeeRate(satoshisPerKilobyte: 10_000))
            ])
        }
        let total = groups.reduce(0) { $0 + max($1.selectionAmount.satoshis, 0) }
        return Task(
            groups: groups, target: .random(in: 1...max(total, 1), using: &numbers),
            window: .random(in: 0...4_000, using: &numbers),
            maximumWeight: .random(in: 200...4_000, using: &numbers))
    }

    private func subsets(_ groups: [OutputGroup]) -> [Subset] {
        let counted = groups.filter { $0.selectionAmount > .zero }
        return (1..<max(1 << counted.count, 1)).map { mask in
            var subset = Subset()
            for (index, group) in counted.enumerated() where mask >> index & 1 == 1 {
                subset.amount += group.selectionAmount.satoshis
                subset.weight += group.weight
                subset.waste += (group.fee - group.longTermFee).satoshis
            }
            return subset
        }
    }

    @Test func branchAndBoundFindsTheLeastWasteThatThereIs() {
        var found = 0
        for seed in 0..<400 as Range<UInt64> {
            let task = task(seed)
            let fitting = subsets(task.groups).filter {
                (task.target...task.target + task.window).contains($0.amount)
                    && $0.weight <= task.maximumWeight
            }
            let result = BranchAndBound.select(
                from: task.groups, target: Amount(satoshis: task.target),
                costOfChange: Amount(satoshis: task.window), maximumWeight: task.maximumWeight)
            guard let best = fitting.map({ $0.waste + $0.amount - task.target }).min() else {
                if case .success = result { Issue.record("found what is not there, seed \(seed)") }
                continue
            }
            guard case .success(let selection) = result else {
                Issue.record("missed a solution, seed \(seed)")
                continue
            }
            found += 1
            let fee = selection.coins.reduce(0) { $0 + ($1.fee - $1.longTermFee).satoshis }
            let excess = selection.effectiveValue.satoshis - task.target
            #expect(fee + excess == best, "seed \(seed)")
            #expect(selection.weight <= task.maximumWeight)
        }
        #expect(found > 50)
    }

    @Test func coinGrinderFindsTheLeastWeightThatThereIs() {
        var found = 0
        for seed in 0..<400 as Range<UInt64> {
            let task = task(seed)
            let change: Int64 = 7_000
            let fitting = subsets(task.groups).filter {
                $0.amount >= task.target + change && $0.weight <= task.maximumWeight
            }
            let result = CoinGrinder.select(
                from: task.groups, target: Amount(satoshis: task.target),
                changeTarget: Amount(satoshis: change), maximumWeight: task.maximumWeight)
            guard let best = fitting.map(\.weight).min() else {
                if case .success = result { Issue.record("found what is not there, seed \(seed)") }
                continue
            }
            guard case .success(let selection) = result else {
                Issue.record("missed a solution, seed \(seed)")
                continue
            }
            found += 1
            #expect(selection.weight == best, "seed \(seed)")
            #expect(selection.effectiveValue.satoshis >= task.target + change)
        }
        #expect(found > 100)
    }

    /// They need not find the best, but what they find pays.
    @Test func whatIsFoundByChanceIsEnoughAndNotTooHeavy() {
        for seed in 0..<400 as Range<UInt64> {
            let task = task(seed)
            var numbers = Numbers(state: seed)
            let target = Amount(satoshis: task.target)
            let all = subsets(task.groups)
            let draws = SingleRandomDraw.select(
                from: task.groups, target: target, changeFee: Amount(satoshis: 100),
                maximumWeight: task.maximumWeight, using: &numbers)
            if case .success(let selection) = draws {
                #expect(selection.effectiveValue >= target + SingleRandomDraw.minimumChange)
                #expect(selection.weight <= task.maximumWeight)
            }
            let knapsack = Knapsack.select(
                from: task.groups.filter { $0.selectionAmount > .zero }, target: target,
                changeTarget: Amount(satoshis: 5_000), maximumWeight: task.maximumWeight, using: &numbers)
            switch knapsack {
            case .success(let selection):
                #expect(selection.effectiveValue >= target && selection.weight <= task.maximumWeight)
                // If a single coin hits the target it is that.
                if task.groups.contains(where: {
                    $0.selectionAmount == target && $0.weight <= task.maximumWeight
                }) {
                    #expect(selection.effectiveValue == target)
                }
            case .failure(let reason):
                if reason == .insufficient {
                    #expect(!all.contains { $0.amount >= task.target && $0.weight <= task.maximumWeight })
                }
            }
        }
    }
}
