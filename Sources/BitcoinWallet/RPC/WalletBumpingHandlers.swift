import BitcoinCommands
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport
import BitcoinTransactions

/// Commands that raise the fee of a transaction.
extension WalletCommandHandlers {
    func registerBumpingCommands() {
        bind(WalletBumpingCommands.bumpFee) { wallet, request in
            guard !wallet.flags.contains(.disablePrivateKeys) else {
                throw RPCError(
                    .wallet,
                    "bumpfee is not available with wallets that have private keys disabled. Use psbtbumpfee instead."
                )
            }
            return try await wallet.withSpendingRight { try await $0.bumpFee(request, wantsPSBT: false) }
        }
        bind(WalletBumpingCommands.psbtBumpFee) { wallet, request in
            try await wallet.withSpendingRight { try await $0.bumpFee(request, wantsPSBT: true) }
        }
    }
}

extension Wallet {
    fileprivate func bumpFee(_ request: RPCRequest, wantsPSBT: Bool) async throws -> JSONValue {
        let txid = Txid(try Hash256(argument: request["txid"], called: "txid"))
        let options = try SpendingOptions(
            request, others: [RPCParameter("confTarget", .number, .optional, "")])
        guard !options.has("confTarget") || !options.has("conf_target") else {
            throw RPCError(
                .invalidParameter,
                "confTarget and conf_target options should not both be set. Use conf_target (confTarget is deprecated)."
            )
        }
        var control = CoinControl(self.options)
        control.signalsReplacement = try options.bool("replaceable") ?? true
        try control.setFees(
            target: options.first("confTarget", "conf_target") ?? .null, mode: options["estimate_mode"],
            rate: options["fee_rate"], overrides: false)
        var outputs: [TransactionOutput] = []
        if options.has("outputs") {
            guard options["outputs"].array?.isEmpty != true else {
                throw RPCError(
                    .invalidParameter, "Invalid parameter, output argument cannot be an empty array")
            }
            outputs = try TransactionOutputs(options["outputs"], self.options.format).outputs
        }
        let changeIndex: UInt32? =
            options.has("original_change_index")
            ? try options["original_change_index"].requireInteger() : nil
        let psbtVersion: UInt32 =
            options.has("psbt_version") ? try options["psbt_version"].requireInteger() : 2
        guard PartiallySignedTransaction.versions.contains(psbtVersion) else {
            throw RPCError(.invalidParameter, "The PSBT version can only be 2 or 0")
        }
        try requireUnlocked()
        let bumped = try await makeReplacement(
            of: txid, control, outputs: outputs, changeIndex: changeIndex, requiresOwnInputs: !wantsPSBT)
        var object = JSONObject()
        if wantsPSBT {
            var psbt = PartiallySignedTransaction(bumped.transaction, version: psbtVersion)
            _ = try fill(&psbt, signs: false)
            object.append("psbt", .string(psbt.base64))
        } else {
            let outcome = sign(
                bumped.transaction, spending: try await spentOutputs(of: bumped.transaction))
            guard outcome.isComplete else { throw RPCError(.wallet, "Can't sign transaction.") }
            try await commit(outcome.transaction, replacing: txid)
            object.append("txid", .string("\(outcome.transaction.txid)"))
        }
        object.append("origfee", .amount(bumped.oldFee))
        object.append("fee", .amount(bumped.newFee))
        object.append("errors", [])
        return .object(object)
    }
}
