import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript

/// Replaces transactions by others that pay more (BIP 125).
extension Wallet {
    /// A replacement pays at least so much more than the original, whatever the node asks for.
    private static let incrementalRate = FeeRate(satoshisPerKilobyte: 5000)

    /// A transaction that pays more than another and spends the same.
    struct Replacement: Sendable {
        var transaction: Transaction
        var oldFee: Amount
        var newFee: Amount
    }

    /// Makes a replacement that is not signed.
    ///
    /// - Parameters:
    ///   - outputs: what it pays, if not the same.
    ///   - changeIndex: which output of the original is its change, if the wallet is not to find out.
    ///   - requiresOwnInputs: whether all inputs have to be the wallet's.
    func makeReplacement(
        of txid: Txid, _ control: CoinControl, outputs: [TransactionOutput], changeIndex: UInt32?,
        requiresOwnInputs: Bool
    ) async throws -> Replacement {
        guard outputs.isEmpty || changeIndex == nil else {
            throw RPCError(
                .invalidParameter,
                "The options 'outputs' and 'original_change_index' are incompatible. You can only either specify a new "
                    + "set of outputs, or designate a change output to be recycled.")
        }
        guard let original = ledger[txid] else {
            throw RPCError(.invalidAddressOrKey, "Invalid or non-wallet transaction id")
        }
        let transaction = original.transaction
        if let changeIndex, changeIndex >= transaction.outputs.count {
            throw RPCError(.invalidParameter, "Change position is out of range")
        }
        var control = control
        let spent = try await chooseInputs(of: transaction, &control)
        try await checkReplaceable(txid, requiresOwnInputs: requiresOwnInputs)
        let oldFee =
            spent.reduce(Amount.zero) { $0 + $1.value } - (transaction.outputValue ?? .zero)
        let paid = outputs.isEmpty ? transaction.outputs : outputs
        let recipients = try recipients(of: paid, &control, changeIndex: changeIndex)
        if let rate = control.feeRate {
            let unsigned = transaction.replacing(
                inputs: transaction.inputs.map {
                    TransactionInput(previousOutput: $0.previousOutput, sequence: $0.sequence)
                }, outputs: paid)
            guard let size = signedSize(of: unsigned, spent: spent, control) else {
                throw RPCError(.wallet, "Missing solving data for estimating transaction size")
            }
            try await check(rate, of: unsigned, size: size.virtualSize, oldFee: oldFee)
        } else {
            control.feeRate = try await raisedRate(transaction, oldFee: oldFee, control)
        }
        control.allowsOtherInputs = true
        // New unconfirmed inputs are not allowed.
        control.minimumDepth = 1
        do {
            let created = try await createTransaction(
                recipients, changePosition: nil, control, signs: false)
            return Replacement(transaction: created.transaction, oldFee: oldFee, newFee: created.fee)
        } catch let error as SpendingError {
            throw RPCError(.wallet, "Unable to create transaction. \(error.description)")
        } catch let error as FeeRateTooLow {
            throw RPCError(.wallet, "Unable to create transaction. \(error.description)")
        }
    }

    /// All inputs are spent again: otherwise two replacements of one transaction could both be confirmed.
    private func chooseInputs(
        of transaction: Transaction, _ control: inout CoinControl
    ) async throws -> [TransactionOutput] {
        let coins = transaction.inputs.map(\.previousOutput)
        let known = try await chain?.findCoins(coins) ?? []
        return try zip(transaction.inputs, known).map { input, output in
            let coin = input.previousOutput
            guard let output else {
                throw RPCError(.miscellaneous, "\(coin.txid):\(coin.index) is already spent")
            }
            let isOwn = ledger.ownOutputs[coin] != nil
            control.choose(coin) { choice in
                guard !isOwn else { return }
                choice.output = output
                // Another's signature has the size that it has, or a byte more.
                choice.weight = input.weight + 4
            }
            return output
        }
    }

    /// Throws if a transaction is confirmed, spent from, replaced already or not the wallet's alone. Gives it as it is when
    /// this returns: a block may have come while the node was asked.
    @discardableResult
    private func checkReplaceable(
        _ txid: Txid, requiresOwnInputs: Bool
    ) async throws -> WalletTransaction {
        let relations = try await chain?.getMempoolRelations([txid]).first
        guard let original = ledger[txid] else {
            throw RPCError(.wallet, "Invalid or non-wallet transaction id")
        }
        let coins = original.transaction.outputs.indices.map { OutPoint(txid: txid, index: UInt32($0)) }
        guard !coins.contains(where: { ledger.isSpent($0) }) else {
            throw RPCError(.invalidParameter, "Transaction has descendants in the wallet")
        }
        guard (relations?.descendantCount ?? 0) <= 1 else {
            throw RPCError(.invalidParameter, "Transaction has descendants in the mempool")
        }
        guard ledger.depth(of: original) == 0 else {
            throw RPCError(
                .wallet, "Transaction has been mined, or is conflicted with a mined transaction")
        }
        if let replacement = original.replacedBy {
            throw RPCError(
                .wallet,
                "Cannot bump transaction \(txid) which was already bumped by transaction \(replacement)")
        }
        guard
            !requiresOwnInputs
                || original.transaction.inputs.allSatisfy({
                    ledger.ownOutputs[$0.previousOutput] != nil
                })
        else {
            throw RPCError(.wallet, "Transaction contains inputs that don't belong to this wallet")
        }
        return original
    }

    /// Whom the replacement pays; change goes where it went.
    private func recipients(
        of outputs: [TransactionOutput], _ control: inout CoinControl, changeIndex: UInt32?
    ) throws -> [Recipient] {
        var recipients: [Recipient] = []
        for (index, output) in outputs.enumerated() {
            if changeIndex.map({ Int($0) == index }) ?? isChange(output.scriptPubKey) {
                control.changeScript = output.scriptPubKey
            } else {
                recipients.append(Recipient(script: output.scriptPubKey, amount: output.value))
            }
        }
        guard recipients.isEmpty else { return recipients }
        // All goes to a change address, which then pays the fee.
        guard let change = control.changeScript else {
            throw RPCError(
                .invalidParameter,
                "Unable to create transaction. Transaction must have at least one recipient")
        }
        control.changeScript = nil
        let sum = outputs.reduce(Amount.zero) { $0 + $1.value }
        return [Recipient(script: change, amount: sum, subtractsFee: true)]
    }

    /// Throws if the user's fee rate is too low for a replacement, or too high.
    private func check(
        _ rate: FeeRate, of transaction: Transaction, size: Int32, oldFee: Amount
    ) async throws {
        guard let chain else { throw SpendingError("There is no node") }
        let relay = try await chain.relayFees()
        guard rate.satoshisPerKilobyte >= relay.mempoolMinimum.satoshisPerKilobyte else {
            let given = Amount(satoshis: rate.satoshisPerKilobyte).trimmedDescription
            let minimum = Amount(satoshis: relay.mempoolMinimum.satoshisPerKilobyte).trimmedDescription
            throw RPCError(
                .wallet,
                "New fee rate (\(given)) is lower than the minimum fee rate (\(minimum)) to get into the mempool -- "
            )
        }
        let bumpFee = try await chain.calculateCombinedBumpFee(
            transaction.inputs.map(\.previousOutput), feeRate: rate)
        let newFee = rate.fee(forVirtualSize: size) + bumpFee
        let increment = relay.incremental.fee(forVirtualSize: size)
        guard newFee >= oldFee + increment else {
            throw RPCError(
                .invalidParameter,
                "Insufficient total fee \(newFee.trimmedDescription), must be at least "
                    + "\((oldFee + increment).trimmedDescription) (oldFee \(oldFee.trimmedDescription) + "
                    + "incrementalFee \(increment.trimmedDescription))")
        }
        let required = max(options.minimumFeeRate, relay.relayMinimum).fee(forVirtualSize: size)
        guard newFee >= required else {
            throw RPCError(
                .invalidParameter,
                "Insufficient total fee (cannot be less than required fee \(required.trimmedDescription))")
        }
        guard newFee <= options.maximumFee else {
            throw RPCError(
                .wallet,
                "Specified or calculated fee \(newFee.trimmedDescription) is too high (cannot be higher than -maxtxfee "
                    + "\(options.maximumFee.trimmedDescription))")
        }
    }

    /// A rate that is high enough above the original's.
    private func raisedRate(
        _ transaction: Transaction, oldFee: Amount, _ control: CoinControl
    ) async throws -> FeeRate {
        let rates = try await feeRates(control)
        let old = FeeRate(fee: oldFee, virtualSize: Int32(clamping: transaction.virtualSize))
        let increment = max(rates.relay.incremental, Self.incrementalRate)
        // The old rate may have been rounded down.
        let raised = FeeRate(
            satoshisPerKilobyte: old.satoshisPerKilobyte + 1 + increment.satoshisPerKilobyte)
        return max(raised, rates.effective)
    }

    /// Keeps and sends a replacement, if nothing has happened to the original meanwhile, and notes which is which.
    func commit(_ transaction: Transaction, replacing txid: Txid) async throws {
        let original = try await checkReplaceable(txid, requiresOwnInputs: false)
        let kept = original.notes.filter { $0.key != "replaced_by_txid" && $0.key != "replaces_txid" }
        try await commit(transaction, notes: kept, replaces: txid)
    }
}
