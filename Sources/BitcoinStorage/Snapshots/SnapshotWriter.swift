import BitcoinPrimitives

/// Writes coins into a file of `dumptxoutset`. The id of a transaction stands there once, before all its coins.
public final class SnapshotWriter {
    private let file: SequentialFile
    private var txid: Txid?
    private var coins: [(index: UInt32, coin: Coin)] = []
    /// How many coins were added.
    public private(set) var coinCount: UInt64 = 0

    /// Begins a file.
    public init(_ file: SequentialFile, metadata: SnapshotMetadata) throws(StorageError) {
        self.file = file
        try file.write(metadata.bytes)
    }

    /// Adds a coin. Those of a transaction have to come one after the other.
    public func append(_ outPoint: OutPoint, _ coin: Coin) throws(StorageError) {
        if outPoint.txid != txid {
            try writeTransaction()
            txid = outPoint.txid
        }
        coins.append((outPoint.index, coin))
        coinCount += 1
    }

    /// Writes the rest. On return all is on the disk.
    public func finish() throws(StorageError) {
        try writeTransaction()
        try file.finish()
    }

    private func writeTransaction() throws(StorageError) {
        guard let txid, !coins.isEmpty else { return }
        var writer = ByteWriter(capacity: 40 + 64 * coins.count)
        writer.write(txid.hash)
        writer.writeCompactSize(coins.count)
        for (index, coin) in coins {
            writer.writeCompactSize(UInt64(index))
            writer.write(coin)
        }
        try file.write(writer.bytes)
        coins.removeAll(keepingCapacity: true)
    }
}
