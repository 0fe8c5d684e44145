import BitcoinPrimitives

/// Reads a file of `dumptxoutset`: its metadata, and then one coin after the other. Takes little memory, whatever the
/// file says.
public final class SnapshotReader {
    /// What is wrong with a file.
    public enum Malformation: Error, Sendable, Hashable {
        /// The file does not begin as such files do.
        case metadata(SnapshotMetadata.Malformation)
        /// The file ends too early, or holds what is no coin.
        case truncated
        /// A transaction has more coins than are left.
        case wrongCount
        /// A coin is of a later block, or its output has a number that no output has.
        case badCoin
        /// A coin is of an amount that no output has.
        case badAmount
        /// There is more in the file after the last coin.
        case leftOver
    }

    private static let chunkSize = 1 << 18
    /// No coin takes more: a script has at most 10,000 bytes.
    private static let maximumCoinSize = 1 << 15

    /// What stands at the beginning.
    public let metadata: SnapshotMetadata
    /// How many coins were read.
    public private(set) var coinCount: UInt64 = 0

    private let file: SequentialFile
    private var reader = ByteReader([UInt8]())
    private var isAtEnd = false
    private var txid = Txid(Hash256.zero)
    /// How many coins of the transaction are still to come.
    private var coinsOfTransaction: UInt64 = 0

    /// Begins with a file, whose metadata is read.
    public init(_ file: SequentialFile) throws {
        self.file = file
        do {
            metadata = try SnapshotMetadata(try file.read(SnapshotMetadata.size))
        } catch let error as SnapshotMetadata.Malformation {
            throw Malformation.metadata(error)
        }
    }

    /// The next coin, which must not be of a later block than the one at `height`; nil after the last.
    public func next(upTo height: Int) throws -> (outPoint: OutPoint, coin: Coin)? {
        guard coinCount < metadata.coinCount else {
            if try !hasMore() { return nil }
            throw Malformation.leftOver
        }
        // Even an empty transaction is no reason to go on for ever: each step reads some bytes.
        while coinsOfTransaction == 0 {
            (txid, coinsOfTransaction) = try read { reader in
                (Txid(try reader.readHash()), try reader.readCompactSize())
            }
            guard coinsOfTransaction <= metadata.coinCount - coinCount else { throw Malformation.wrongCount }
        }
        let (index, coin) = try read { reader in
            (try reader.readCompactSize(), try reader.read(Coin.self))
        }
        guard Int(coin.height) <= height, index < UInt64(UInt32.max) else { throw Malformation.badCoin }
        guard coin.output.value.isValid else { throw Malformation.badAmount }
        coinsOfTransaction -= 1
        coinCount += 1
        return (OutPoint(txid: txid, index: UInt32(index)), coin)
    }

    private func hasMore() throws(StorageError) -> Bool {
        if reader.isAtEnd { try fill() }
        return !reader.isAtEnd
    }

    /// Reads something, with more of the file if what is in memory does not reach.
    private func read<Value>(_ body: (inout ByteReader) throws -> Value) throws -> Value {
        if reader.remaining < Self.maximumCoinSize { try fill() }
        do {
            return try body(&reader)
        } catch {
            throw Malformation.truncated
        }
    }

    private func fill() throws(StorageError) {
        guard !isAtEnd else { return }
        let more = try file.read(Self.chunkSize)
        isAtEnd = more.count < Self.chunkSize
        let rest = reader.window(reader.position..<reader.position + reader.remaining).array
        reader = ByteReader(rest + more)
    }
}
