import BitcoinCrypto
import BitcoinPrimitives

/// A block whose transactions are mostly just named, since the receiver is likely to have them (BIP152).
public struct CompactBlock: Sendable, Hashable {
    /// A transaction that is sent along.
    public struct Prefilled: Sendable, Hashable {
        /// Its place in the block.
        public var index: Int
        /// The transaction.
        public var transaction: Transaction

        /// A transaction at a place.
        public init(index: Int, transaction: Transaction) {
            self.index = index
            self.transaction = transaction
        }
    }

    /// The header.
    public var header: BlockHeader
    /// What makes the short names different for each sender.
    public var nonce: UInt64
    /// The names of the other transactions in the order of the block, 48 bits each.
    public var shortIDs: [UInt64]
    /// Transactions that are sent along, in the order of the block.
    public var prefilled: [Prefilled]

    /// A message from its parts.
    public init(header: BlockHeader, nonce: UInt64, shortIDs: [UInt64], prefilled: [Prefilled]) {
        self.header = header
        self.nonce = nonce
        self.shortIDs = shortIDs
        self.prefilled = prefilled
    }

    /// How many transactions the block has.
    public var transactionCount: Int { shortIDs.count + prefilled.count }

    /// Bytes of a short name.
    static let shortIDSize = 6
}

extension CompactBlock: BinarySerializable {
    /// Reads a message. Places of prefilled transactions beyond 16 bits are refused.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        header = try reader.read()
        nonce = try reader.read()
        let count = try reader.readCount()
        guard count <= reader.remaining / Self.shortIDSize else { throw .endOfData }
        shortIDs = []
        shortIDs.reserveCapacity(count)
        for _ in 0..<count {
            let low: UInt32 = try reader.read()
            let high: UInt16 = try reader.read()
            shortIDs.append(UInt64(low) | UInt64(high) << 32)
        }
        let prefilledCount = try reader.readCount()
        guard count + prefilledCount <= MessageLimits.compactBlockTransactions else {
            throw .invalidValue("indexes overflowed 16 bits")
        }
        prefilled = []
        var differences = DifferenceReader()
        for _ in 0..<prefilledCount {
            let index = try differences.next(from: &reader)
            prefilled.append(Prefilled(index: index, transaction: try reader.read()))
        }
    }

    /// Appends the message.
    public func write(to writer: inout ByteWriter) {
        writer.write(header)
        writer.write(nonce)
        writer.writeCompactSize(shortIDs.count)
        for id in shortIDs {
            writer.write(UInt32(truncatingIfNeeded: id))
            writer.write(UInt16(truncatingIfNeeded: id >> 32))
        }
        writer.writeCompactSize(prefilled.count)
        var expected = 0
        for entry in prefilled {
            writer.writeCompactSize(max(0, entry.index - expected))
            expected = entry.index + 1
            writer.write(entry.transaction)
        }
    }
}

/// Reads places in a block that are sent as the distances between them (BIP152).
struct DifferenceReader {
    private var expected = 0

    mutating func next(from reader: inout ByteReader) throws(SerializationError) -> Int {
        let index = expected + Int(try reader.readCompactSize())
        guard index <= MessageLimits.compactBlockTransactions else {
            throw .invalidValue("differential value overflow")
        }
        expected = index + 1
        return index
    }
}

/// A request for transactions of a block by their places: `getblocktxn` (BIP152).
public struct BlockTransactionsRequest: Sendable, Hashable {
    /// The block.
    public var block: BlockHash
    /// The places, in rising order.
    public var indexes: [Int]

    /// A request.
    public init(block: BlockHash, indexes: [Int]) {
        self.block = block
        self.indexes = indexes
    }
}

extension BlockTransactionsRequest: BinarySerializable {
    /// Reads a request.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        block = BlockHash(try reader.readHash())
        let count = try reader.readCount()
        indexes = []
        indexes.reserveCapacity(count)
        var differences = DifferenceReader()
        for _ in 0..<count { indexes.append(try differences.next(from: &reader)) }
    }

    /// Appends the request.
    public func write(to writer: inout ByteWriter) {
        writer.write(block.hash)
        writer.writeCompactSize(indexes.count)
        var expected = 0
        for index in indexes {
            writer.writeCompactSize(max(0, index - expected))
            expected = index + 1
        }
    }
}

/// Transactions of a block, as they were asked for: `blocktxn` (BIP152).
public struct BlockTransactions: Sendable, Hashable {
    /// The block.
    public var block: BlockHash
    /// The transactions.
    public var transactions: [Transaction]

    /// An answer.
    public init(block: BlockHash, transactions: [Transaction]) {
        self.block = block
        self.transactions = transactions
    }
}

extension BlockTransactions: BinarySerializable {
    /// Reads an answer.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        block = BlockHash(try reader.readHash())
        transactions = try reader.readList()
    }

    /// Appends the answer.
    public func write(to writer: inout ByteWriter) {
        writer.write(block.hash)
        writer.writeList(transactions)
    }
}
