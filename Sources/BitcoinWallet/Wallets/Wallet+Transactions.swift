import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// What a wallet does with its own transactions.
extension Wallet {
    /// Notes a transaction that the wallet has made, and then has the node send it.
    ///
    /// It is in the file before anybody hears of it: whatever happens after, the wallet knows what it has spent.
    func commit(
        _ transaction: Transaction, notes: [String: String] = [:], replaces: Txid? = nil
    ) async throws {
        log("CommitTransaction: \(transaction.txid)")
        try change {
            try sync(transaction, state: .inactive)
            ledger.note(transaction.txid) { own in
                own.notes.merge(notes) { _, new in new }
                if let replaces { own.notes["replaces_txid"] = "\(replaces)" }
            }
            if let replaces {
                ledger.note(replaces) { $0.notes["replaced_by_txid"] = "\(transaction.txid)" }
            }
        }
        guard options.broadcasts, let chain else { return }
        let verdict = try await chain.broadcastTransaction(
            transaction, maximumFee: options.maximumFee, method: .mempoolAndBroadcastToAll)
        if verdict.accepted {
            // Until the node tells of it; a block may have been faster.
            if ledger[transaction.txid]?.state == .inactive {
                ledger.setState(of: transaction.txid, .inMempool)
                ledger.noteInMempool(transaction)
            }
        } else {
            log(
                "CommitTransaction(): Transaction cannot be broadcast immediately, \(verdict.reason)")
        }
    }

    /// Gives up a transaction that nobody else knows.
    func abandon(_ txid: Txid) throws {
        guard let transaction = ledger[txid] else {
            throw RPCError(.invalidAddressOrKey, "Invalid or non-wallet transaction id")
        }
        guard ledger.canBeAbandoned(transaction) else {
            throw RPCError(.invalidAddressOrKey, "Transaction not eligible for abandonment")
        }
        try change { ledger.abandon(txid) }
    }

    /// Locks a coin, so that it is not spent by accident.
    func lock(_ coin: OutPoint, isPersistent: Bool) throws {
        if isPersistent { try database.writeLocked(coin) }
        ledger.lockedCoins[coin] = isPersistent
    }

    /// Unlocks a coin.
    func unlock(_ coin: OutPoint) throws {
        if ledger.lockedCoins.removeValue(forKey: coin) == true { try database.eraseLocked(coin) }
    }

    /// Unlocks all coins.
    func unlockAllCoins() throws {
        try database.transaction {
            for coin in ledger.lockedCoins.keys { try unlock(coin) }
        }
    }
}
