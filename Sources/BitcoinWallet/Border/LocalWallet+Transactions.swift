import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript

/// What a program does with a wallet's transactions.
extension LocalWallet {
    func getWalletTxs() async throws -> [WalletTx] {
        try await wallet.sync()
        return await wallet.descriptions
    }

    func getWalletTx(_ txid: Txid) async throws -> WalletTx? {
        try await wallet.sync()
        return await wallet.description(of: txid)
    }

    func createTransaction(
        _ payments: [WalletPayment], wishes: WalletPaymentWishes, signs: Bool
    ) async throws -> WalletDraft {
        try await wallet.sync()
        let created = try await wallet.withSpendingRight { wallet in
            try await wallet.draft(payments, wishes, signs: signs)
        }
        return WalletDraft(
            transaction: created.transaction, fee: created.fee,
            changePosition: created.changePosition.map { Int32(clamping: $0) })
    }

    /// Somebody has looked at the transaction since it was made, and others may have paid meanwhile.
    func commitTransaction(_ transaction: Transaction) async throws {
        try await wallet.sync()
        try await wallet.withSpendingRight { wallet in
            try wallet.requireUnspentCoins(of: transaction)
            try await wallet.commit(transaction)
        }
    }

    func transactionCanBeAbandoned(_ txid: Txid) async throws -> Bool {
        try await wallet.sync()
        return await wallet.canAbandon(txid)
    }

    func abandonTransaction(_ txid: Txid) async throws {
        try await wallet.sync()
        try await wallet.abandon(txid)
    }

    func bumpTransaction(_ txid: Txid, feeRate: FeeRate?) async throws -> WalletBump {
        try await wallet.sync()
        return try await wallet.withSpendingRight { try await $0.bump(txid, feeRate) }
    }
}

extension Wallet {
    fileprivate var descriptions: [WalletTx] { ledger.inOrder.map(describe) }

    fileprivate func description(of txid: Txid) -> WalletTx? { ledger[txid].map(describe) }

    private func describe(_ own: WalletTransaction) -> WalletTx {
        WalletTx(
            transaction: own.transaction, status: WalletTxStatus(own.state),
            depth: ledger.depth(of: own), timeSeconds: Int64(own.time),
            credit: ledger.credit(of: own.transaction), debit: ledger.debit(of: own.transaction))
    }

    /// Throws if another transaction of the wallet spends what this one does: it would take the place of that payment.
    fileprivate func requireUnspentCoins(of transaction: Transaction) throws {
        guard ledger[transaction.txid] == nil else { return }
        for coin in transaction.inputs.map(\.previousOutput) where ledger.isSpent(coin) {
            throw SpendingError(
                "Another payment has spent \(coin.txid):\(coin.index) meanwhile. Nothing was sent; please try again."
            )
        }
    }

    fileprivate func canAbandon(_ txid: Txid) -> Bool { ledger[txid].map(ledger.canBeAbandoned) ?? false }

    fileprivate func draft(
        _ payments: [WalletPayment], _ wishes: WalletPaymentWishes, signs: Bool
    ) async throws -> CreatedTransaction {
        if signs { try requireUnlocked() }
        var control = CoinControl(options)
        for coin in wishes.coins { control.choose(coin) }
        control.allowsOtherInputs = wishes.allowsOtherCoins || wishes.coins.isEmpty
        control.feeRate = wishes.feeRate
        if wishes.confirmationTarget > 0 { control.confirmationTarget = wishes.confirmationTarget }
        if !wishes.changeAddress.isEmpty {
            control.changeScript = try destination(
                wishes.changeAddress, "Invalid Bitcoin address: \(wishes.changeAddress)"
            ).script
        }
        control.avoidsReuse = flags.contains(.avoidReuse)
        let recipients = try payments.map { payment in
            Recipient(
                script: try destination(payment.address, "Invalid Bitcoin address: \(payment.address)")
                    .script,
                amount: payment.amount, subtractsFee: payment.subtractsFee)
        }
        return try await createTransaction(recipients, changePosition: nil, control, signs: signs)
    }

    fileprivate func bump(_ txid: Txid, _ feeRate: FeeRate?) async throws -> WalletBump {
        try requireUnlocked()
        var control = CoinControl(options)
        control.feeRate = feeRate
        control.signalsReplacement = true
        let bumped = try await makeReplacement(
            of: txid, control, outputs: [], changeIndex: nil, requiresOwnInputs: true)
        let outcome = sign(bumped.transaction, spending: try await spentOutputs(of: bumped.transaction))
        guard outcome.isComplete else { throw RPCError(.wallet, "Can't sign transaction.") }
        try await commit(outcome.transaction, replacing: txid)
        return WalletBump(
            txid: outcome.transaction.txid, oldFee: bumped.oldFee, newFee: bumped.newFee)
    }
}

extension WalletTxStatus {
    init(_ state: WalletTransaction.State) {
        self =
            switch state {
            case .confirmed: .confirmed
            case .inMempool: .inMempool
            case .blockConflicted: .conflicted
            case .inactive: .inactive
            case .abandoned: .abandoned
            }
    }
}
