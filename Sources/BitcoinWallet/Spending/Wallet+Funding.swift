import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Completes transactions that users have begun.
extension Wallet {
    /// The heaviest version 3 transaction (BIP 431).
    static let maximumVersion3Weight = 40_000

    /// Adds coins and change to a transaction as options say. To be called with the right to spend.
    ///
    /// - Parameters:
    ///   - base: the inputs that were chosen, the outputs and the lock time.
    ///   - payers: the outputs from which the fee is taken.
    ///   - overridesFeeRate: whether a fee rate may be lower than what the wallet and the node ask for.
    func fund(
        _ base: Transaction, _ options: SpendingOptions, _ control: CoinControl, payers: Set<Int>,
        overridesFeeRate: Bool
    ) async throws -> CreatedTransaction {
        var control = control
        let recipients = base.outputs.enumerated().map {
            Recipient(script: $1.scriptPubKey, amount: $1.value, subtractsFee: payers.contains($0))
        }
        let changePosition = try takeChange(options, &control, count: recipients.count)
        if let adds = try options.bool("add_inputs") { control.allowsOtherInputs = adds }
        if let unsafe = try options.bool("include_unsafe") { control.includesUnsafe = unsafe }
        try takeFees(options, &control, overridesFeeRate: overridesFeeRate)
        try control.addSolvingData(options["solving_data"], self.options.format)
        try control.addWeights(options["input_weights"])
        if options.has("max_tx_weight") {
            control.maximumWeight = try options["max_tx_weight"].requireInteger()
        }
        control.version = base.version
        control.lockTime = base.lockTime
        if base.version == 3 {
            control.maximumWeight = min(control.maximumWeight ?? .max, Self.maximumVersion3Weight)
        }
        guard !recipients.isEmpty else {
            throw RPCError(.invalidParameter, "TX must have at least one output")
        }
        try await chooseInputs(of: base, &control)
        let created: CreatedTransaction
        do {
            created = try await createTransaction(
                recipients, changePosition: changePosition, control, signs: false)
        } catch let error as SpendingError {
            throw RPCError(.wallet, error.description)
        } catch let error as FeeRateTooLow {
            throw RPCError(.wallet, error.description)
        }
        let locks = try options.first("lock_unspents", "lockUnspents")?.requireBool() ?? false
        if locks {
            for input in created.transaction.inputs { try lock(input.previousOutput, isPersistent: false) }
        }
        return created
    }

    /// Takes in where change goes, and returns its position.
    private func takeChange(
        _ options: SpendingOptions, _ control: inout CoinControl, count: Int
    ) throws -> Int? {
        let address = options.first("change_address", "changeAddress")
        if let address {
            let complaint = "Change address must be a valid bitcoin address"
            control.changeScript = try destination(try address.requireString(), complaint).script
        }
        // That there is none cannot be asked for: a null is refused like any other value that is no string.
        if let type = options.values["change_type"] {
            guard address == nil else {
                throw RPCError(
                    .invalidParameter, "Cannot specify both change address and address type options")
            }
            let name = try type.requireString()
            guard let type = OutputType(rawValue: name) else {
                throw RPCError(.invalidAddressOrKey, "Unknown change type '\(name)'")
            }
            control.changeType = type
        }
        guard let position = options.first("change_position", "changePosition") else { return nil }
        let number: Int32 = try position.requireInteger()
        guard number >= 0, Int(number) <= count else {
            throw RPCError(.invalidParameter, "changePosition out of bounds")
        }
        return Int(number)
    }

    private func takeFees(
        _ options: SpendingOptions, _ control: inout CoinControl, overridesFeeRate: Bool
    ) throws {
        if let rate = options.first("feeRate") {
            guard !options.has("fee_rate") else {
                throw RPCError(
                    .invalidParameter, "Cannot specify both fee_rate (sat/vB) and feeRate (BTC/kvB)")
            }
            guard !options.has("conf_target") else {
                throw RPCError(
                    .invalidParameter,
                    "Cannot specify both conf_target and feeRate. Please provide either a confirmation target in "
                        + "blocks for automatic fee estimation, or an explicit fee rate.")
            }
            guard !options.has("estimate_mode") else {
                throw RPCError(
                    .invalidParameter, "Cannot specify both estimate_mode and feeRate")
            }
            control.feeRate = FeeRate(satoshisPerKilobyte: try rate.requireAmount().satoshis)
            control.overridesFeeRate = true
        }
        if let replaceable = try options.bool("replaceable") { control.signalsReplacement = replaceable }
        try control.setDepths(options) { _ in "Negative minconf" }
        try control.setFees(
            target: options["conf_target"], mode: options["estimate_mode"], rate: options["fee_rate"],
            overrides: overridesFeeRate)
    }

    /// Chooses the coins that a transaction spends already. Of those that are not the wallet's the node knows the outputs.
    private func chooseInputs(of base: Transaction, _ control: inout CoinControl) async throws {
        let outputs = try await spentOutputs(of: base)
        for input in base.inputs {
            let isOwn = ledger.ownOutputs[input.previousOutput] != nil
            guard isOwn || outputs[input.previousOutput] != nil else {
                throw RPCError(.wallet, "Unable to find UTXO for external input")
            }
            control.choose(input.previousOutput) { choice in
                if !isOwn { choice.output = outputs[input.previousOutput] }
                choice.sequence = input.sequence
                choice.scriptSig = input.scriptSig
                choice.witness = input.witness
            }
        }
    }
}
