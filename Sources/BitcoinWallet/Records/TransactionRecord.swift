import BitcoinPrimitives

/// A transaction in a wallet file, with what the wallet notes about it.
struct TransactionRecord: Sendable {
    /// The transaction, with the witness that counts.
    var transaction: Transaction
    /// Where it stands.
    var place: Place
    /// Notes by name, such as `comment`, without those that have a field here.
    var notes: [String: String] = [:]
    /// Its number in the order of the wallet; `nil` in files of long ago.
    var orderPosition: Int64?
    /// When it was seen first, in seconds since 1970, put in order with its neighbours.
    var smartTime: UInt32 = 0
    /// Messages of payment requests, by the name of what they are.
    var messages: [(kind: String, text: String)] = []
    /// When it was seen first, in seconds since 1970.
    var receivedTime: UInt32

    /// Where a transaction stands, as it is written: the hash of a block, and an index that also marks what is none.
    enum Place: Hashable, Sendable {
        /// In a block, at this position.
        case confirmed(BlockHash, index: Int32)
        /// A block has one that spends the same.
        case conflicted(BlockHash)
        /// In no block.
        case inactive
        /// Given up by the user.
        case abandoned
    }

    /// The names that notes may have.
    static let noteNames: Set<String> = [
        "from", "message", "comment", "to", "replaces_txid", "replaced_by_txid",
    ]
}

/// What a record of a transaction is not.
enum TransactionRecordError: Error, Hashable, CustomStringConvertible {
    case unknownNote, unknownMessage
    case malformed(SerializationError)

    var description: String {
        switch self {
        case .unknownNote: "Unexpected value in CWalletTx strings value map"
        case .unknownMessage: "Unknown type in CWalletTx messages and requests vector"
        case .malformed(let error): "\(error)"
        }
    }
}

extension TransactionRecord {
    /// Marks an abandoned transaction: where the hash of its block would be.
    private static let abandonedMark: BlockHash = {
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes[0] = 1
        return BlockHash(bytes) ?? .zero
    }()

    /// Reads the value of a record.
    init(serialized bytes: [UInt8]) throws(TransactionRecordError) {
        var reader = ByteReader(bytes)
        var notes: [String: String]
        do throws(SerializationError) {
            transaction = try reader.read()
            let hash = BlockHash(try reader.readHash())
            for _ in 0..<(try reader.readCount()) { _ = try reader.readHash() }
            let index: Int32 = try reader.read()
            place = Self.place(hash, index)
            for _ in 0..<(try reader.readCount()) { try Self.skipFormerPrevious(&reader) }
            notes = [:]
            for _ in 0..<(try reader.readCount()) {
                let name = try reader.readText()
                notes[name] = try reader.readText()
            }
            for _ in 0..<(try reader.readCount()) {
                messages.append((try reader.readText(), try reader.readText()))
            }
            try reader.skip(4)
            receivedTime = try reader.read()
            try reader.skip(2)
        } catch {
            throw .malformed(error)
        }
        orderPosition = notes.removeValue(forKey: "n").flatMap { Int64($0) }
        if orderPosition == -1 { orderPosition = nil }
        smartTime = notes.removeValue(forKey: "timesmart").flatMap { UInt32($0) } ?? 0
        notes["fromaccount"] = nil
        notes["spent"] = nil
        guard Self.noteNames.isSuperset(of: notes.keys) else { throw .unknownNote }
        guard messages.allSatisfy({ $0.kind == "Message" || $0.kind == "PaymentRequest" }) else {
            throw .unknownMessage
        }
        self.notes = notes
    }

    /// Until 2014 a record had the transactions that it spent from.
    private static func skipFormerPrevious(_ reader: inout ByteReader) throws(SerializationError) {
        _ = try reader.read(Transaction.self)
        _ = try reader.readHash()
        for _ in 0..<(try reader.readCount()) { _ = try reader.readHash() }
        try reader.skip(4)
    }

    private static func place(_ hash: BlockHash, _ index: Int32) -> Place {
        if hash.isZero { return .inactive }
        if hash == abandonedMark { return index == -1 ? .abandoned : .inactive }
        return index == -1 ? .conflicted(hash) : .confirmed(hash, index: index)
    }

    /// The value of the record.
    var serialized: [UInt8] {
        let (hash, index): (BlockHash, Int32) =
            switch place {
            case .confirmed(let hash, let index): (hash, index)
            case .conflicted(let hash): (hash, -1)
            case .inactive: (.zero, 0)
            case .abandoned: (Self.abandonedMark, -1)
            }
        var notes = notes
        notes["fromaccount"] = ""
        if let orderPosition { notes["n"] = String(orderPosition) }
        if smartTime != 0 { notes["timesmart"] = String(smartTime) }

        var writer = ByteWriter(capacity: transaction.totalSize + 128)
        writer.write(transaction)
        writer.write(hash.hash)
        writer.writeCompactSize(0)
        writer.write(index)
        writer.writeCompactSize(0)
        writer.writeCompactSize(notes.count)
        for (name, text) in notes.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            writer.writeText(name)
            writer.writeText(text)
        }
        writer.writeCompactSize(messages.count)
        for (kind, text) in messages {
            writer.writeText(kind)
            writer.writeText(text)
        }
        writer.write(UInt32(0))
        writer.write(receivedTime)
        writer.write(UInt8(0))
        writer.write(UInt8(0))
        return writer.bytes
    }
}
