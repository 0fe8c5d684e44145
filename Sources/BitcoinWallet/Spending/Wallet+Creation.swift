import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// Makes transactions. Whoever calls this must have the right to spend, see ``withSpendingRight(_:)``.
extension Wallet {
    /// A transaction that is smaller is not relayed: bytes without witness.
    private static let minimumStandardSize = 65
    /// What an input takes if nothing is known: P2WPKH in P2SH.
    private static let assumedInputSize: Int32 = 91

    /// Makes a transaction and, if wanted, signs it.
    ///
    /// It is made twice, the second time with all coins of each address together: if that costs no more than the user
    /// accepts, it tells less about which addresses belong together.
    func createTransaction(
        _ recipients: [Recipient], changePosition: Int?, _ control: CoinControl, signs: Bool
    ) async throws -> CreatedTransaction {
        guard !recipients.isEmpty else {
            throw SpendingError("Transaction must have at least one recipient")
        }
        guard recipients.allSatisfy({ $0.amount >= .zero }) else {
            throw SpendingError("Transaction amounts must not be negative")
        }
        let first = try await createOnce(recipients, changePosition: changePosition, control, signs: signs)
        guard first.fee > .zero, let tolerance = options.maximumPartialSpendFee, !control.avoidsPartialSpends
        else { return first }
        var grouping = control
        grouping.avoidsPartialSpends = true
        // The same change address, so that no position of the descriptor is left out.
        if let position = first.changePosition {
            grouping.changeScript = first.transaction.outputs[position].scriptPubKey
        }
        guard
            let second = try? await createOnce(
                recipients, changePosition: changePosition, grouping, signs: signs)
        else { return first }
        let usesSecond = second.fee <= first.fee + tolerance
        log(
            "Fee non-grouped = \(first.fee.satoshis), grouped = \(second.fee.satoshis), using "
                + (usesSecond ? "grouped" : "non-grouped"))
        return usesSecond ? second : first
    }

    private func createOnce(
        _ recipients: [Recipient], changePosition: Int?, _ control: CoinControl, signs: Bool
    ) async throws -> CreatedTransaction {
        var reserved: Script?
        var changeError: String?
        if control.changeScript == nil {
            let type = changeType(control.changeType ?? options.changeType, recipients)
            do {
                reserved = try newScript(type: type, isInternal: true)
                if reserved == nil { changeError = "Error: Keypool ran out, please call keypoolrefill first" }
            } catch {
                changeError = "\(error)"
            }
        }
        do {
            let draft = Draft(
                recipients: recipients, changePosition: changePosition, control: control,
                changeScript: control.changeScript ?? reserved ?? Script(),
                changeError: changeError.map {
                    "Transaction needs a change address, but we can't generate it. \($0)"
                })
            let created = try await create(draft, signs: signs)
            if created.changePosition == nil, let reserved { try giveBack(reserved) }
            return created
        } catch {
            if let reserved { try giveBack(reserved) }
            throw error
        }
    }

    /// What goes into a transaction.
    struct Draft: Sendable {
        var recipients: [Recipient]
        var changePosition: Int?
        var control: CoinControl
        /// Where change goes; empty if there is no address for it.
        var changeScript: Script
        var changeError: String?

        var sum: Amount { recipients.reduce(.zero) { $0 + $1.amount } }
        var subtracts: Bool { recipients.contains(where: \.subtractsFee) }
    }

    private func create(_ draft: Draft, signs: Bool) async throws -> CreatedTransaction {
        guard let chain else { throw SpendingError("There is no node") }
        let control = draft.control
        let rates = try await feeRates(control)
        var parameters = try parameters(draft, rates)
        let limits = try await chain.getPackageLimits()
        parameters.ancestorLimit = Int(limits.ancestorCount)
        // A cluster is kept as small as the descendants of one transaction used to be.
        parameters.clusterLimit = Int(limits.descendantCount)
        let target =
            draft.sum
            + (draft.subtracts
                ? .zero : rates.effective.fee(forVirtualSize: Int32(clamping: parameters.sizeWithoutInputs)))
        guard target > .zero || !control.choices.isEmpty else {
            throw SpendingError(
                "Transaction requires one destination of non-zero value, a non-zero feerate, or a pre-selected input"
            )
        }
        let relations = try await mempoolRelations()
        let chosen = try await chosenCoins(control, rates)
        var available: [AvailableCoin] = []
        if control.allowsOtherInputs {
            available = availableCoins(
                control, rates: (rates.effective, options.consolidationFeeRate), relations: relations)
            try await addBumpFees(&available, rates.effective)
        }
        let selection = try await select(available, chosen, draft, parameters, target)
        let lockTime = try await antiSnipingHeight()
        var made = try assemble(draft, selection, parameters, rates, lockTime: lockTime)
        if draft.changeScript.isEmpty, made.changePosition != nil {
            throw SpendingError(
                draft.changeError ?? "Transaction needs a change address, but we can't generate it.")
        }
        if signs { made.transaction = try sign(made.transaction, selection) }
        let weight = signs ? made.transaction.weight : made.weight
        guard weight <= CoinSelector.maximumStandardWeight else {
            throw SpendingError("Transaction too large")
        }
        guard made.fee <= options.maximumFee else {
            throw SpendingError("Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)")
        }
        if options.rejectsLongChains, let problem = try await chain.checkChainLimits(made.transaction) {
            throw SpendingError(problem)
        }
        log(
            "Coin Selection: Algorithm:\(selection.algorithm.rawValue), Waste Metric Score:"
                + "\(selection.waste?.satoshis ?? 0)")
        return CreatedTransaction(
            transaction: made.transaction, fee: made.fee, changePosition: made.changePosition,
            feeReason: rates.reason)
    }

    // MARK: Parameters

    private func parameters(_ draft: Draft, _ rates: FeeRates) throws -> CoinSelector.Parameters {
        let control = draft.control
        let maximumWeight = control.maximumWeight ?? CoinSelector.maximumStandardWeight
        let minimumWeight = Self.minimumStandardSize * 4
        guard (minimumWeight...CoinSelector.maximumStandardWeight).contains(maximumWeight) else {
            throw SpendingError(
                "Maximum transaction weight must be between \(minimumWeight) and "
                    + "\(CoinSelector.maximumStandardWeight)")
        }
        guard !draft.recipients.contains(where: { Dust.isDust($0.output, at: rates.relay.dust) }) else {
            throw SpendingError("Transaction amount too small")
        }
        try check(rates, control)
        var parameters = CoinSelector.Parameters(
            feeRate: rates.effective, longTermFeeRate: options.consolidationFeeRate)
        parameters.maximumWeight = maximumWeight
        parameters.version = control.version
        parameters.avoidsPartialSpends = control.avoidsPartialSpends
        parameters.includesUnsafe = control.includesUnsafe
        parameters.spendsUnconfirmedChange = options.spendsUnconfirmedChange
        parameters.rejectsLongChains = options.rejectsLongChains
        parameters.subtractsFee = draft.subtracts
        // Version, lock time, marker and flag, count of inputs.
        parameters.sizeWithoutInputs =
            10 + CompactSize.size(of: draft.recipients.count)
            + draft.recipients.reduce(0) { $0 + $1.output.serializedSize }
        let change = TransactionOutput(value: .zero, scriptPubKey: draft.changeScript)
        let spendSize = inputSize(of: draft.changeScript) ?? Self.assumedInputSize
        parameters.changeOutputSize = change.serializedSize
        parameters.changeFee = rates.effective.fee(forVirtualSize: Int32(change.serializedSize))
        let spendFee = rates.discard.fee(forVirtualSize: spendSize)
        parameters.costOfChange = spendFee + parameters.changeFee
        parameters.minimumViableChange = max(
            spendFee + Amount(satoshis: 1), Dust.threshold(of: change, at: rates.discard))
        parameters.changeTarget = Self.changeTarget(
            payment: draft.sum.satoshis / Int64(draft.recipients.count), fee: parameters.changeFee)
        return parameters
    }

    /// An amount of change that does not give itself away by being much smaller than the payment.
    private static func changeTarget(payment: Int64, fee: Amount) -> Amount {
        let lowest: Int64 = 50_000
        let highest: Int64 = 1_000_000
        guard payment > lowest / 2 else { return fee + Amount(satoshis: lowest) }
        let bound = min(payment &* 2, highest)
        return fee + Amount(satoshis: bound > lowest ? .random(in: lowest..<bound) : lowest)
    }

    /// The type of the change address: like one of the recipients, so that it does not stand out.
    func changeType(_ wanted: OutputType?, _ recipients: [Recipient]) -> OutputType {
        if let wanted { return wanted }
        if options.addressType == .legacy { return .legacy }
        var paid: Set<OutputType> = []
        for recipient in recipients {
            switch Destination(recipient.script) {
            case .taproot: paid.insert(.bech32m)
            case .witnessKeyHash: paid.insert(.bech32)
            case .scriptHash: paid.insert(.scriptHashWitness)
            case .publicKeyHash: paid.insert(.legacy)
            default: break
            }
        }
        for type in [OutputType.bech32m, .bech32, .scriptHashWitness, .legacy]
        where paid.contains(type) && activeInternal[type] != nil {
            return type
        }
        return [.bech32m, .bech32].first { activeInternal[$0] != nil } ?? options.addressType
    }

    // MARK: Coins

    private func chosenCoins(_ control: CoinControl, _ rates: FeeRates) async throws -> [SpendableCoin] {
        guard let chain, !control.order.isEmpty else { return [] }
        let fees = try await chain.calculateBumpFees(control.order, feeRate: rates.effective)
        return try zip(control.order, fees).map { outPoint, bumpFee in
            guard let choice = control.choices[outPoint] else {
                throw SpendingError("Not found pre-selected input \(outPoint)")
            }
            var size = choice.weight.map { SignedSize(weight: $0).virtualSize }
            let output: TransactionOutput
            if let own = ledger.ownOutputs[outPoint], let parent = ledger[outPoint.txid] {
                output = own
                if size == nil { size = inputSize(of: own.scriptPubKey) }
                try check(version: parent, control)
            } else {
                guard let external = choice.output else {
                    throw SpendingError("Not found pre-selected input \(outPoint.shortDescription)")
                }
                output = external
            }
            if size == nil {
                size = inputSize(
                    of: output.scriptPubKey, control.externalProvider, usesMaximumSignatures: true)
            }
            guard let size else {
                throw SpendingError("Not solvable pre-selected input \(outPoint.shortDescription)")
            }
            var coin = SpendableCoin(
                outPoint: outPoint, output: output, inputSize: size, feeRate: rates.effective,
                longTermFeeRate: options.consolidationFeeRate)
            coin.apply(ancestorBumpFee: bumpFee)
            return coin
        }
    }

    /// Unconfirmed coins of version 3 transactions are spent by version 3 transactions, and only they (BIP 431).
    func check(version parent: WalletTransaction, _ control: CoinControl) throws {
        let version = parent.transaction.version
        guard ledger.depth(of: parent) == 0, (version == 3) != (control.version == 3) else { return }
        throw SpendingError(
            version == 3
                ? "Can't spend unconfirmed version 3 pre-selected input with a version \(control.version) tx"
                : "Can't spend unconfirmed version \(version) pre-selected input with a version 3 tx")
    }

    private func addBumpFees(_ coins: inout [AvailableCoin], _ rate: FeeRate) async throws {
        let unconfirmed = coins.indices.filter { coins[$0].coin.depth == 0 }
        guard let chain, !unconfirmed.isEmpty else { return }
        let fees = try await chain.calculateBumpFees(
            unconfirmed.map { coins[$0].coin.outPoint }, feeRate: rate)
        for (index, fee) in zip(unconfirmed, fees) { coins[index].coin.apply(ancestorBumpFee: fee) }
    }

    private func select(
        _ available: [AvailableCoin], _ chosen: [SpendableCoin], _ draft: Draft,
        _ parameters: CoinSelector.Parameters, _ target: Amount
    ) async throws -> Selection {
        let byType = Dictionary(grouping: available, by: \.type).mapValues { $0.map(\.coin) }
        let rate = parameters.feeRate
        let selector = CoinSelector(parameters: parameters)
        let chain = chain
        var random = SystemRandomNumberGenerator()
        let result = try await selector.select(
            available: byType, preselected: chosen, allowsOthers: draft.control.allowsOtherInputs,
            target: target,
            combinedBumpFee: { coins in
                try await chain?.calculateCombinedBumpFee(coins.map(\.outPoint), feeRate: rate)
            }, using: &random)
        switch result {
        case .success(let selection): return selection
        case .failure(.insufficient):
            let coins = chosen + available.map(\.coin)
            let balance = coins.reduce(Amount.zero) { $0 + $1.output.value }
            let effective = coins.reduce(Amount.zero) { $0 + $1.effectiveValue }
            if balance >= draft.sum, effective < target {
                throw SpendingError(
                    "The total exceeds your balance when the \((target - draft.sum).trimmedDescription) "
                        + "transaction fee is included.")
            }
            throw SpendingError("Insufficient funds")
        case .failure(let reason):
            throw SpendingError(reason.description)
        }
    }
}

extension OutPoint {
    /// The place as the log has it.
    var shortDescription: String { "COutPoint(\(String("\(txid)".prefix(10))), \(index))" }
}
