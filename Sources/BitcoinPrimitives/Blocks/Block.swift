/// A block: its header and its transactions.
public struct Block: Sendable, Hashable {
    /// The header.
    public let header: BlockHeader
    /// The header's hash.
    public let hash: BlockHash
    /// The transactions, coinbase first.
    public let transactions: [Transaction]

    /// Puts a block together.
    public init(header: BlockHeader, transactions: [Transaction]) {
        self.header = header
        self.hash = header.hash
        self.transactions = transactions
    }

    /// The size of the serialization without witnesses.
    public var strippedSize: Int {
        transactions.reduce(overhead) { $0 + $1.strippedSize }
    }

    /// The size of the serialization with witnesses.
    public var totalSize: Int {
        transactions.reduce(overhead) { $0 + $1.totalSize }
    }

    /// BIP141: stripped size times three, plus total size.
    public var weight: Int { strippedSize * 3 + totalSize }

    private var overhead: Int { BlockHeader.size + CompactSize.size(of: transactions.count) }
}

extension Block: BinarySerializable {
    /// A header and an empty list.
    public static var minimumSize: Int { BlockHeader.size + 1 }

    /// Reads a block; its transactions share the reader's buffer.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        self.init(header: try reader.read(), transactions: try reader.readList())
    }

    /// Appends the block with witnesses.
    public func write(to writer: inout ByteWriter) {
        writer.write(header)
        writer.writeList(transactions)
    }
}
