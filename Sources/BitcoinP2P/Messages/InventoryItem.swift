import BitcoinPrimitives

/// A block or transaction that a peer has or wants.
public struct InventoryItem: Sendable, Hashable {
    /// What a hash stands for.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        /// The number as it is sent.
        public let rawValue: UInt32

        /// A kind from its number, whether or not it is known.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// BIP144: with witnesses.
        private static let witnessFlag: UInt32 = 1 << 30

        /// A transaction by txid.
        public static let transaction = Kind(rawValue: 1)
        /// A block.
        public static let block = Kind(rawValue: 2)
        /// A block as seen through a bloom filter (BIP37).
        public static let filteredBlock = Kind(rawValue: 3)
        /// A compact block (BIP152).
        public static let compactBlock = Kind(rawValue: 4)
        /// A transaction by wtxid (BIP339).
        public static let witnessTransactionID = Kind(rawValue: 5)
        /// A transaction by txid, to be sent with witnesses (BIP144).
        public static let witnessTransaction = Kind(rawValue: 1 | witnessFlag)
        /// A block, to be sent with witnesses (BIP144).
        public static let witnessBlock = Kind(rawValue: 2 | witnessFlag)

        /// Whether it stands for a transaction.
        public var isTransaction: Bool {
            self == .transaction || self == .witnessTransactionID || self == .witnessTransaction
        }

        /// Whether it stands for a block.
        public var isBlock: Bool {
            self == .block || self == .filteredBlock || self == .compactBlock || self == .witnessBlock
        }

        /// The name in the log, such as `witness-tx`.
        public var name: String {
            let prefix = rawValue & Self.witnessFlag != 0 ? "witness-" : ""
            switch rawValue & ~Self.witnessFlag {
            case 1: return prefix + "tx"
            case 2: return prefix + "block"
            case 3: return prefix + "merkleblock"
            case 4: return prefix + "cmpctblock"
            case 5: return prefix + "wtx"
            default: return "0x" + String(rawValue, radix: 16)
            }
        }
    }

    /// What the hash stands for.
    public var kind: Kind
    /// The hash.
    public var hash: Hash256

    /// An item.
    public init(_ kind: Kind, _ hash: Hash256) {
        self.kind = kind
        self.hash = hash
    }
}

extension InventoryItem: BinarySerializable {
    /// Always 36 bytes.
    public static var minimumSize: Int { 36 }

    /// Reads an item.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        kind = Kind(rawValue: try reader.read())
        hash = try reader.readHash()
    }

    /// Appends the item.
    public func write(to writer: inout ByteWriter) {
        writer.write(kind.rawValue)
        writer.write(hash)
    }
}

extension InventoryItem: CustomStringConvertible {
    /// The kind's name and the hash.
    public var description: String { "\(kind.name) \(hash)" }
}
