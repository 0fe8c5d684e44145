import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainManager {
    /// Loads the coins of a snapshot and goes on from its block. The blocks before it are validated in the background as
    /// they come.
    ///
    /// The coins go into a folder of their own, which counts only once all of them are there and have the hash that the
    /// network's parameters know. Throws a `SnapshotLoadError` if the snapshot is not for this node, or no good.
    ///
    /// - Returns: the snapshot's block.
    @discardableResult
    public nonisolated func loadSnapshot(_ reader: SnapshotReader) async throws -> BlockSnapshot {
        let assumption = try await beginLoading(reader.metadata.baseBlock)
        let folder = SnapshotFolder(dataDirectory: configuration.dataDirectory)
        do {
            // What an earlier attempt left behind is of no use.
            try folder.remove()
            let database = try CoinsDatabase(path: folder.path, options: await coinsOptions)
            try await populate(database, from: reader, assumption)
            return try await activate(database, assumption)
        } catch {
            // Nothing holds the database any more.
            await endLoading()
            if try folder.base() == nil { try folder.remove() }
            switch error {
            case is ChainInterrupted: throw SnapshotLoadError.interrupted
            case let malformation as SnapshotReader.Malformation:
                throw SnapshotLoadError.malformed(malformation, coinCount: reader.coinCount)
            default: throw error
            }
        }
    }

    /// Writes all coins and compares their hash.
    private nonisolated func populate(
        _ database: CoinsDatabase, from reader: SnapshotReader, _ assumption: ChainParameters.AssumeUTXO
    ) async throws {
        let total = reader.metadata.coinCount
        Log.info("[snapshot] loading \(total) coins from snapshot \(assumption.blockHash)")
        let flush = try database.beginFlush(to: assumption.blockHash)
        while let (outPoint, coin) = try reader.next(upTo: assumption.height) {
            try flush.set(outPoint, coin)
            if reader.coinCount % 1_000_000 == 0 {
                let percentage = (Double(reader.coinCount) * 100 / Double(total)).fixed(2)
                Log.info("[snapshot] \(reader.coinCount) coins loaded (\(percentage)%)")
            }
            guard reader.coinCount % 4096 == 0 else { continue }
            if isInterrupted { throw ChainInterrupted() }
            guard DiskSpace.suffices(at: database.path, additional: CoinsDatabase.batchSize) else {
                throw StorageError.diskFull(path: database.path)
            }
            await Task.yield()
        }
        try flush.finish()
        Log.info("[snapshot] loaded \(total) coins from snapshot \(assumption.blockHash)")
        let hash = try await hash(of: database)
        guard hash == assumption.serializedHash else {
            throw SnapshotLoadError.wrongHash(expected: assumption.serializedHash, actual: hash)
        }
        Log.info("[snapshot] validated snapshot")
    }

    // MARK: On the chain's thread

    private var coinsOptions: LevelDBOptions { state.coinsOptions }

    /// Checks whether a snapshot can be loaded, and keeps others from being.
    private func beginLoading(_ base: BlockHash) throws -> ChainParameters.AssumeUTXO {
        guard state.loadedSnapshot == nil, !state.isLoadingSnapshot else {
            throw SnapshotLoadError.alreadyLoaded
        }
        let known = configuration.parameters.assumeUTXO
        guard let assumption = known.first(where: { $0.blockHash == base }) else {
            throw SnapshotLoadError.unknownBase(base, heights: known.map(\.height))
        }
        guard let node = state.tree.find(base) else { throw SnapshotLoadError.missingHeader(base) }
        guard !state.tree[node].status.contains(.failed) else { throw SnapshotLoadError.invalidBase(base) }
        guard let bestHeader = state.bestHeader, state.tree.isAncestor(node, of: bestHeader) else {
            throw SnapshotLoadError.forkedHeaders
        }
        guard state.mempool.count == 0 else { throw SnapshotLoadError.mempoolNotEmpty }
        try requireMoreWork(node)
        state.isLoadingSnapshot = true
        return assumption
    }

    private func endLoading() {
        state.isLoadingSnapshot = false
    }

    private func requireMoreWork(_ base: BlockNode) throws {
        guard state.tree[base].chainWork > state.tipWork else { throw SnapshotLoadError.notEnoughWork }
    }

    /// Goes on from the snapshot's block. Much may have happened since the coins were begun to be read.
    private func activate(
        _ database: CoinsDatabase, _ assumption: ChainParameters.AssumeUTXO
    ) async throws -> BlockSnapshot {
        guard let base = state.tree.find(assumption.blockHash) else {
            throw SnapshotLoadError.missingHeader(assumption.blockHash)
        }
        guard !state.tree[base].status.contains(.failed) else {
            throw SnapshotLoadError.invalidBase(assumption.blockHash)
        }
        guard state.mempool.count == 0 else { throw SnapshotLoadError.mempoolNotEmpty }
        try requireMoreWork(base)
        try guarded {
            try state.activate(database, base: base, transactionCount: assumption.transactionCount)
        }
        state.isLoadingSnapshot = false
        try await activateBestChain()
        return state.snapshot(base)
    }

    /// Compares the coins behind a snapshot with it once they have come to its block. Returns whether that was done:
    /// then what had to wait for it can go on.
    @discardableResult
    func finishValidation() async throws -> Bool {
        guard let database = try guarded({ try state.beginComparison() }) else { return false }
        let hash = try await hash(of: database)
        try guarded { try state.endComparison(hash) }
        return true
    }

    /// The hash of all coins in a database that nobody writes to.
    private nonisolated func hash(of database: CoinsDatabase) async throws -> Hash256 {
        guard let coins = try database.snapshot() else { throw ChainError("Failed to generate coins stats") }
        return try await CoinStatistics(coins, hash: .serialized) { self.isInterrupted }.hash ?? .zero
    }
}
