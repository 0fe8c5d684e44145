import BitcoinPrimitives

/// Coins that are other than in the database: added, or removed. In memory, or in a database of their own where
/// they may become too many.
public final class CoinChanges {
    private enum Place {
        case memory([[UInt8]: [UInt8]])
        case disk(LevelDBStore, LevelDBBatch)
    }

    private var place: Place

    /// Collects changes in memory.
    public init() {
        place = .memory([:])
    }

    /// Collects changes in a new database. What was in the folder is lost.
    public init(path: String) throws {
        let store = try LevelDBStore(path: path, options: LevelDBOptions(wipe: true))
        place = .disk(store, store.makeBatch())
    }

    /// Notes that there is a coin, or none. The last word counts.
    public func set(_ outPoint: OutPoint, _ coin: Coin?) throws(LevelDBError) {
        let key = CoinsDatabase.key(outPoint)
        // No coin takes zero bytes.
        let value = coin?.serialized ?? []
        switch place {
        case .memory(var changes):
            place = .memory([:])
            changes[key] = value
            place = .memory(changes)
        case .disk(let store, let batch):
            batch.put(key, value)
            guard batch.approximateSize > CoinsDatabase.batchSize else { return }
            try store.write(batch)
            batch.clear()
        }
    }

    /// All changes in the order of their keys; an empty value stands for a coin that is removed.
    func sorted() throws(LevelDBError) -> Walk {
        switch place {
        case .memory(let changes):
            return .memory(changes.sorted { $0.key.lexicographicallyPrecedes($1.key) }[...])
        case .disk(let store, let batch):
            try store.write(batch)
            batch.clear()
            return .disk(store.cursor(prefix: [CoinsDatabase.Key.coin]))
        }
    }

    /// A walk over changes.
    enum Walk {
        case memory(ArraySlice<(key: [UInt8], value: [UInt8])>)
        case disk(LevelDBCursor)

        mutating func next() throws(LevelDBError) -> LevelDBCursor.Entry? {
            switch self {
            case .memory(var rest):
                let first = rest.popFirst()
                self = .memory(rest)
                return first
            case .disk(let cursor):
                return try cursor.next()
            }
        }
    }
}

/// The coins of a snapshot with some changes.
public final class ChangedCoins: CoinSequence {
    /// The block up to which the coins are right, with the changes.
    public let bestBlock: BlockHash

    private let snapshot: CoinsSnapshot
    private var changes: CoinChanges.Walk
    private var nextCoin: LevelDBCursor.Entry?
    private var nextChange: LevelDBCursor.Entry?

    /// The coins of a snapshot with changes that lead to a block.
    public init(_ snapshot: CoinsSnapshot, _ changes: CoinChanges, bestBlock: BlockHash) throws(LevelDBError)
    {
        self.snapshot = snapshot
        self.bestBlock = bestBlock
        self.changes = try changes.sorted()
        nextCoin = try snapshot.nextRecord()
        nextChange = try self.changes.next()
    }

    /// The next coin, in the order of the keys.
    public func next() throws(LevelDBError) -> (outPoint: OutPoint, coin: Coin)? {
        while true {
            guard let change = nextChange else {
                guard let coin = nextCoin else { return nil }
                nextCoin = try snapshot.nextRecord()
                return try snapshot.coin(coin)
            }
            if let coin = nextCoin, coin.key.lexicographicallyPrecedes(change.key) {
                nextCoin = try snapshot.nextRecord()
                return try snapshot.coin(coin)
            }
            // The change is about the coin that comes next, or about one before it.
            if nextCoin?.key == change.key { nextCoin = try snapshot.nextRecord() }
            nextChange = try changes.next()
            if !change.value.isEmpty { return try snapshot.coin(change) }
        }
    }
}
