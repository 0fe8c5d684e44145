import BitcoinPrimitives
import BitcoinSupport
import Glibc

/// The database `chainstate`: every coin, and the block up to which they are right.
public final class CoinsDatabase: Sendable {
    enum Key {
        static let coin = UInt8(ascii: "C")
        static let bestBlock = UInt8(ascii: "B")
        static let headBlocks = UInt8(ascii: "H")
        /// Coins by transaction, as they were kept before version 0.15.
        static let legacyCoin = UInt8(ascii: "c")
    }

    /// How large flushes are written.
    public struct FlushRules: Sendable {
        /// Size in bytes at which a part of a large flush is written.
        public var batchSize = CoinsDatabase.batchSize
        /// For tests: after such a part the program ends at once, one time in so many; never if zero.
        public var crashRatio = 0

        /// The usual rules.
        public init() {}
    }

    /// Size at which a part of a large flush is written, unless the user says otherwise.
    public static let batchSize = 32 << 20

    let store: LevelDBStore
    private let flushRules: FlushRules

    /// Opens the database.
    public init(path: String, options: LevelDBOptions, flushRules: FlushRules = FlushRules()) throws {
        store = try LevelDBStore(path: path, options: options)
        self.flushRules = flushRules
    }

    /// The folder of the database.
    public var path: String { store.path }

    // MARK: Reading

    /// A coin, or nil if there is no such unspent output.
    public func coin(_ outPoint: OutPoint) throws(LevelDBError) -> Coin? {
        guard let value = try store.get(Self.key(outPoint)) else { return nil }
        var reader = ByteReader(value)
        do {
            return try reader.read(Coin.self)
        } catch {
            throw .malformedValue(path: store.path, message: "unreadable coin \(outPoint)")
        }
    }

    /// The block up to which the coins are right; nil in a new database and during a flush.
    public func bestBlock() throws(LevelDBError) -> BlockHash? {
        guard let value = try store.get([Key.bestBlock]) else { return nil }
        guard let hash = BlockHash(value) else {
            throw .malformedValue(path: store.path, message: "unreadable best block")
        }
        return hash
    }

    /// If a flush was cut off: the block that the coins were to be brought to, and the one they
    /// came from, all zeroes if from none.
    public func interruptedFlush() throws(LevelDBError) -> (target: BlockHash, origin: BlockHash)? {
        guard let value = try store.get([Key.headBlocks]) else { return nil }
        guard value.count == 65, value[0] == 2, let target = BlockHash(Array(value[1..<33])),
            let origin = BlockHash(Array(value[33..<65]))
        else { throw .malformedValue(path: store.path, message: "unreadable head blocks") }
        return (target, origin)
    }

    /// Whether the coins are kept in the form of before version 0.15, which nobody reads any more.
    public func needsUpgrade() throws(LevelDBError) -> Bool {
        try store.cursor(prefix: [Key.legacyCoin]).next() != nil
    }

    /// Hands every coin to `body`, in the order of the keys.
    public func forEachCoin(_ body: (OutPoint, Coin) throws -> Void) throws {
        let cursor = store.cursor(prefix: [Key.coin])
        while let (key, value) = try cursor.next() {
            var keyReader = ByteReader(key)
            var valueReader = ByteReader(value)
            let outPoint: OutPoint
            let coin: Coin
            do {
                try keyReader.skip(1)
                outPoint = OutPoint(
                    txid: Txid(try keyReader.readHash()), index: try keyReader.readVarInt())
                coin = try valueReader.read()
            } catch {
                throw LevelDBError.malformedValue(path: store.path, message: "unreadable coin")
            }
            try body(outPoint, coin)
        }
    }

    /// How many bytes the coins take on disk, about.
    public var approximateSize: UInt64 {
        store.approximateSize(from: [Key.coin], to: [Key.coin + 1])
    }

    // MARK: Writing

    /// A flush that is under way. It writes in parts; between the first and the last the database
    /// says where it came from and where it goes, so that it can be finished after a crash.
    public struct Flush {
        private let store: LevelDBStore
        private let batch: LevelDBBatch
        private let target: BlockHash
        private let rules: FlushRules

        fileprivate init(store: LevelDBStore, target: BlockHash, origin: BlockHash, rules: FlushRules) {
            self.store = store
            self.target = target
            self.rules = rules
            batch = store.makeBatch()
            batch.delete([Key.bestBlock])
            batch.put([Key.headBlocks], [2] + target.bytes + origin.bytes)
        }

        /// Stores a coin, or removes it if there is none.
        public func set(_ outPoint: OutPoint, _ coin: Coin?) throws(LevelDBError) {
            if let coin {
                batch.put(CoinsDatabase.key(outPoint), coin.serialized)
            } else {
                batch.delete(CoinsDatabase.key(outPoint))
            }
            guard batch.approximateSize > rules.batchSize else { return }
            try store.write(batch)
            batch.clear()
            if rules.crashRatio > 0, Int.random(in: 0..<rules.crashRatio) == 0 {
                Log.error("Simulating a crash. Goodbye.")
                _exit(0)
            }
        }

        /// Writes the last part. It is on disk on return, and with it all before it.
        public func finish() throws(LevelDBError) {
            batch.delete([Key.headBlocks])
            batch.put([Key.bestBlock], target.bytes)
            try store.write(batch, sync: true)
        }
    }

    /// Begins to bring the coins to a block.
    public func beginFlush(to target: BlockHash) throws -> Flush {
        var origin = try bestBlock() ?? .zero
        if origin.isZero, let interrupted = try interruptedFlush() {
            // A replay after a crash: it has to go where the flush wanted to.
            guard interrupted.target == target else {
                throw LevelDBError.malformedValue(
                    path: store.path,
                    message: "The coins database detected an inconsistent state, likely due to a "
                        + "previous crash or shutdown. You will need to restart bitcoind with the "
                        + "-reindex-chainstate or -reindex configuration option.")
            }
            origin = interrupted.origin
        }
        return Flush(store: store, target: target, origin: origin, rules: flushRules)
    }

    /// Rewrites all tables, dropping what was overwritten or deleted.
    public func compact() { store.compact() }

    static func key(_ outPoint: OutPoint) -> [UInt8] {
        var writer = ByteWriter(capacity: 38)
        writer.write(Key.coin)
        writer.write(outPoint.txid.hash)
        writer.writeVarInt(outPoint.index)
        return writer.bytes
    }
}
