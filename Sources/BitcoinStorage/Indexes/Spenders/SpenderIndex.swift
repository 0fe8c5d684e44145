import BitcoinCrypto
import BitcoinPrimitives

/// Where outputs are spent (`-txospenderindex`), for reading on any thread.
///
/// The keys hold a salted hash of the output and the place of the transaction that spends it; what is found has
/// to be looked at, because other outputs may have the same hash.
public struct SpenderIndex: Sendable {
    private static let entry = UInt8(ascii: "s")
    /// Unlike other keys of words this one is written with the zero that ends it, and without its length.
    private static let saltKey = Array("siphash_key\0".utf8)

    static let name = "txospenderindex"

    let database: IndexDatabase
    private let salt: (UInt64, UInt64)

    /// A place where a spending transaction may be.
    public struct Candidate: Sendable, Equatable {
        /// Where its block stands in the block files.
        public let block: FlatFilePosition
        /// Where the transaction begins, counted from the first byte of the block.
        public let offset: Int
    }

    /// Opens the index below the folder `indexes` of a data directory.
    public init(directory: String, cacheBytes: Int, wipe: Bool = false) throws {
        database = try IndexDatabase(
            path: "\(directory)/\(Self.name)/db", cacheBytes: cacheBytes, wipe: wipe)
        salt = try database.salt(Self.saltKey)
    }

    private func prefix(_ outPoint: OutPoint) -> [UInt8] {
        var writer = ByteWriter(capacity: 24)
        writer.write(Self.entry)
        writer.write(SipHash.hash(outPoint.txid.hash.value, outPoint.index, key0: salt.0, key1: salt.1))
        return writer.bytes
    }

    /// The key for an output that is spent by the transaction at an offset behind the header of a block.
    func key(_ outPoint: OutPoint, block: FlatFilePosition, offset: Int) -> [UInt8] {
        var writer = ByteWriter(capacity: 24)
        writer.write(prefix(outPoint))
        writer.write(block)
        writer.writeVarInt(UInt32(offset))
        return writer.bytes
    }

    /// Where an output may be spent. It need not be.
    public func candidates(for outPoint: OutPoint) throws -> [Candidate] {
        let prefix = prefix(outPoint)
        let cursor = database.store.cursor(prefix: prefix)
        var candidates: [Candidate] = []
        while let (key, _) = try cursor.next() {
            var reader = ByteReader(Array(key.dropFirst(prefix.count)))
            guard let position = try? reader.readPosition(), let offset = try? reader.readVarInt(UInt32.self)
            else {
                throw LevelDBError.malformedValue(
                    path: database.store.path, message: "unreadable key of a spent output")
            }
            candidates.append(Candidate(block: position, offset: BlockHeader.size + Int(offset)))
        }
        return candidates
    }

    /// The writing side; there must be only one.
    public func makeWriter() -> any IndexWriter { SpenderIndexWriter(self) }
}
