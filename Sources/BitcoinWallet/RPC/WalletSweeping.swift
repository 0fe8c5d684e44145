import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTransactions

/// Spends all that there is.
extension Wallet {
    func sendAll(_ request: RPCRequest) async throws -> JSONValue {
        let options = try SpendingOptions(request, takesPositional: true)
        let receivers = try request.array("recipients")
        // Those that share what is left, by their addresses.
        let sharers = Set(receivers.compactMap(\.string))
        guard !sharers.isEmpty else {
            throw RPCError(
                .invalidParameter, "Must provide at least one address without a specified amount")
        }
        var control = CoinControl(self.options)
        try control.setFees(
            target: options["conf_target"], mode: options["estimate_mode"], rate: options["fee_rate"],
            overrides: false)
        try control.setDepths(options) { "Invalid minconf (minconf cannot be negative): \($0)" }
        if options.has("version") { control.version = try options["version"].requireInteger() }
        control.maximumWeight =
            control.version == 3 ? Self.maximumVersion3Weight : CoinSelector.maximumStandardWeight
        let isReplaceable = try options.bool("replaceable") ?? self.options.signalsReplacement
        let rates = try await feeRates(control)
        do {
            try check(rates, control)
        } catch let error as FeeRateTooLow {
            throw RPCError(.invalidParameter, error.description)
        } catch {
            throw RPCError(.wallet, "\(error)")
        }
        let outputs: [JSONValue] = receivers.map { receiver in
            receiver.string.map { .members(($0, .integer(0))) } ?? receiver
        }
        var transaction = try TransactionParts(
            inputs: options["inputs"], outputs: .array(outputs), lockTime: options["locktime"],
            isReplaceable: isReplaceable, version: control.version
        ).transaction(self.options.format)
        let sendsMaximum = try options.bool("send_max") ?? false
        if options.has("inputs") {
            try checkSweepOptions(options)
            try checkSwept(transaction, control)
        } else {
            let sequence: UInt32 = isReplaceable ? 0xffff_fffd : 0xffff_fffe
            let coins = try await sweepable(&control, rates.effective, sendsMaximum: sendsMaximum)
            let inputs = coins.map { TransactionInput(previousOutput: $0, sequence: sequence) }
            transaction = transaction.replacing(inputs: transaction.inputs + inputs)
        }
        try await share(&transaction, among: sharers, control, rates, sendsMaximum: sendsMaximum)
        if try options.bool("lock_unspents") ?? false {
            for input in transaction.inputs { try lock(input.previousOutput, isPersistent: false) }
        }
        return try await finish(transaction, options)
    }

    private func checkSweepOptions(_ options: SpendingOptions) throws {
        guard !options.has("send_max") else {
            throw RPCError(.invalidParameter, "Cannot combine send_max with specific inputs.")
        }
        guard !options.has("minconf"), !options.has("maxconf") else {
            throw RPCError(.invalidParameter, "Cannot combine minconf or maxconf with specific inputs.")
        }
    }

    /// Throws unless the chosen inputs are the wallet's and unspent.
    private func checkSwept(_ transaction: Transaction, _ control: CoinControl) throws {
        for input in transaction.inputs {
            let coin = input.previousOutput
            guard !ledger.isSpent(coin) else {
                throw RPCError(
                    .invalidParameter,
                    "Input not available. UTXO (\(coin.txid):\(coin.index)) was already spent.")
            }
            guard ledger.ownOutputs[coin] != nil, let parent = ledger[coin.txid] else {
                throw RPCError(
                    .invalidParameter,
                    "Input not found. UTXO (\(coin.txid):\(coin.index)) is not part of wallet.")
            }
            do {
                try check(version: parent, control)
            } catch {
                throw RPCError(.invalidParameter, "\(error)")
            }
        }
    }

    /// The coins that may be spent; if as much as possible is to arrive, those that are worth their fees.
    private func sweepable(
        _ control: inout CoinControl, _ rate: FeeRate, sendsMaximum: Bool
    ) async throws -> [OutPoint] {
        var filter = CoinFilter()
        filter.minimumAmount = .zero
        // Coins of addresses that were spent from are left alone, as the wallet's flag says.
        control.avoidsReuse = flags.contains(.avoidReuse)
        let coins = availableCoins(
            control, filter, rates: (rate, options.consolidationFeeRate),
            relations: try await mempoolRelations())
        if control.version == 3, coins.contains(where: { $0.coin.depth == 0 }) {
            control.maximumWeight = CoinSelector.maximumVersion3ChildWeight
        }
        return coins.map(\.coin).filter {
            !sendsMaximum || rate.fee(forVirtualSize: $0.inputSize ?? -1) <= $0.output.value
        }.map(\.outPoint)
    }

    /// Gives what is left after fees and given amounts to those that share it.
    private func share(
        _ transaction: inout Transaction, among sharers: Set<String>, _ control: CoinControl,
        _ rates: FeeRates, sendsMaximum: Bool
    ) async throws {
        let spent = knownSpentOutputs(of: transaction) ?? []
        guard spent.count == transaction.inputs.count, let size = signedSize(of: transaction, spent: spent)
        else {
            throw RPCError(
                .wallet,
                "Unable to determine the size of the transaction, the wallet contains unsolvable descriptors")
        }
        let total = spent.reduce(Amount.zero) { $0 + $1.value }
        let fee = rates.effective.fee(forVirtualSize: size.virtualSize)
        let bumpFee =
            try await chain?.calculateCombinedBumpFee(
                transaction.inputs.map(\.previousOutput), feeRate: rates.effective) ?? .zero
        guard fee <= options.maximumFee else {
            throw RPCError(
                .wallet, "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)")
        }
        let effective = total - fee - bumpFee
        guard effective > .zero else {
            throw RPCError(
                .insufficientFunds,
                sendsMaximum
                    ? "Total value of UTXO pool too low to pay for transaction, try using lower feerate."
                    : "Total value of UTXO pool too low to pay for transaction. Try using lower feerate or excluding "
                        + "uneconomic UTXOs with 'send_max' option.")
        }
        guard size.weight <= control.maximumWeight ?? CoinSelector.maximumStandardWeight else {
            throw RPCError(.wallet, "Transaction too large.")
        }
        let claimed = transaction.outputs.reduce(Amount.zero) { $0 + $1.value }
        guard claimed <= total else {
            throw RPCError(
                .insufficientFunds, "Assigned more value to outputs than available funds.")
        }
        let rest = effective - claimed
        guard rest >= .zero else {
            throw RPCError(
                .insufficientFunds, "Insufficient funds for fees after creating specified outputs.")
        }
        try divide(rest, &transaction, sharers, dustRate: rates.relay.dust)
    }

    private func divide(
        _ rest: Amount, _ transaction: inout Transaction, _ sharers: Set<String>, dustRate: FeeRate
    ) throws {
        let count = Int64(sharers.count)
        var leftover = rest.satoshis % count
        var outputs = transaction.outputs
        for index in outputs.indices {
            let receiver = address(of: outputs[index].scriptPubKey) ?? ""
            let shares = sharers.contains(receiver)
            if shares {
                outputs[index].value = Amount(satoshis: rest.satoshis / count + leftover)
                leftover = 0
            }
            guard !Dust.isDust(outputs[index], at: dustRate) else {
                throw shares
                    ? RPCError(
                        .insufficientFunds,
                        "Dynamically assigned remainder results in dust output.")
                    : RPCError(
                        .invalidParameter,
                        "Specified output amount to \(receiver) is below dust threshold.")
            }
        }
        transaction = transaction.replacing(outputs: outputs)
    }
}
