import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Commands that complete and sign transactions which users have begun.
extension WalletCommandHandlers {
    func registerFundingCommands() {
        bind(WalletFundingCommands.fundRawTransaction) { wallet, request in
            try await wallet.withSpendingRight { try await $0.fundRawTransaction(request) }
        }
        bind(WalletFundingCommands.walletCreateFundedPSBT) { wallet, request in
            try await wallet.withSpendingRight { try await $0.createFundedPSBT(request) }
        }
        bind(WalletFundingCommands.walletProcessPSBT) { wallet, request in
            try await wallet.processPSBT(request)
        }
        bind(WalletFundingCommands.signRawTransactionWithWallet) { wallet, request in
            try await wallet.signRawTransaction(request)
        }
        bind(WalletFundingCommands.simulateRawTransaction) { wallet, request in
            try await wallet.simulate(request)
        }
    }
}

extension Wallet {
    fileprivate func fundRawTransaction(_ request: RPCRequest) async throws -> JSONValue {
        let isWitness = request["iswitness"].bool
        guard
            let base = Transaction(
                rpcHex: try request.string("hexstring"), allowsWitness: isWitness ?? true,
                allowsNoWitness: !(isWitness ?? false))
        else { throw RPCError(.deserialization, "TX decode failed") }
        let options = try SpendingOptions(request)
        var control = CoinControl(self.options)
        // Coins that were chosen do not keep others out, unless the options say so.
        control.allowsOtherInputs = true
        let payers = try Self.payers(
            options.first("subtractFeeFromOutputs") ?? .null,
            names: base.outputs.map { address(of: $0.scriptPubKey) ?? "" })
        let funded = try await fund(base, options, control, payers: payers, overridesFeeRate: true)
        return .members(
            ("hex", .string(funded.transaction.bytes.hex)), ("fee", .amount(funded.fee)),
            ("changepos", .integer(funded.changePosition ?? -1)))
    }

    fileprivate func createFundedPSBT(_ request: RPCRequest) async throws -> JSONValue {
        var options = try SpendingOptions(request, weighsInputs: true)
        let version: UInt32 = try request.integer("version")
        let psbtVersion: UInt32 = try request.integer("psbt_version")
        guard PartiallySignedTransaction.versions.contains(psbtVersion) else {
            throw RPCError(.invalidParameter, "The PSBT version can only be 2 or 0")
        }
        let base = try TransactionParts(
            inputs: request["inputs"], outputs: request["outputs"], lockTime: request["locktime"],
            isReplaceable: try options.bool("replaceable") ?? self.options.signalsReplacement,
            version: version
        ).transaction(self.options.format)
        let payers = try Self.payers(
            options.first("subtractFeeFromOutputs", "subtract_fee_from_outputs") ?? .null,
            names: Self.outputNames(request["outputs"]))
        var control = CoinControl(self.options)
        control.allowsOtherInputs = base.inputs.isEmpty
        options.takeWeights(from: request["inputs"])
        let funded = try await fund(base, options, control, payers: payers, overridesFeeRate: true)
        var psbt = PartiallySignedTransaction(funded.transaction, version: psbtVersion)
        _ = try fill(&psbt, signs: false, showsOrigins: try request.bool("bip32derivs"))
        return .members(
            ("psbt", .string(psbt.base64)), ("fee", .amount(funded.fee)),
            ("changepos", .integer(funded.changePosition ?? -1)))
    }

    fileprivate func processPSBT(_ request: RPCRequest) async throws -> JSONValue {
        var psbt = try PartiallySignedTransaction(argument: request["psbt"])
        let hashType = try SignatureHashType.argument(request.positional("sighashtype"))
        let signs = try request.bool("sign")
        if signs { try requireUnlocked() }
        let isComplete = try fill(
            &psbt, signs: signs, hashType: hashType, showsOrigins: try request.bool("bip32derivs"),
            finalizes: try request.bool("finalize"))
        var object = JSONObject([("psbt", .string(psbt.base64)), ("complete", .bool(isComplete))])
        if isComplete, let transaction = psbt.extracted {
            object.append("hex", .string(transaction.bytes.hex))
        }
        return .object(object)
    }

    fileprivate func signRawTransaction(_ request: RPCRequest) async throws -> JSONValue {
        guard let transaction = Transaction(rpcHex: try request.string("hexstring")) else {
            throw RPCError(
                .deserialization, "TX decode failed. Make sure the tx has at least one input.")
        }
        try requireUnlocked()
        var previous = PreviousOutputs(try await spentOutputs(of: transaction))
        try previous.add(request["prevtxs"])
        let hashType =
            try SignatureHashType.argument(request.positional("sighashtype")) ?? SignatureHashType.default
        let outcome = sign(transaction, spending: previous.outputs, hashType: hashType)
        return try outcome.json(previous.outputs)
    }

    /// What transactions would change if they were mined.
    fileprivate func simulate(_ request: RPCRequest) async throws -> JSONValue {
        var change = Amount.zero
        var spent: Set<OutPoint> = []
        var made: [OutPoint: Amount] = [:]
        for value in try request["rawtxs"].isNull ? [] : request.array("rawtxs") {
            guard let transaction = Transaction(rpcHex: try value.requireString(), allowsNoWitness: true)
            else {
                throw RPCError(
                    .deserialization, "Transaction hex string decoding failure.")
            }
            let known = try await spentOutputs(of: transaction)
            for input in transaction.inputs {
                let coin = input.previousOutput
                guard spent.insert(coin).inserted else {
                    throw RPCError(
                        .invalidParameter, "Transaction(s) are spending the same output more than once")
                }
                if let amount = made.removeValue(forKey: coin) {
                    change -= amount
                    continue
                }
                guard known[coin] != nil, !ledger.isSpent(coin) else {
                    throw RPCError(
                        .invalidParameter,
                        "One or more transaction inputs are missing or have been spent already")
                }
                change -= ledger.ownOutputs[coin]?.value ?? .zero
            }
            for (index, output) in transaction.outputs.enumerated() {
                let amount = isOwn(output.scriptPubKey) ? output.value : .zero
                made[OutPoint(txid: transaction.txid, index: UInt32(index))] = amount
                change += amount
            }
        }
        return .members(("balance_change", .amount(change)))
    }
}
