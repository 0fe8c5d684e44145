import BitcoinPrimitives
import Testing

@testable import BitcoinWallet

@Suite struct CoinSelectionTests {
    private static let feeRate = FeeRate(satoshisPerKilobyte: 5_000)

    /// Numbers that are the same in every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64 = 42

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private func coin(
        _ effectiveValue: Int64, size: Int32 = 68, index: UInt32 = 0, feeRate: FeeRate = Self.feeRate
    ) -> SpendableCoin {
        let fee = feeRate.fee(forVirtualSize: size)
        let output = TransactionOutput(
            value: Amount(satoshis: effectiveValue) + fee, scriptPubKey: Script([0x51, UInt8(index % 256)]))
        return SpendableCoin(
            outPoint: OutPoint(txid: .zero, index: index), output: output, depth: 10, inputSize: size,
            feeRate: feeRate, longTermFeeRate: FeeRate(satoshisPerKilobyte: 10_000))
    }

    private func groups(_ values: Int64...) -> [OutputGroup] {
        values.enumerated().map { OutputGroup([coin($1, index: UInt32($0))]) }
    }

    private func amounts(_ result: Result<Selection, SelectionFailure>) throws -> [Int64] {
        try result.get().coins.map(\.effectiveValue.satoshis).sorted()
    }

    private func branchAndBound(
        _ groups: [OutputGroup], _ target: Int64, window: Int64 = 1_000, weight: Int = 400_000
    ) -> Result<Selection, SelectionFailure> {
        BranchAndBound.select(
            from: groups, target: Amount(satoshis: target), costOfChange: Amount(satoshis: window),
            maximumWeight: weight)
    }

    /// Otherwise the sender would pay for the change output, and the receivers for the rest.
    @Test func receiversWhoPayTheFeePayForTheChangeOutputToo() {
        let fee = Amount(satoshis: 310)
        for (subtracts, change) in [(true, 40_000 as Int64), (false, 39_690)] {
            var selection = Selection(target: Amount(satoshis: 60_000), algorithm: .knapsack)
            let spent = coin(100_000)
            selection.add(OutputGroup([spent], subtractsFee: subtracts))
            let inputFee = subtracts ? spent.fee.satoshis : 0
            #expect(
                selection.change(minimum: Amount(satoshis: 1_000), fee: fee)
                    == Amount(satoshis: change + inputFee))
        }
    }

    @Test func branchAndBoundFindsTheSumThatNeedsNoChange() throws {
        let pool = groups(100_000, 300_000, 500_000)
        #expect(try amounts(branchAndBound(pool, 100_000)) == [100_000])
        #expect(try amounts(branchAndBound(pool, 400_000)) == [100_000, 300_000])
        #expect(try amounts(branchAndBound(pool, 900_000)) == [100_000, 300_000, 500_000])
        #expect(try amounts(branchAndBound(pool, 399_500)) == [100_000, 300_000])
    }

    @Test func branchAndBoundFindsNothingOutsideOfTheWindow() {
        let pool = groups(100_000, 300_000, 500_000)
        for target: Int64 in [200_000, 398_000, 900_001, 1] {
            #expect(throws: SelectionFailure.insufficient) { try branchAndBound(pool, target).get() }
        }
        #expect(throws: SelectionFailure.insufficient) { try branchAndBound([], 1).get() }
    }

    @Test func branchAndBoundSaysWhatIsTooHeavy() {
        let pool = groups(100_000, 200_000)
        #expect(throws: SelectionFailure.tooHeavy) { try branchAndBound(pool, 300_000, weight: 300).get() }
    }

    @Test func branchAndBoundGivesUpInBoundedTime() {
        // Powers of two and their doubles: a tree that cannot be cut.
        let pool = (0..<40).map { index in
            OutputGroup([coin(1 << (index % 20) * 1 + (1 << 30), index: UInt32(index))])
        }
        #expect(throws: SelectionFailure.self) { try branchAndBound(pool, 20 << 30 | 1, window: 0).get() }
    }

    @Test func coinGrinderTakesTheLightestInputs() throws {
        var pool = groups(300_000, 300_000, 300_000)
        pool.append(OutputGroup([coin(900_000, size: 1_000, index: 9)]))
        let result = CoinGrinder.select(
            from: pool, target: Amount(satoshis: 600_000), changeTarget: Amount(satoshis: 100_000),
            maximumWeight: 400_000)
        #expect(try amounts(result) == [300_000, 300_000, 300_000])
        #expect(throws: SelectionFailure.insufficient) {
            try CoinGrinder.select(
                from: pool, target: Amount(satoshis: 1_800_000), changeTarget: Amount(satoshis: 1),
                maximumWeight: 400_000
            ).get()
        }
    }

    @Test func randomDrawPutsTheLeastValuableBackWhenTooHeavy() throws {
        var random = Numbers()
        let pool = (0..<50).map { OutputGroup([coin(10_000 * Int64($0 + 1), index: UInt32($0))]) }
        let result = try SingleRandomDraw.select(
            from: pool, target: Amount(satoshis: 4_000_000), changeFee: .zero, maximumWeight: 272 * 12,
            using: &random
        ).get()
        #expect(result.coins.count <= 12)
        #expect(result.effectiveValue.satoshis >= 4_050_000)
        #expect(throws: SelectionFailure.tooHeavy) {
            try SingleRandomDraw.select(
                from: pool, target: Amount(satoshis: 4_000_000), changeFee: .zero, maximumWeight: 272 * 2,
                using: &random
            ).get()
        }
    }

    @Test func knapsackPrefersAnExactCoinThenTheNearestSum() throws {
        var random = Numbers()
        func knapsack(_ target: Int64, _ pool: [OutputGroup]) -> Result<Selection, SelectionFailure> {
            Knapsack.select(
                from: pool, target: Amount(satoshis: target), changeTarget: Amount(satoshis: 50_000),
                maximumWeight: 400_000, using: &random)
        }
        let pool = groups(60_000, 70_000, 80_000, 200_000, 2_000_000)
        #expect(try amounts(knapsack(80_000, pool)) == [80_000])
        #expect(try amounts(knapsack(210_000, pool)) == [60_000, 70_000, 80_000])
        #expect(try amounts(knapsack(1_000_000, pool)) == [2_000_000])
        #expect(throws: SelectionFailure.insufficient) { try knapsack(3_000_000, pool).get() }
    }

    // MARK: The selector

    private func select(
        _ coins: [SpendableCoin], target: Int64, preselected: [SpendableCoin] = [], allowsOthers: Bool = true,
        change: (inout CoinSelector.Parameters) -> Void = { _ in }
    ) async throws -> Result<Selection, SelectionFailure> {
        var random = Numbers()
        var parameters = CoinSelector.Parameters(
            feeRate: Self.feeRate, longTermFeeRate: FeeRate(satoshisPerKilobyte: 10_000))
        parameters.changeFee = Amount(satoshis: 155)
        parameters.costOfChange = Amount(satoshis: 500)
        parameters.changeTarget = Amount(satoshis: 50_000)
        change(&parameters)
        return try await CoinSelector(parameters: parameters).select(
            available: [.bech32: coins], preselected: preselected, allowsOthers: allowsOthers,
            target: Amount(satoshis: target), combinedBumpFee: { _ in .zero }, using: &random)
    }

    @Test func selectorReachesTheTargetOrSaysWhyNot() async throws {
        let coins = (0..<200).map { coin(Int64(10_000 + $0 * 1_000), index: UInt32($0)) }
        for target: Int64 in [1_000, 50_000, 1_000_000, 20_000_000] {
            let selection = try await select(coins, target: target).get()
            #expect(selection.effectiveValue.satoshis >= target)
            #expect(Set(selection.coins.map(\.outPoint)).count == selection.coins.count)
        }
        await #expect(throws: SelectionFailure.insufficient) {
            try await select(coins, target: 30_000_000).get()
        }
    }

    @Test func selectorKeepsWhatTheUserChose() async throws {
        let own = coin(30_000, index: 500)
        let selection = try await select([coin(500_000, index: 1)], target: 200_000, preselected: [own]).get()
        #expect(selection.coins.contains(own))
        #expect(selection.coins.count == 2)
        await #expect(throws: SelectionFailure.preselectedInsufficient) {
            try await select([coin(500_000)], target: 200_000, preselected: [own], allowsOthers: false).get()
        }
        #expect(try await select([], target: 20_000, preselected: [own]).get().algorithm == .manual)
    }

    @Test func selectorSpendsTheCoinsOfAnAddressTogether() async throws {
        // Three coins of one script: one would do, but all go.
        let same = (0..<3).map { number in
            var coin = coin(100_000, index: UInt32(number))
            coin.output.scriptPubKey = Script([0x51])
            return coin
        }
        let selection = try await select(same, target: 50_000) { $0.avoidsPartialSpends = true }.get()
        #expect(selection.coins.count == 3)
    }

    @Test func selectorPrefersConfirmedCoinsAndRefusesLongChains() async throws {
        var unconfirmed = coin(1_000_000, index: 1)
        unconfirmed.depth = 0
        unconfirmed.isFromWallet = true
        unconfirmed.ancestors = 2
        unconfirmed.clusterSize = 2
        let confirmed = coin(900_000, index: 2)
        #expect(try await select([unconfirmed, confirmed], target: 500_000).get().coins == [confirmed])
        #expect(try await select([unconfirmed], target: 500_000).get().coins == [unconfirmed])
        unconfirmed.ancestors = 25
        await #expect(throws: SelectionFailure.longChain) {
            try await select([unconfirmed], target: 500_000).get()
        }
        unconfirmed.ancestors = 2
        await #expect(throws: SelectionFailure.insufficient) {
            try await select([unconfirmed], target: 500_000) { $0.spendsUnconfirmedChange = false }.get()
        }
    }
}
