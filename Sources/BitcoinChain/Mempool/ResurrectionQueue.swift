import BitcoinPrimitives

/// Transactions of blocks that were taken back, until the reorganisation is over. Bounded in size: what a long
/// reorganisation leaves out of the mempool can be sent again.
struct ResurrectionQueue {
    /// The last of the last block first.
    private var transactions: [Transaction] = []
    private var byteCount = 0

    /// 20 MB.
    private static let maximumBytes = 20_000_000

    /// Takes up the transactions of a block that was taken back. Returns those that do not fit.
    mutating func add(_ block: Block) -> [Transaction] {
        for transaction in block.transactions.reversed() {
            transactions.append(transaction)
            byteCount += transaction.totalSize
        }
        var dropped: [Transaction] = []
        while byteCount > Self.maximumBytes, dropped.count < transactions.count {
            byteCount -= transactions[dropped.count].totalSize
            dropped.append(transactions[dropped.count])
        }
        transactions.removeFirst(dropped.count)
        return dropped
    }

    /// Forgets what is in a new block.
    mutating func remove(_ confirmed: [Transaction]) {
        guard !transactions.isEmpty else { return }
        let txids = Set(confirmed.map(\.txid))
        transactions.removeAll { txids.contains($0.txid) }
        byteCount = transactions.reduce(0) { $0 + $1.totalSize }
    }

    /// All of them, in the order in which they were confirmed.
    mutating func take() -> [Transaction] {
        defer {
            transactions = []
            byteCount = 0
        }
        return transactions.reversed()
    }
}
