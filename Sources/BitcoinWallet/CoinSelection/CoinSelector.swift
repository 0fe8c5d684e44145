import BitcoinPrimitives
import BitcoinScript

/// Chooses the coins of a transaction. A pure value: what it needs to know of the chain was asked before.
struct CoinSelector {
    /// The largest standard transaction.
    static let maximumStandardWeight = 400_000
    /// The heaviest unconfirmed child of a version 3 transaction (BIP 431).
    static let maximumVersion3ChildWeight = 4000
    /// How many coins a group has at most.
    static let maximumGroupSize = 100

    /// What is wanted.
    struct Parameters: Sendable {
        var feeRate: FeeRate
        var longTermFeeRate: FeeRate
        /// The size of the transaction without inputs, in virtual bytes.
        var sizeWithoutInputs = 0
        /// The size of the change output.
        var changeOutputSize = 0
        /// The fee of the change output.
        var changeFee = Amount.zero
        /// What change costs in all: its output now, and to spend it later.
        var costOfChange = Amount.zero
        /// Change less than this goes to the fee.
        var minimumViableChange = Amount.zero
        /// The change that is aimed at.
        var changeTarget = Amount.zero
        /// Whether the receivers pay the fee.
        var subtractsFee = false
        /// Whether all coins of an address are spent together.
        var avoidsPartialSpends = false
        /// Whether coins may be spent that others may take back.
        var includesUnsafe = false
        /// Whether unconfirmed change may be spent.
        var spendsUnconfirmedChange = true
        /// Whether to refuse chains of unconfirmed transactions that the mempool would refuse.
        var rejectsLongChains = true
        /// The mempool's limits.
        var ancestorLimit = 25
        var clusterLimit = 64
        var maximumWeight = Self.standardWeight
        /// The version of the transaction.
        var version: UInt32 = 2

        private static let standardWeight = CoinSelector.maximumStandardWeight
    }

    let parameters: Parameters

    /// Chooses from what is there so that, with what the user has chosen, the target is reached.
    ///
    /// - Parameters:
    ///   - available: coins by the type of their address.
    ///   - combinedBumpFee: what the ancestors of coins cost together; `nil` if that is too much to work out.
    nonisolated(nonsending) func select(
        available: [OutputType?: [SpendableCoin]], preselected: [SpendableCoin], allowsOthers: Bool,
        target: Amount, combinedBumpFee: @Sendable ([SpendableCoin]) async throws -> Amount?,
        using random: inout some RandomNumberGenerator
    ) async throws -> Result<Selection, SelectionFailure> {
        let preset = OutputGroup(preselected, subtractsFee: parameters.subtractsFee)
        let missing = target - (preselected.isEmpty ? .zero : preset.selectionAmount)
        if missing > .zero, !allowsOthers { return .failure(.preselectedInsufficient) }
        guard missing > .zero else {
            var selection = Selection(target: target, algorithm: .manual)
            selection.add(preset)
            return .success(rated(selection))
        }
        let total = available.values.joined().reduce(Amount.zero) {
            $0 + (parameters.subtractsFee ? $1.output.value : $1.effectiveValue)
        }
        guard missing <= total else { return .failure(.insufficient) }
        let result = try await selectAutomatically(available, missing, combinedBumpFee, &random)
        guard case .success(var selection) = result, !preselected.isEmpty else { return result }
        var manual = Selection(target: preset.selectionAmount, algorithm: .manual)
        manual.add(preset)
        selection.merge(manual)
        guard selection.weight <= parameters.maximumWeight - parameters.sizeWithoutInputs * 4 else {
            return .failure(.preselectedTooHeavy)
        }
        return .success(rated(selection))
    }

    private func rated(_ selection: Selection) -> Selection {
        var selection = selection
        selection.rate(
            minimumChange: parameters.minimumViableChange, costOfChange: parameters.costOfChange,
            changeFee: parameters.changeFee)
        return selection
    }

    // MARK: Filters

    private var filters: [EligibilityFilter] {
        var filters = [
            EligibilityFilter(1, 6, ancestors: 0, allowsMixedTypes: false),
            EligibilityFilter(1, 1, ancestors: 0),
        ]
        guard parameters.spendsUnconfirmedChange else { return filters }
        let ancestors = max(1, parameters.ancestorLimit)
        let cluster = max(1, parameters.clusterLimit)
        filters.append(EligibilityFilter(0, 1, ancestors: 2))
        filters.append(
            EligibilityFilter(0, 1, ancestors: min(4, ancestors / 3), clusterSize: min(4, cluster / 3)))
        filters.append(EligibilityFilter(0, 1, ancestors: ancestors / 2, clusterSize: cluster / 2))
        filters.append(
            EligibilityFilter(
                0, 1, ancestors: ancestors - 1, clusterSize: cluster - 1, includesPartialGroups: true))
        if parameters.includesUnsafe {
            filters.append(
                EligibilityFilter(
                    0, 0, ancestors: ancestors - 1, clusterSize: cluster - 1, includesPartialGroups: true))
        }
        if !parameters.rejectsLongChains {
            filters.append(EligibilityFilter(0, 1, ancestors: .max, includesPartialGroups: true))
        }
        return filters
    }

    private nonisolated(nonsending) func selectAutomatically(
        _ available: [OutputType?: [SpendableCoin]], _ target: Amount,
        _ combinedBumpFee: @Sendable ([SpendableCoin]) async throws -> Amount?,
        _ random: inout some RandomNumberGenerator
    ) async throws -> Result<Selection, SelectionFailure> {
        let groups = groups(of: available, &random)
        let filters = filters
        let eligible = groups.filter { entry in filters.contains { entry.passes($0) } }
        let eligibleValue = eligible.reduce(Amount.zero) { $0 + $1.group.value }
        if eligibleValue < target {
            let longChains = groups.filter { entry in
                !filters.contains { entry.passes($0) }
                    && (entry.group.ancestors >= parameters.ancestorLimit
                        || entry.group.clusterSize >= parameters.clusterLimit)
            }.reduce(Amount.zero) { $0 + $1.group.selectionAmount }
            return .failure(eligibleValue + longChains > target ? .longChain : .insufficient)
        }

        var failure: SelectionFailure?
        for filter in filters {
            let passing = eligible.filter { $0.passes(filter) }
            guard !passing.isEmpty else { continue }
            var maximumWeight = parameters.maximumWeight
            if parameters.version == 3, filter.ownDepth == 0 || filter.foreignDepth == 0 {
                maximumWeight = min(maximumWeight, Self.maximumVersion3ChildWeight)
            }
            let attempt = try await attempt(passing, filter, target, maximumWeight, combinedBumpFee, &random)
            switch attempt {
            case .success: return attempt
            case .failure(.insufficient): continue
            case .failure(let reason): failure = failure ?? reason
            }
        }
        return .failure(failure ?? .insufficient)
    }

    // MARK: Groups

    private struct Entry {
        var group: OutputGroup
        var type: OutputType?
        /// Whether it is the rest of an address that has more coins than fit in a group.
        var isPartial = false
        /// Whether it has only coins that are worth their fee.
        var isPositive = true
        /// Whether it has all coins of the address, also those that are not.
        var isMixed = true

        func passes(_ filter: EligibilityFilter) -> Bool {
            group.passes(filter) && (!isPartial || filter.includesPartialGroups)
        }
    }

    private func groups(
        of available: [OutputType?: [SpendableCoin]], _ random: inout some RandomNumberGenerator
    ) -> [Entry] {
        guard parameters.avoidsPartialSpends else {
            return available.flatMap { type, coins in
                coins.map {
                    Entry(group: OutputGroup([$0], subtractsFee: parameters.subtractsFee), type: type)
                }
            }
        }
        var entries: [Entry] = []
        for (type, coins) in available {
            let coins = coins.count > Self.maximumGroupSize ? coins.shuffled(using: &random) : coins
            for isPositive in [false, true] {
                let counted = isPositive ? coins.filter { $0.effectiveValue > .zero } : coins
                for (_, ofAddress) in Dictionary(grouping: counted, by: \.output.scriptPubKey) {
                    let starts = stride(from: 0, to: ofAddress.count, by: Self.maximumGroupSize)
                    for start in starts {
                        let end = min(start + Self.maximumGroupSize, ofAddress.count)
                        let isPartial = ofAddress.count > Self.maximumGroupSize && end == ofAddress.count
                        entries.append(
                            Entry(
                                group: OutputGroup(
                                    Array(ofAddress[start..<end]), subtractsFee: parameters.subtractsFee),
                                type: type, isPartial: isPartial, isPositive: isPositive, isMixed: !isPositive
                            ))
                    }
                }
            }
        }
        return entries
    }

    // MARK: Algorithms

    private nonisolated(nonsending) func attempt(
        _ entries: [Entry], _ filter: EligibilityFilter, _ target: Amount, _ maximumWeight: Int,
        _ combinedBumpFee: @Sendable ([SpendableCoin]) async throws -> Amount?,
        _ random: inout some RandomNumberGenerator
    ) async throws -> Result<Selection, SelectionFailure> {
        var best: Selection?
        let byType = Dictionary(grouping: entries, by: \.type)
        for (_, entries) in byType {
            switch try await choose(entries, target, maximumWeight, combinedBumpFee, &random) {
            case .success(let selection):
                if best.map({ selection.isBetter(than: $0) }) ?? true { best = selection }
            case .failure(.insufficient): continue
            case .failure(let reason): return .failure(reason)
            }
        }
        if let best { return .success(best) }
        guard filter.allowsMixedTypes, byType.count > 1 else { return .failure(.insufficient) }
        return try await choose(entries, target, maximumWeight, combinedBumpFee, &random)
    }

    private nonisolated(nonsending) func choose(
        _ entries: [Entry], _ target: Amount, _ maximumWeight: Int,
        _ combinedBumpFee: @Sendable ([SpendableCoin]) async throws -> Amount?,
        _ random: inout some RandomNumberGenerator
    ) async throws -> Result<Selection, SelectionFailure> {
        let positive = entries.filter(\.isPositive).map(\.group)
        let mixed = entries.filter(\.isMixed).map(\.group)
        var weight = maximumWeight - parameters.sizeWithoutInputs * 4
        guard weight > 0 else { return .failure(.transactionTooHeavy) }

        var results: [Result<Selection, SelectionFailure>] = []
        if !parameters.subtractsFee {
            results.append(
                BranchAndBound.select(
                    from: positive, target: target, costOfChange: parameters.costOfChange,
                    maximumWeight: weight))
        }
        weight -= parameters.changeOutputSize * 4
        let found = results.contains { if case .success = $0 { true } else { false } }
        guard weight >= 0 || found else { return .failure(.noRoomForChange) }
        results.append(
            Knapsack.select(
                from: mixed, target: target, changeTarget: parameters.changeTarget, maximumWeight: weight,
                using: &random))
        let threshold = FeeRate(satoshisPerKilobyte: 3 * parameters.longTermFeeRate.satoshisPerKilobyte)
        if parameters.feeRate > threshold {
            results.append(
                CoinGrinder.select(
                    from: positive, target: target, changeTarget: parameters.changeTarget,
                    maximumWeight: weight))
        }
        results.append(
            SingleRandomDraw.select(
                from: positive, target: target, changeFee: parameters.changeFee, maximumWeight: weight,
                using: &random))
        return try await best(of: results, combinedBumpFee)
    }

    private nonisolated(nonsending) func best(
        of results: [Result<Selection, SelectionFailure>],
        _ combinedBumpFee: @Sendable ([SpendableCoin]) async throws -> Amount?
    ) async throws -> Result<Selection, SelectionFailure> {
        var best: Selection?
        var failure: SelectionFailure?
        for result in results {
            switch result {
            case .failure(let reason):
                if reason != .insufficient { failure = failure ?? reason }
            case .success(var selection):
                let unconfirmed = selection.coins.filter { $0.depth == 0 }
                if !unconfirmed.isEmpty {
                    guard let together = try await combinedBumpFee(unconfirmed) else {
                        return .failure(.enormousCluster)
                    }
                    let alone = unconfirmed.reduce(Amount.zero) { $0 + $1.ancestorBumpFee }
                    selection.discount(bumpFees: alone - together)
                }
                selection = rated(selection)
                if best.map({ selection.isBetter(than: $0) }) ?? true { best = selection }
            }
        }
        if let best { return .success(best) }
        return .failure(failure ?? .insufficient)
    }
}
