import BitcoinPrimitives

/// What is announced to one peer that wants transactions, or may want them later.
struct TransactionRelay: Sendable {
    /// Transactions that the peer knows: it has announced or sent them, or was told of them. By txid or wtxid, as the
    /// peer announces.
    var known = RollingBloomFilter(capacity: 50_000, falsePositiveBits: 20)
    /// Whether the peer wants transactions: not before its first filter, if it said so in its `version`.
    var isWanted = true
    /// What the peer wants to hear of (BIP37); everything without one.
    var filter: BloomFilter?
    /// Transactions to be announced.
    var queue: [Wtxid] = []
    /// The peer has asked for all of the mempool (BIP35).
    var wantsMempool = false
    /// When the next announcement is due, in microseconds; zero before the first.
    private(set) var nextTime: Int64 = 0
    /// The mempool's number of changes at the last announcement: nothing later is served, so that asking does not tell when
    /// a transaction came.
    var lastSequence: UInt64 = 1
    /// Transactions that pay less are not wanted, in satoshis per 1000 virtual bytes.
    var feeFilter: Int64 = 0

    /// Whether an announcement is due.
    ///
    /// - Parameter next: gives the time of the one after.
    mutating func isDue(now: Int64, next: () -> Int64) -> Bool {
        guard nextTime < now else { return false }
        nextTime = next()
        return true
    }

    /// Whether there is anything to announce.
    var hasWork: Bool { wantsMempool || !queue.isEmpty }

    /// Whether announcements have begun.
    var hasBegun: Bool { nextTime != 0 }
}
