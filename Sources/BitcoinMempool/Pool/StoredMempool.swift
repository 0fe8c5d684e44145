import BitcoinPrimitives

/// What of a mempool is kept over a restart, in upstream's format for `mempool.dat` (without what comes before the number
/// of transactions, see ``version`` there).
public struct StoredMempool: Sendable {
    /// A transaction as it is stored.
    public struct Item: Sendable {
        /// The transaction.
        public let transaction: Transaction
        /// When it came, in seconds since 1970.
        public let time: Int64
        /// What the user added to its fee.
        public let feeDelta: Amount
    }

    /// The transactions, each after those that it spends.
    public private(set) var items: [Item] = []
    /// What the user added to the fees of other transactions.
    public private(set) var feeDeltas: [Txid: Amount] = [:]
    /// Transactions that no peer is known to have.
    public private(set) var unbroadcast: Set<Txid> = []

    /// What is to be kept of a mempool.
    public init(_ mempool: Mempool) {
        feeDeltas = mempool.feeDeltas
        unbroadcast = mempool.unbroadcast
        items = mempool.inMiningOrder.map { entry in
            Item(
                transaction: entry.transaction, time: entry.time,
                feeDelta: feeDeltas.removeValue(forKey: entry.transaction.txid) ?? .zero)
        }
    }

    /// Reads it.
    public init(from reader: inout ByteReader) throws(SerializationError) {
        let count: UInt64 = try reader.read()
        for _ in 0..<count {
            let transaction: Transaction = try reader.read()
            let time: Int64 = try reader.read()
            let delta: Int64 = try reader.read()
            items.append(
                Item(
                    transaction: transaction.compacted(), time: time, feeDelta: Amount(satoshis: delta)))
        }
        for _ in 0..<(try reader.readCount()) {
            let txid = Txid(try reader.readHash())
            feeDeltas[txid] = Amount(satoshis: try reader.read())
        }
        for _ in 0..<(try reader.readCount()) { unbroadcast.insert(Txid(try reader.readHash())) }
    }

    /// Appends it.
    public func write(to writer: inout ByteWriter) {
        writer.write(UInt64(items.count))
        for item in items {
            writer.write(item.transaction)
            writer.write(item.time)
            writer.write(item.feeDelta.satoshis)
        }
        writer.writeCompactSize(feeDeltas.count)
        for (txid, delta) in feeDeltas.sorted(by: { $0.key < $1.key }) {
            writer.write(txid.hash)
            writer.write(delta.satoshis)
        }
        writer.writeCompactSize(unbroadcast.count)
        for txid in unbroadcast.sorted() { writer.write(txid.hash) }
    }
}
