import BitcoinPrimitives

/// The coins of the tip: what has changed since the last flush and what was read lately, over the
/// database. A block is applied within a transaction, so that a bad one leaves no trace.
public final class CoinsCache {
    private struct Entry {
        /// The coin, nil if it is spent.
        var coin: Coin?
        /// Differs from what the database has.
        var isDirty: Bool
        /// The database has no unspent coin there, so a spent one need not be deleted.
        var isFresh: Bool
    }

    /// What was there before a change, for taking it back.
    private struct Change {
        let outPoint: OutPoint
        let previous: Entry?
    }

    /// A spend or an addition that contradicts the coins that there are. Means a bug, not bad data.
    public struct Inconsistency: Error, CustomStringConvertible {
        /// The coin in question.
        public let outPoint: OutPoint
        /// The text for the log.
        public var description: String {
            "Attempted to overwrite an unspent coin (\(outPoint)) when possible_overwrite is false"
        }
    }

    private var database: CoinsDatabase?
    private let path: String
    private var entries: [OutPoint: Entry] = [:]
    private var scriptBytes = 0
    private var journal: [Change]?
    private var bestBlockBefore = BlockHash.zero

    /// The block up to which the coins are right; all zeroes before the first.
    public private(set) var bestBlock: BlockHash
    /// The number of changes that a flush has to write.
    public private(set) var dirtyCount = 0

    /// An empty cache.
    public init(database: CoinsDatabase) throws {
        self.database = database
        path = database.path
        bestBlock = try database.bestBlock() ?? .zero
    }

    /// The number of coins in memory.
    public var count: Int { entries.count }

    /// The memory it takes, about: the dictionary's buckets, and a heap block for each script.
    public var memoryUsage: Int {
        let bucket = MemoryLayout<OutPoint>.stride + MemoryLayout<Entry>.stride
        let scriptOverhead = 48
        return entries.capacity * (bucket + 1) + entries.count * scriptOverhead + scriptBytes
    }

    /// Lets the database go. Only what is in memory can still be read.
    public func close() {
        database = nil
    }

    private func open() throws(LevelDBError) -> CoinsDatabase {
        guard let database else { throw .closed(path: path) }
        return database
    }

    // MARK: Reading

    /// A coin, or nil if there is no such unspent output.
    public func coin(_ outPoint: OutPoint) throws(LevelDBError) -> Coin? {
        if let entry = entries[outPoint] { return entry.coin }
        guard let coin = try open().coin(outPoint) else { return nil }
        // Not a change: what is read stays when a transaction is taken back.
        entries[outPoint] = Entry(coin: coin, isDirty: false, isFresh: false)
        scriptBytes += coin.output.scriptPubKey.count
        return coin
    }

    /// Whether there is such an unspent output.
    public func contains(_ outPoint: OutPoint) throws(LevelDBError) -> Bool {
        try coin(outPoint) != nil
    }

    /// Whether there is such an unspent output in memory.
    public func isCached(_ outPoint: OutPoint) -> Bool { entries[outPoint]?.coin != nil }

    /// Whether it is known without asking the database if there is such an output.
    public func isKnown(_ outPoint: OutPoint) -> Bool { entries[outPoint] != nil }

    /// Lets go of a coin that was only read, and is not needed soon.
    public func forget(_ outPoint: OutPoint) {
        guard journal == nil, let entry = entries[outPoint], !entry.isDirty else { return }
        entries[outPoint] = nil
        account(removed: entry, added: nil)
    }

    // MARK: Changing

    /// Spends a coin and returns it; nil if there is none.
    public func spend(_ outPoint: OutPoint) throws(LevelDBError) -> Coin? {
        let spent = Entry(coin: nil, isDirty: true, isFresh: false)
        guard let index = entries.index(forKey: outPoint) else {
            guard let coin = try open().coin(outPoint) else { return nil }
            set(outPoint, spent)
            return coin
        }
        let entry = entries.values[index]
        guard let coin = entry.coin else { return nil }
        if entry.isFresh {
            // What the database never had can be forgotten.
            entries.remove(at: index)
        } else {
            entries.values[index] = spent
        }
        journal?.append(Change(outPoint: outPoint, previous: entry))
        account(removed: entry, added: entry.isFresh ? nil : spent)
        return coin
    }

    /// Adds a coin. `mayOverwrite` says that an unspent one may be there, which only early
    /// coinbases and replays after a crash do.
    public func add(_ outPoint: OutPoint, _ coin: Coin, mayOverwrite: Bool) throws(Inconsistency) {
        var isFresh = false
        if let existing = entries[outPoint] {
            if !mayOverwrite {
                guard existing.coin == nil else { throw Inconsistency(outPoint: outPoint) }
                // A spent coin whose deletion is not yet written has to stay known.
                isFresh = !existing.isDirty
            } else {
                isFresh = existing.isFresh
            }
        } else {
            isFresh = !mayOverwrite
        }
        set(outPoint, Entry(coin: coin, isDirty: true, isFresh: isFresh))
    }

    /// Adds the outputs of a transaction that can be spent.
    public func add(outputsOf transaction: Transaction, height: Int, mayOverwrite: Bool) throws {
        let isCoinbase = transaction.isCoinbase
        for (index, output) in transaction.outputs.enumerated() where !output.scriptPubKey.isUnspendable {
            let outPoint = OutPoint(txid: transaction.txid, index: UInt32(index))
            let kept = TransactionOutput(
                value: output.value, scriptPubKey: output.scriptPubKey.compacted())
            let overwrite = try mayOverwrite ? contains(outPoint) : isCoinbase
            try add(
                outPoint, Coin(output: kept, height: UInt32(height), isCoinbase: isCoinbase),
                mayOverwrite: overwrite)
        }
    }

    /// Notes the block up to which the coins are right.
    public func setBestBlock(_ hash: BlockHash) {
        bestBlock = hash
    }

    private func set(_ outPoint: OutPoint, _ entry: Entry?) {
        let previous: Entry?
        if let entry {
            previous = entries.updateValue(entry, forKey: outPoint)
        } else {
            previous = entries.removeValue(forKey: outPoint)
        }
        journal?.append(Change(outPoint: outPoint, previous: previous))
        account(removed: previous, added: entry)
    }

    private func account(removed: Entry?, added: Entry?) {
        scriptBytes +=
            (added?.coin?.output.scriptPubKey.count ?? 0) - (removed?.coin?.output.scriptPubKey.count ?? 0)
        dirtyCount += (added?.isDirty == true ? 1 : 0) - (removed?.isDirty == true ? 1 : 0)
    }

    // MARK: Transactions

    /// Runs `body`. If it throws, all changes are taken back.
    public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try record(keep: true, body)
    }

    /// Runs `body` and takes all changes back, to find out how it goes.
    public func trial<Result>(_ body: () throws -> Result) throws -> Result {
        try record(keep: false, body)
    }

    private func record<Result>(keep: Bool, _ body: () throws -> Result) throws -> Result {
        precondition(journal == nil, "one transaction at a time")
        journal = []
        bestBlockBefore = bestBlock
        do {
            let result = try body()
            if keep { journal = nil } else { rollBack() }
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    private func rollBack() {
        let changes = journal ?? []
        journal = nil
        for change in changes.reversed() {
            let current = entries[change.outPoint]
            entries[change.outPoint] = change.previous
            account(removed: current, added: change.previous)
        }
        bestBlock = bestBlockBefore
    }

    // MARK: Flushing

    /// Writes all changes. The coins stay in memory, unless `empty` says that room is needed.
    public func flush(empty: Bool) throws {
        precondition(journal == nil, "no flush within a transaction")
        guard !bestBlock.isZero else { return }
        let flush = try open().beginFlush(to: bestBlock)
        for (outPoint, entry) in entries where entry.isDirty {
            try flush.set(outPoint, entry.coin)
        }
        try flush.finish()
        if empty {
            entries = [:]
            scriptBytes = 0
        } else if dirtyCount > 0 {
            markClean()
        }
        dirtyCount = 0
    }

    /// Forgets what is spent, and that the rest was ever changed. In place: the cache may be large.
    private func markClean() {
        var spent: [OutPoint] = []
        var index = entries.startIndex
        while index != entries.endIndex {
            if entries.values[index].isDirty {
                if entries.values[index].coin == nil {
                    spent.append(entries.keys[index])
                } else {
                    entries.values[index].isDirty = false
                    entries.values[index].isFresh = false
                }
            }
            entries.formIndex(after: &index)
        }
        for outPoint in spent { entries[outPoint] = nil }
    }
}

extension CoinsCache {
    /// Any unspent output of a transaction. Slow: only for undo records of very old versions.
    public func anyCoin(of txid: Txid) throws(LevelDBError) -> Coin? {
        // No transaction has more outputs: the smallest takes nine bytes, a block four million.
        let maximumOutputs: UInt32 = 4_000_000 / 9
        for index in 0..<maximumOutputs {
            if let coin = try coin(OutPoint(txid: txid, index: index)) { return coin }
        }
        return nil
    }
}
