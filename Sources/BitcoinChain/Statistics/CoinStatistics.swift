import BitcoinCrypto
import BitcoinPrimitives
import BitcoinStorage

/// Figures about all coins at a block, as `gettxoutsetinfo` shows them.
public struct CoinStatistics: Sendable, Equatable {
    /// Which hash over all coins is computed.
    public enum HashKind: Sendable {
        /// None, which is fastest.
        case none
        /// A double SHA-256 over all coins in order, `hash_serialized_3`.
        case serialized
        /// A hash that does not depend on the order.
        case muhash
    }

    /// The block.
    public let bestBlock: BlockHash
    /// The number of blocks before it.
    public internal(set) var height = 0
    /// Transactions with an unspent output.
    public internal(set) var transactionCount: UInt64 = 0
    /// Unspent outputs.
    public internal(set) var outputCount: UInt64 = 0
    /// A measure of their size that does not depend on the database.
    public internal(set) var bogoSize: UInt64 = 0
    /// The sum of their amounts.
    public internal(set) var totalAmount = Amount.zero
    /// The hash, if one was asked for.
    public internal(set) var hash: Hash256?
    /// How many bytes the coins take on disk, about.
    public internal(set) var diskSize: UInt64 = 0

    init(bestBlock: BlockHash) {
        self.bestBlock = bestBlock
    }

    /// Counts all coins of a snapshot.
    init(
        _ snapshot: some CoinSequence, hash kind: HashKind, isInterrupted: () -> Bool = { false }
    ) async throws {
        self.init(bestBlock: snapshot.bestBlock)
        var hasher = CoinSetHasher(kind)
        var outputs: [(outPoint: OutPoint, coin: Coin)] = []
        while let next = try snapshot.next() {
            if let last = outputs.last, last.outPoint.txid != next.outPoint.txid {
                if isInterrupted() { throw ChainInterrupted() }
                count(&outputs, &hasher)
                // The threads are shared with all that goes on meanwhile.
                if transactionCount % 1024 == 0 { await Task.yield() }
            }
            outputs.append(next)
        }
        count(&outputs, &hasher)
        hash = hasher.finalize()
    }

    /// Counts the outputs of one transaction, and forgets them.
    private mutating func count(
        _ outputs: inout [(outPoint: OutPoint, coin: Coin)], _ hasher: inout CoinSetHasher
    ) {
        guard !outputs.isEmpty else { return }
        transactionCount += 1
        // The keys' order is that of their bytes, not of the numbers.
        outputs.sort { $0.outPoint.index < $1.outPoint.index }
        for (outPoint, coin) in outputs {
            outputCount += 1
            totalAmount += coin.output.value
            bogoSize += coin.bogoSize
            hasher.insert(outPoint, coin)
        }
        outputs.removeAll(keepingCapacity: true)
    }
}

/// Hashes a set of coins.
struct CoinSetHasher {
    private let kind: CoinStatistics.HashKind
    private var serialized = SHA256()
    private(set) var muhash = MuHash()

    init(_ kind: CoinStatistics.HashKind) {
        self.kind = kind
    }

    mutating func insert(_ outPoint: OutPoint, _ coin: Coin) {
        switch kind {
        case .none: break
        case .serialized: serialized.update(coin.setElement(at: outPoint))
        case .muhash: muhash.insert(coin.setElement(at: outPoint))
        }
    }

    func finalize() -> Hash256? {
        switch kind {
        case .none: nil
        case .serialized: Hash256(serialized.finalizeDouble())
        case .muhash: Hash256(muhash.digest)
        }
    }
}

extension ChainManager {
    /// Counts all coins. The chain goes on meanwhile; the result is of the tip when it began.
    public nonisolated func coinStatistics(
        hash kind: CoinStatistics.HashKind
    ) async throws -> CoinStatistics {
        let snapshot = try await coinsSnapshot()
        var statistics = try await CoinStatistics(snapshot, hash: kind) { self.isInterrupted }
        statistics.height = await block(statistics.bestBlock)?.height ?? -1
        statistics.diskSize = try await coinsDiskSize
        return statistics
    }

    /// All coins of the tip, as they stay on disk whatever happens to the chain meanwhile.
    func coinsSnapshot() throws -> sending CoinsSnapshot {
        let database = try flushedCoins()
        guard let snapshot = try database.snapshot() else { throw ChainError("Unable to read UTXO set") }
        return snapshot
    }

    /// The coins on disk, after all changes were written.
    func flushedCoins() throws -> CoinsDatabase {
        try state.flush(.sync)
        return try state.databases.coins
    }

    private var coinsDiskSize: UInt64 {
        get throws { try state.databases.coins.approximateSize }
    }

    /// Whether `interrupt` was called.
    public nonisolated var isInterrupted: Bool { interruptFlag.isSet }
}
