import BitcoinPrimitives

/// What a wallet has.
struct Balances: Hashable, Sendable {
    /// Confirmed, or change of the wallet's own transactions.
    var trusted = Amount.zero
    /// In the memory pool, from others.
    var untrustedPending = Amount.zero
    /// Mined, and not yet to be spent.
    var immature = Amount.zero
    /// At addresses that were spent from before, where these are kept apart.
    var used = Amount.zero
    /// What own transactions outside of the memory pool spend; negative or zero.
    var outsideOfMempool = Amount.zero
}

extension Ledger {
    /// Adds up the balances.
    ///
    /// - Parameters:
    ///   - minimumDepth: how many confirmations trusted coins need.
    ///   - isUsed: tells of a script whether it was spent from before.
    ///   - countsOutsideOfMempool: whether coins count that transactions outside of the memory pool spend.
    func balances(
        minimumDepth: Int32 = 0, spendsUnconfirmedChange: Bool, countsOutsideOfMempool: Bool = false,
        isUsed: (Script) -> Bool = { _ in false }
    ) -> Balances {
        var balances = Balances()
        var trusted: Set<Txid> = []
        for (coin, output) in ownOutputs {
            guard let transaction = transactions[coin.txid] else { continue }
            var isSpentOutside = false
            switch spending(of: coin) {
            case .confirmed, .inMempool: continue
            case .outsideOfMempool:
                guard countsOutsideOfMempool else { continue }
                isSpentOutside = true
            case .not: break
            }
            let isTrusted = isTrusted(
                transaction, spendsUnconfirmedChange: spendsUnconfirmedChange, trusted: &trusted)
            let bucket: WritableKeyPath<Balances, Amount>
            if isImmature(transaction) && transaction.isConfirmed {
                bucket = \.immature
            } else if isTrusted && depth(of: transaction) >= minimumDepth {
                bucket = \.trusted
            } else if !isTrusted && transaction.state == .inMempool {
                bucket = \.untrustedPending
            } else {
                continue
            }
            balances[keyPath: isUsed(output.scriptPubKey) ? \.used : bucket] += output.value
            if isSpentOutside { balances.outsideOfMempool -= output.value }
        }
        return balances
    }
}
