import BitcoinPrimitives

extension Ledger {
    /// Whether what a transaction pays to the wallet can be counted on: it is confirmed, or it is in the memory pool,
    /// made by this wallet, and spends only what can be counted on.
    ///
    /// - Parameter trusted: what was found before, for further questions.
    func isTrusted(
        _ transaction: WalletTransaction, spendsUnconfirmedChange: Bool, trusted: inout Set<Txid>
    ) -> Bool {
        // Depth first, without recursion: chains of the memory pool can be longer than a stack is deep.
        var path: [(transaction: WalletTransaction, nextInput: Int)] = [(transaction, 0)]
        while let (current, index) = path.last {
            if !trusted.contains(current.txid), !current.isConfirmed {
                guard current.state == .inMempool, spendsUnconfirmedChange,
                    index > 0 || isFromWallet(current.transaction)
                else { return false }
                if index < current.transaction.inputs.count {
                    path[path.count - 1].nextInput += 1
                    let coin = current.transaction.inputs[index].previousOutput
                    guard ownOutputs[coin] != nil, let parent = transactions[coin.txid] else { return false }
                    path.append((parent, 0))
                    continue
                }
            }
            trusted.insert(current.txid)
            path.removeLast()
        }
        return true
    }
}
