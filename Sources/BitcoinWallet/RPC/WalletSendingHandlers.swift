import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Commands that pay.
extension WalletCommandHandlers {
    func registerSendingCommands() {
        bind(WalletSendingCommands.sendToAddress) { wallet, request in
            try await wallet.withSpendingRight { try await $0.sendToAddress(request) }
        }
        bind(WalletSendingCommands.sendMany) { wallet, request in
            try await wallet.withSpendingRight { try await $0.sendMany(request) }
        }
        bind(WalletSendingCommands.send) { wallet, request in
            try await wallet.withSpendingRight { try await $0.send(request) }
        }
        bind(WalletSendingCommands.sendAll) { wallet, request in
            try await wallet.withSpendingRight { try await $0.sendAll(request) }
        }
    }
}

extension Wallet {
    fileprivate func sendToAddress(_ request: RPCRequest) async throws -> JSONValue {
        var notes: [String: String] = [:]
        if let comment = request["comment"].string, !comment.isEmpty { notes["comment"] = comment }
        if let to = request["comment_to"].string, !to.isEmpty { notes["to"] = to }
        var control = CoinControl(options)
        control.signalsReplacement = try request.optionalBool("replaceable")
        control.avoidsReuse = try avoidsReuse(
            request["avoid_reuse"], isGiven: !request.positional("avoid_reuse").isNull)
        if control.avoidsReuse { control.avoidsPartialSpends = true }
        try control.setFees(
            target: request["conf_target"], mode: request.positional("estimate_mode"),
            rate: request["fee_rate"], overrides: false)
        try requireUnlocked()
        let amounts: JSONValue = .members((try request.string("address"), request["amount"]))
        let outputs = try TransactionOutputs(amounts, options.format).outputs
        let subtracts = try request.bool("subtractfeefromamount")
        let recipients = outputs.map {
            Recipient(script: $0.scriptPubKey, amount: $0.value, subtractsFee: subtracts)
        }
        return try await pay(recipients, control, notes: notes, isVerbose: try request.bool("verbose"))
    }

    fileprivate func sendMany(_ request: RPCRequest) async throws -> JSONValue {
        guard request["dummy"].isNull || request["dummy"] == "" || request["dummy"] == "\"\"" else {
            throw RPCError(.invalidParameter, "Dummy value must be set to \"\"")
        }
        var notes: [String: String] = [:]
        if let comment = request["comment"].string, !comment.isEmpty { notes["comment"] = comment }
        var control = CoinControl(options)
        control.signalsReplacement = try request.optionalBool("replaceable")
        try control.setFees(
            target: request["conf_target"], mode: request.positional("estimate_mode"),
            rate: request["fee_rate"], overrides: false)
        try requireUnlocked()
        let amounts = request["amounts"]
        let outputs = try TransactionOutputs(amounts, options.format).outputs
        let payers = try Self.payers(request["subtractfeefrom"], names: amounts.object?.map(\.0) ?? [])
        let recipients = outputs.enumerated().map {
            Recipient(
                script: $1.scriptPubKey, amount: $1.value, subtractsFee: payers.contains($0))
        }
        return try await pay(recipients, control, notes: notes, isVerbose: try request.bool("verbose"))
    }

    /// The positions of the outputs that pay the fee, from positions or addresses.
    static func payers(_ value: JSONValue, names: [String]) throws -> Set<Int> {
        var positions: Set<Int> = []
        for entry in try value.isNull ? [] : value.requireArray() {
            let position: Int
            switch entry {
            case .string(let name):
                guard let found = names.firstIndex(of: name) else {
                    throw RPCError(
                        .invalidParameter,
                        "Invalid parameter 'subtract fee from output', destination \(name) not found in tx outputs"
                    )
                }
                position = found
            case .number: position = Int(try entry.requireInteger(as: Int32.self))
            default:
                throw RPCError(
                    .invalidParameter,
                    "Invalid parameter 'subtract fee from output', invalid value type: \(entry.kind.rawValue)"
                )
            }
            let complaint =
                positions.contains(position)
                ? "duplicated position"
                : position < 0
                    ? "negative position" : position >= names.count ? "position too large" : nil
            if let complaint {
                throw RPCError(
                    .invalidParameter,
                    "Invalid parameter 'subtract fee from output', \(complaint): \(position)")
            }
            positions.insert(position)
        }
        return positions
    }

    /// Makes, signs and sends a transaction.
    private func pay(
        _ recipients: [Recipient], _ control: CoinControl, notes: [String: String], isVerbose: Bool
    ) async throws -> JSONValue {
        guard !flags.contains(.disablePrivateKeys) else {
            throw RPCError(.wallet, "Error: Private keys are disabled for this wallet")
        }
        let created: CreatedTransaction
        do {
            created = try await createTransaction(
                recipients.shuffled(), changePosition: nil, control, signs: true)
        } catch let error as SpendingError {
            throw RPCError(.insufficientFunds, error.description)
        } catch let error as FeeRateTooLow {
            throw RPCError(.insufficientFunds, error.description)
        }
        try await commit(created.transaction, notes: notes)
        let txid: JSONValue = .string("\(created.transaction.txid)")
        guard isVerbose else { return txid }
        return .members(("txid", txid), ("fee_reason", .string(created.feeReason.rawValue)))
    }

    // MARK: With a say in everything

    fileprivate func send(_ request: RPCRequest) async throws -> JSONValue {
        var options = try SpendingOptions(request, takesPositional: true, weighsInputs: true)
        let isReplaceable = try options.bool("replaceable") ?? self.options.signalsReplacement
        var control = CoinControl(self.options)
        control.version = try request.integer("version")
        let base = try TransactionParts(
            inputs: options["inputs"], outputs: request["outputs"], lockTime: options["locktime"],
            isReplaceable: isReplaceable, version: control.version
        ).transaction(self.options.format)
        let payers = try Self.payers(
            options["subtract_fee_from_outputs"], names: Self.outputNames(request["outputs"]))
        control.allowsOtherInputs = base.inputs.isEmpty
        options.takeWeights(from: options["inputs"])
        let funded = try await fund(
            base, options, control, payers: payers, overridesFeeRate: false)
        return try await finish(funded.transaction, options)
    }

    /// The addresses of outputs, in their order; `data` for data.
    static func outputNames(_ value: JSONValue) -> [String] {
        if case .object(let object) = value { return object.map(\.0) }
        return (value.array ?? []).compactMap { $0.object?.first?.0 }
    }

    /// Signs a transaction that was put together and, if it is complete and wanted, keeps and sends it.
    func finish(_ transaction: Transaction, _ options: SpendingOptions) async throws -> JSONValue {
        var transaction = transaction
        let heedsSniping =
            !options.has("locktime")
            && transaction.inputs.allSatisfy { $0.sequence == 0xffff_fffe || $0.sequence == 0xffff_fffd }
        if heedsSniping { transaction = transaction.replacing(lockTime: try await antiSnipingHeight()) }
        let outputs = try await spentOutputs(of: transaction)
        let outcome = sign(transaction, spending: outputs)
        let wantsPSBT = try options.bool("psbt") ?? false
        let isKept = try options.bool("add_to_wallet") ?? true
        var object = JSONObject()
        if wantsPSBT || !outcome.isComplete || !isKept {
            var psbt = PartiallySignedTransaction(transaction)
            _ = try fill(&psbt, signs: true)
            object.append("psbt", .string(psbt.base64))
        }
        if outcome.isComplete {
            object.append("txid", .string("\(outcome.transaction.txid)"))
            if isKept, !wantsPSBT {
                try await commit(outcome.transaction)
            } else {
                object.append("hex", .string(outcome.transaction.bytes.hex))
            }
        }
        object.append("complete", .bool(outcome.isComplete))
        return .object(object)
    }
}
