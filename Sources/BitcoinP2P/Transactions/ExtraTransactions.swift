import BitcoinPrimitives

/// The last transactions that the mempool refused or replaced: others may mine them nevertheless (BIP152).
struct ExtraTransactions: Sendable {
    /// Larger transactions are not kept, in bytes.
    private static let maximumSize = 100_000

    private let capacity: Int
    private var next = 0
    /// All that are kept, in no order.
    private(set) var all: [Transaction] = []

    /// Room for so many transactions.
    init(capacity: Int) {
        self.capacity = max(0, capacity)
    }

    /// Keeps a transaction, in place of the oldest one if there is no more room.
    mutating func insert(_ transaction: Transaction) {
        guard capacity > 0, transaction.totalSize < Self.maximumSize else { return }
        if all.count < capacity {
            all.append(transaction.compacted())
        } else {
            all[next] = transaction.compacted()
        }
        next = (next + 1) % capacity
    }
}
