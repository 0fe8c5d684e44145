import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport

/// What is there of a block that came in compact form (BIP152), and what is missing.
public struct BlockReconstruction: Sendable {
    /// Why there is no block.
    public enum Failure: Error, Hashable, Sendable {
        /// The message is not well formed: its sender misbehaves.
        case invalid
        /// Nobody's fault: two transactions have the same short name. The block has to come in full.
        case collision
    }

    /// The smallest transaction has 10 bytes without witnesses.
    static let minimumTransactionWeight = 40

    private let header: BlockHeader
    private var available: [Transaction?]
    private let prefilledCount: Int
    private var poolCount = 0
    private var extraCount = 0
    /// Whether `fill` was called: what there was is gone.
    public private(set) var isUsedUp = false

    /// Looks for the transactions of a block.
    ///
    /// - Parameters:
    ///   - pool: the transactions of the mempool.
    ///   - extra: transactions that are not in the mempool and may be in a block nevertheless.
    public init(
        _ block: CompactBlock, pool: some Sequence<Transaction>, extra: some Sequence<Transaction>
    ) throws(Failure) {
        Self.log("Initializing", block)
        guard block.header.bits != 0, block.transactionCount > 0,
            block.transactionCount <= ConsensusLimits.maximumBlockWeight / Self.minimumTransactionWeight
        else { throw .invalid }
        header = block.header
        prefilledCount = block.prefilled.count
        available = Array(repeating: nil, count: block.transactionCount)
        for (number, entry) in block.prefilled.enumerated() {
            // Every place before it must be taken by a short name or by one that was sent along.
            guard entry.index <= block.shortIDs.count + number,
                !(entry.transaction.inputs.isEmpty && entry.transaction.outputs.isEmpty)
            else { throw .invalid }
            available[entry.index] = entry.transaction
        }
        var places: [UInt64: Int] = [:]
        places.reserveCapacity(block.shortIDs.count)
        let free = available.indices.lazy.filter { [available] in available[$0] == nil }
        for (name, place) in zip(block.shortIDs, free) {
            guard places.updateValue(place, forKey: name) == nil else { throw .collision }
        }
        find(places, names: CompactBlock.ShortIDs(header: block.header, nonce: block.nonce), pool, extra)
        Self.log("Initialized", block)
    }

    private mutating func find(
        _ places: [UInt64: Int], names: CompactBlock.ShortIDs, _ pool: some Sequence<Transaction>,
        _ extra: some Sequence<Transaction>
    ) {
        // Places for which two transactions have the name: they are asked for.
        var collided: Set<Int> = []
        for transaction in pool {
            guard poolCount < places.count else { return }
            guard let place = places[names[transaction.wtxid]], !collided.contains(place) else { continue }
            if available[place] == nil {
                available[place] = transaction
                poolCount += 1
            } else {
                available[place] = nil
                poolCount -= 1
                collided.insert(place)
            }
        }
        var fromExtra: Set<Int> = []
        for transaction in extra {
            guard poolCount < places.count else { return }
            guard let place = places[names[transaction.wtxid]], !collided.contains(place) else { continue }
            if let other = available[place] {
                guard other.wtxid != transaction.wtxid else { continue }
                available[place] = nil
                poolCount -= 1
                if fromExtra.remove(place) != nil { extraCount -= 1 }
                collided.insert(place)
            } else {
                available[place] = transaction
                poolCount += 1
                extraCount += 1
                fromExtra.insert(place)
            }
        }
    }

    /// The block before this one.
    public var previousBlock: BlockHash { header.previousBlock }

    /// The places of the transactions that have to be asked for.
    public var missing: [Int] { available.indices.filter { available[$0] == nil } }

    /// Puts the block together, once.
    ///
    /// - Parameter checksWitness: whether segregated witness is active for the block.
    public mutating func fill(
        with transactions: [Transaction], checksWitness: Bool
    ) throws(Failure) -> Block {
        guard !isUsedUp else { throw .invalid }
        isUsedUp = true
        var next = transactions.makeIterator()
        var all: [Transaction] = []
        all.reserveCapacity(available.count)
        for known in available {
            guard let transaction = known ?? next.next() else { throw .invalid }
            all.append(transaction)
        }
        available = []
        guard next.next() == nil else { throw .invalid }
        let block = Block(header: header, transactions: all)
        guard !BlockChecks.isMutated(block, checkWitnessRoot: checksWitness) else { throw .collision }
        logSuccess(block, missing: transactions)
        return block
    }

    private static func log(_ word: String, _ block: CompactBlock) {
        Log.debug(.cmpctblock) {
            "\(word) PartiallyDownloadedBlock for block \(block.header.hash) using a cmpctblock of "
                + "\(block.serialized.count) bytes"
        }
    }

    private func logSuccess(_ block: Block, missing: [Transaction]) {
        guard Log.isEnabled(.cmpctblock) else { return }
        let size = missing.reduce(0) { $0 + $1.totalSize }
        Log.debug(
            .cmpctblock,
            "Successfully reconstructed block \(block.hash) with \(prefilledCount) txn prefilled, "
                + "\(poolCount) txn from mempool (incl at least \(extraCount) from extra pool) and "
                + "\(missing.count) txn (\(size) bytes) requested")
        guard missing.count < 5 else { return }
        for transaction in missing {
            Log.debug(.cmpctblock, "Reconstructed block \(block.hash) required tx \(transaction.txid)")
        }
    }
}
