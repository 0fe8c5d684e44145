import BitcoinPrimitives

/// All coins as they were at one moment, whatever happens to them meanwhile. For one thread.
public final class CoinsSnapshot {
    /// The block up to which these coins are right.
    public let bestBlock: BlockHash

    private let cursor: LevelDBCursor
    private let path: String

    init(bestBlock: BlockHash, cursor: LevelDBCursor, path: String) {
        self.bestBlock = bestBlock
        self.cursor = cursor
        self.path = path
    }

    /// The next coin, in the order of transactions; nil after the last one.
    public func next() throws(LevelDBError) -> (outPoint: OutPoint, coin: Coin)? {
        guard let record = try nextRecord() else { return nil }
        return try coin(record)
    }

    /// The next coin as the database has it.
    func nextRecord() throws(LevelDBError) -> LevelDBCursor.Entry? {
        while let entry = try cursor.next() {
            if entry.key.first == CoinsDatabase.Key.coin { return entry }
        }
        return nil
    }

    /// Reads a coin.
    func coin(_ record: LevelDBCursor.Entry) throws(LevelDBError) -> (outPoint: OutPoint, coin: Coin) {
        guard let outPoint = CoinsDatabase.outPoint(ofKey: record.key),
            let coin = try? Coin(serialized: record.value)
        else { throw .malformedValue(path: path, message: "unreadable coin") }
        return (outPoint, coin)
    }
}

extension CoinsDatabase {
    /// The coins as they are now; nil while they are being changed, or if there are none.
    public func snapshot() throws(LevelDBError) -> CoinsSnapshot? {
        // The walk begins with the block that the coins belong to, so both are of one moment.
        let cursor = store.cursor(from: [Key.bestBlock])
        guard let (key, value) = try cursor.next(), key == [Key.bestBlock],
            let bestBlock = BlockHash(value)
        else { return nil }
        return CoinsSnapshot(bestBlock: bestBlock, cursor: cursor, path: path)
    }

    /// The output that the key of a coin names; nil for other keys.
    static func outPoint(ofKey key: [UInt8]) -> OutPoint? {
        guard key.first == Key.coin else { return nil }
        var reader = ByteReader(key)
        guard (try? reader.skip(1)) != nil, let hash = try? reader.readHash(),
            let index = try? reader.readVarInt(UInt32.self)
        else { return nil }
        return OutPoint(txid: Txid(hash), index: index)
    }
}
