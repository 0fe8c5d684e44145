import BitcoinInterfaces
import BitcoinPrimitives

/// What a wallet knows of its transactions: a pure value. Events of the chain go in; what has changed is noted in
/// ``changed``, and the wallet writes it to its file.
struct Ledger: Sendable {
    /// Coinbase outputs can be spent after so many blocks.
    static let coinbaseMaturity: Int32 = 100

    /// The transactions by id.
    private(set) var transactions: [Txid: WalletTransaction] = [:]
    /// Which transactions spend an output, confirmed or not.
    private(set) var spenders: [OutPoint: Set<Txid>] = [:]
    /// The outputs that the wallet can spend, spent ones too.
    private(set) var ownOutputs: [OutPoint: TransactionOutput] = [:]
    /// Coins that are not to be spent, and whether the file says so.
    var lockedCoins: [OutPoint: Bool] = [:]
    /// The number of the next transaction.
    var nextOrderPosition: Int64 = 0
    /// The block up to which the wallet knows the chain; `nil` before there is a chain.
    var tip: BlockRef?
    /// What differs from the wallet file.
    private(set) var changed: Set<Txid> = []
    /// The coins whose locks went with their spending, for the file.
    private(set) var unlocked: Set<OutPoint> = []

    /// Forgets what has changed: it has been written.
    mutating func markWritten() {
        changed.removeAll()
        unlocked.removeAll()
    }

    // MARK: Questions

    /// The transaction with this id.
    subscript(txid: Txid) -> WalletTransaction? { transactions[txid] }

    /// How deep a transaction is in the chain: 1 in the tip; 0 in no block; negative if a block has a conflicting one.
    func depth(of transaction: WalletTransaction) -> Int32 {
        guard let tip else { return 0 }
        switch transaction.state {
        case .confirmed(let block, _): return tip.height &- block.height &+ 1
        case .blockConflicted(let block): return -(tip.height &- block.height &+ 1)
        case .inMempool, .inactive, .abandoned: return 0
        }
    }

    /// How many blocks are missing until a coinbase transaction can be spent; zero for all others.
    func blocksToMaturity(of transaction: WalletTransaction) -> Int32 {
        guard transaction.transaction.isCoinbase else { return 0 }
        return max(0, Self.coinbaseMaturity + 1 - depth(of: transaction))
    }

    /// Whether a transaction is a coinbase transaction that may not be spent yet.
    func isImmature(_ transaction: WalletTransaction) -> Bool { blocksToMaturity(of: transaction) > 0 }

    /// How an output was spent.
    enum Spending: Sendable {
        case not, outsideOfMempool, inMempool, confirmed
    }

    /// How an output was spent, by the spender that counts most.
    func spending(of coin: OutPoint) -> Spending {
        var result = Spending.not
        for txid in spenders[coin] ?? [] {
            guard let spender = transactions[txid] else { continue }
            if spender.isConfirmed { return .confirmed }
            if spender.state == .inMempool {
                result = .inMempool
            } else if spender.spendsItsInputs, case .not = result {
                result = .outsideOfMempool
            }
        }
        return result
    }

    /// Whether a transaction that may count spends an output.
    func isSpent(_ coin: OutPoint) -> Bool {
        (spenders[coin] ?? []).contains { transactions[$0]?.spendsItsInputs ?? false }
    }

    /// What a transaction spends of the wallet.
    func debit(of transaction: Transaction) -> Amount {
        transaction.inputs.reduce(.zero) { $0 + (ownOutputs[$1.previousOutput]?.value ?? .zero) }
    }

    /// What a transaction pays the wallet.
    func credit(of transaction: Transaction) -> Amount {
        let txid = transaction.txid
        return transaction.outputs.enumerated().reduce(.zero) {
            isOwn(txid, $1.offset) ? $0 + $1.element.value : $0
        }
    }

    /// Whether a transaction spends something of the wallet.
    func isFromWallet(_ transaction: Transaction) -> Bool {
        transaction.inputs.contains { ownOutputs[$0.previousOutput] != nil }
    }

    /// Whether an output belongs to the wallet.
    func isOwn(_ txid: Txid, _ index: Int) -> Bool {
        ownOutputs[OutPoint(txid: txid, index: UInt32(clamping: index))] != nil
    }

    /// An output of a transaction that the wallet knows, whosever it is.
    func output(_ coin: OutPoint) -> TransactionOutput? {
        guard let outputs = transactions[coin.txid]?.transaction.outputs, coin.index < outputs.count else {
            return nil
        }
        return outputs[Int(coin.index)]
    }

    /// Other transactions that spend what a transaction spends.
    func conflicts(of transaction: WalletTransaction) -> Set<Txid> {
        var result: Set<Txid> = []
        for input in transaction.transaction.inputs { result.formUnion(spenders[input.previousOutput] ?? []) }
        result.remove(transaction.txid)
        return result
    }

    /// Whether the user may give a transaction up.
    func canBeAbandoned(_ transaction: WalletTransaction) -> Bool {
        transaction.state == .inactive && depth(of: transaction) == 0
    }

    /// The transactions in the order in which the wallet learnt of them.
    var inOrder: [WalletTransaction] {
        transactions.values.sorted { ($0.orderPosition, $0.txid) < ($1.orderPosition, $1.txid) }
    }

    // MARK: Changes

    /// Takes in a transaction that was read from the wallet file.
    mutating func load(_ transaction: WalletTransaction, isOwn: (Script) -> Bool) {
        transactions[transaction.txid] = transaction
        noteSpending(transaction.transaction)
        noteOutputs(of: transaction.transaction, isOwn: isOwn)
    }

    /// Looks at all outputs again, after the wallet got new scripts.
    mutating func refreshOutputs(isOwn: (Script) -> Bool) {
        for transaction in transactions.values { noteOutputs(of: transaction.transaction, isOwn: isOwn) }
    }

    private mutating func noteOutputs(of transaction: Transaction, isOwn: (Script) -> Bool) {
        for (index, output) in transaction.outputs.enumerated() where isOwn(output.scriptPubKey) {
            ownOutputs[OutPoint(txid: transaction.txid, index: UInt32(index))] = output
        }
    }

    private mutating func noteSpending(_ transaction: Transaction) {
        guard !transaction.isCoinbase else { return }
        for input in transaction.inputs {
            spenders[input.previousOutput, default: []].insert(transaction.txid)
            copyNotes(among: input.previousOutput)
            if lockedCoins.removeValue(forKey: input.previousOutput) == true {
                unlocked.insert(input.previousOutput)
            }
        }
    }

    /// Two transactions that differ only in their signatures share what the user noted about the first.
    private mutating func copyNotes(among coin: OutPoint) {
        let rivals = (spenders[coin] ?? []).compactMap { transactions[$0] }
        guard rivals.count > 1, let first = rivals.min(by: { $0.orderPosition < $1.orderPosition }) else {
            return
        }
        for rival in rivals
        where rival.txid != first.txid && Self.paySame(rival.transaction, first.transaction) {
            transactions[rival.txid]?.notes = first.notes
            transactions[rival.txid]?.messages = first.messages
            transactions[rival.txid]?.smartTime = first.smartTime
        }
    }

    private static func paySame(_ a: Transaction, _ b: Transaction) -> Bool {
        a.version == b.version && a.lockTime == b.lockTime && a.outputs == b.outputs
            && a.inputs.elementsEqual(b.inputs) {
                $0.previousOutput == $1.previousOutput && $0.sequence == $1.sequence
            }
    }

    /// Adds a transaction, or takes in what is new about one. Says whether it was unknown.
    ///
    /// - Parameters:
    ///   - now: when this is, in seconds since 1970.
    ///   - blockTime: the time of its block, if it is in one, and whether that is an old one that is being scanned.
    mutating func add(
        _ transaction: Transaction, state: WalletTransaction.State, now: UInt32,
        blockTime: (time: Int64, isOld: Bool)? = nil, isOwn: (Script) -> Bool
    ) -> Bool {
        let txid = transaction.txid
        var isNew = false
        if transactions[txid] != nil {
            if transactions[txid]?.update(transaction, state: state) == true { changed.insert(txid) }
        } else {
            isNew = true
            var added = WalletTransaction(
                transaction.compacted(), state: state, receivedTime: now, orderPosition: nextOrderPosition)
            nextOrderPosition += 1
            added.smartTime = smartTime(of: added, blockTime: blockTime)
            transactions[txid] = added
            changed.insert(txid)
            noteSpending(added.transaction)
        }
        noteOutputs(of: transaction, isOwn: isOwn)
        if transaction.isCoinbase, state == .inactive || state == .abandoned { abandonCoinbase(txid) }
        return isNew
    }

    /// What depends on a block that has left the chain will never be.
    private mutating func abandonCoinbase(_ txid: Txid) {
        update(descendantsOf: txid) { transaction in
            guard transaction.txid == txid || transaction.state != .abandoned else { return false }
            transaction.state = .abandoned
            return true
        }
    }

    /// A time that keeps the order in which the wallet learnt of its transactions.
    private func smartTime(
        of transaction: WalletTransaction, blockTime: (time: Int64, isOld: Bool)?
    ) -> UInt32 {
        guard let blockTime else { return transaction.receivedTime }
        if blockTime.isOld { return UInt32(clamping: blockTime.time) }
        var latestNow = Int64(transaction.receivedTime)
        var latestEntry: Int64 = 0
        let tolerated = latestNow + 300
        let latest = transactions.values.filter { Int64($0.time) <= tolerated }.max {
            $0.orderPosition < $1.orderPosition
        }
        if let latest {
            latestEntry = Int64(latest.time)
            latestNow = max(latestNow, latestEntry)
        }
        return UInt32(clamping: max(latestEntry, min(blockTime.time, latestNow)))
    }

    /// Changes what the user noted about a transaction.
    mutating func note(_ txid: Txid, _ change: (inout WalletTransaction) -> Void) {
        guard var transaction = transactions[txid] else { return }
        change(&transaction)
        transactions[txid] = transaction
        changed.insert(txid)
    }

    /// Notes where a transaction stands, which the file need not say: whether it is in the memory pool.
    mutating func setState(of txid: Txid, _ state: WalletTransaction.State) {
        transactions[txid]?.state = state
    }

    mutating func setVersion3Child(of txid: Txid, _ child: Txid?) {
        transactions[txid]?.version3Child = child
    }

    mutating func clearMempoolNotes(of txid: Txid) {
        transactions[txid]?.mempoolConflicts = []
        transactions[txid]?.version3Child = nil
    }

    /// Forgets transactions.
    mutating func remove(_ txids: Set<Txid>) {
        for txid in txids {
            guard let removed = transactions.removeValue(forKey: txid) else { continue }
            for input in removed.transaction.inputs {
                spenders[input.previousOutput]?.remove(txid)
                if spenders[input.previousOutput]?.isEmpty == true { spenders[input.previousOutput] = nil }
            }
            for index in removed.transaction.outputs.indices {
                ownOutputs[OutPoint(txid: txid, index: UInt32(index))] = nil
            }
            changed.remove(txid)
        }
    }

    /// Changes a transaction and, as long as that changes anything, those that depend on it.
    mutating func update(
        descendantsOf txid: Txid, persistently: Bool = true, _ change: (inout WalletTransaction) -> Bool
    ) {
        var waiting = [txid]
        var seen: Set<Txid> = [txid]
        while let next = waiting.popLast() {
            guard var transaction = transactions[next], change(&transaction) else { continue }
            transactions[next] = transaction
            if persistently { changed.insert(next) }
            for index in transaction.transaction.outputs.indices {
                for spender in spenders[OutPoint(txid: next, index: UInt32(index))] ?? []
                where seen.insert(spender).inserted {
                    waiting.append(spender)
                }
            }
        }
    }
}
