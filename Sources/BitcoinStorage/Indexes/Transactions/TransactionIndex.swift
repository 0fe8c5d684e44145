import BitcoinCrypto
import BitcoinPrimitives

/// Where transactions are (`-txindex`), for reading on any thread.
///
/// A transaction is found by five bytes of a salted hash of its id, so several may have to be looked at. Blocks are
/// numbered as they come; an entry says in which of them, and where in it.
public struct TransactionIndex: Sendable {
    enum Key {
        static let entry = UInt8(ascii: "x")
        static let blockOfSequence = UInt8(ascii: "s")
        static let sequenceOfBlock = UInt8(ascii: "h")
        static let nextSequence = IndexDatabase.textKey("next_block_seq")
        static let salt = IndexDatabase.textKey("txid_hash_salt")
        static let bestBlock = IndexDatabase.textKey("best_block_v2")
        /// Entries by whole ids, as they were written before version 32.
        static let legacyEntry = UInt8(ascii: "t")

        static func block(of sequence: UInt32) -> [UInt8] {
            var writer = ByteWriter(capacity: 6)
            writer.write(blockOfSequence)
            writer.writeVarInt(sequence)
            return writer.bytes
        }

        static func sequence(of block: BlockHash) -> [UInt8] { [sequenceOfBlock] + block.bytes }
    }

    static let name = "txindex"
    /// How much of a hash is in a key.
    private static let hashByteCount = 5

    let database: IndexDatabase
    private let salt: (UInt64, UInt64)
    /// Whether there are entries of before version 32.
    public let hasLegacyEntries: Bool
    /// The folder of the database.
    public let path: String

    /// A place where a transaction may be.
    public struct Candidate: Sendable, Equatable {
        /// The block.
        public let block: BlockHash
        /// The order in which blocks were indexed.
        public let sequence: UInt32
        /// Where the transaction begins, counted from the first byte of the block.
        public let offset: Int
    }

    /// Opens the index below the folder `indexes` of a data directory.
    public init(directory: String, cacheBytes: Int, wipe: Bool = false) throws {
        path = "\(directory)/\(Self.name)"
        database = try IndexDatabase(path: path, cacheBytes: cacheBytes, wipe: wipe)
        salt = try database.salt(Key.salt)
        hasLegacyEntries = try database.store.cursor(prefix: [Key.legacyEntry]).next() != nil
    }

    /// What the keys of a transaction begin with.
    private func prefix(_ txid: Txid) -> [UInt8] {
        let hash = SipHash.hash13(txid.hash.value, key0: salt.0, key1: salt.1)
        return [Key.entry] + (0..<Self.hashByteCount).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * $0)) }
    }

    /// The key of a transaction's entry.
    func key(_ txid: Txid, sequence: UInt32, offset: Int) -> [UInt8] {
        var writer = ByteWriter(capacity: 14)
        writer.write(prefix(txid))
        writer.writeVarInt(sequence)
        // A block is shorter than 2^24 bytes.
        for shift in stride(from: 16, through: 0, by: -8) {
            writer.write(UInt8(truncatingIfNeeded: offset >> shift))
        }
        return writer.bytes
    }

    /// Where a transaction may be. It need not be there: other ids may have the same hash.
    public func candidates(for txid: Txid) throws -> [Candidate] {
        let prefix = prefix(txid)
        let cursor = database.store.cursor(prefix: prefix)
        var candidates: [Candidate] = []
        while let (key, _) = try cursor.next() {
            var reader = ByteReader(Array(key.dropFirst(prefix.count)))
            guard let sequence = try? reader.readVarInt(UInt32.self), let bytes = try? reader.readBytes(3)
            else { throw LevelDBError.malformedValue(path: path, message: "unreadable transaction key") }
            let block = try database.value(Key.block(of: sequence), "block of a transaction") {
                reader throws(SerializationError) in BlockHash(try reader.readHash())
            }
            guard let block else { continue }
            candidates.append(
                Candidate(
                    block: block, sequence: sequence,
                    offset: Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])))
        }
        return candidates
    }

    /// Where a transaction is by an entry of before version 32: the position of its block, and its offset there.
    public func legacyPosition(of txid: Txid) throws -> (block: FlatFilePosition, offset: Int)? {
        guard hasLegacyEntries else { return nil }
        return try database.value([Key.legacyEntry] + txid.bytes, "transaction position") {
            reader throws(SerializationError) in
            (try reader.readPosition(), BlockHeader.size + Int(try reader.readVarInt(UInt32.self)))
        }
    }

    /// The writing side; there must be only one.
    public func makeWriter() -> any IndexWriter { TransactionIndexWriter(self) }
}
