import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

/// What was written by `dumptxoutset`.
public struct SnapshotSummary: Sendable {
    /// How many coins.
    public let coinCount: UInt64
    /// The block up to which they are right.
    public let base: BlockSnapshot
    /// Their hash, `hash_serialized_3`.
    public let hash: Hash256
}

/// Why the coins of an earlier block could not be had.
public enum RollbackError: Error, Sendable {
    /// A block on the way is not on disk.
    case unreadableBlock(height: Int)
    /// The undo record of a block does not fit to it.
    case badUndo(height: Int)
    /// The block is not one of the best chain.
    case notInChain
}

extension ChainManager {
    /// Writes all coins of the tip into a file. The chain goes on meanwhile.
    public nonisolated func dumpCoins(to file: SequentialFile) async throws -> SnapshotSummary {
        let (first, second) = try await twoSnapshots()
        return try await dump(counting: first, writing: second, to: file)
    }

    /// Writes the coins as they were after an earlier block of the best chain into a file.
    ///
    /// What the blocks after it changed is taken back beside the database, so the chain goes on meanwhile.
    ///
    /// - Parameter changesPath: a folder for a database of what is changed; without one it is kept in memory.
    public nonisolated func dumpCoins(
        asOf target: BlockSnapshot, to file: SequentialFile, changesPath: String?
    ) async throws -> SnapshotSummary {
        let (first, second) = try await twoSnapshots()
        defer { if let changesPath { try? Directory.removeAll(changesPath) } }
        let changes = try changesPath.map { try CoinChanges(path: $0) } ?? CoinChanges()
        try await rollBack(from: first.bestBlock, to: target, changes)
        Log.info("Rollback complete. Computing UTXO statistics for created txoutset dump.")
        return try await dump(
            counting: ChangedCoins(first, changes, bestBlock: target.hash),
            writing: ChangedCoins(second, changes, bestBlock: target.hash), to: file)
    }

    /// All coins twice: to count them, and to write them after their number.
    private func twoSnapshots() throws -> sending (CoinsSnapshot, CoinsSnapshot) {
        let database = try flushedCoins()
        // Nothing is written between the two, so they are the same.
        guard let first = try database.snapshot(), let second = try database.snapshot() else {
            throw ChainError("Unable to read UTXO set")
        }
        return (first, second)
    }

    private nonisolated func dump<Coins: CoinSequence>(
        counting first: Coins, writing second: Coins, to file: SequentialFile
    ) async throws -> SnapshotSummary {
        let statistics = try await CoinStatistics(first, hash: .serialized) { self.isInterrupted }
        guard let base = await block(statistics.bestBlock), let hash = statistics.hash else {
            throw ChainError("Unable to read UTXO set")
        }
        Log.info("Writing snapshot to disk.")
        let writer = try SnapshotWriter(
            file,
            metadata: SnapshotMetadata(
                networkMagic: configuration.parameters.messageStart, baseBlock: base.hash,
                coinCount: statistics.outputCount))
        while let (outPoint, coin) = try second.next() {
            try writer.append(outPoint, coin)
            guard writer.coinCount % 4096 == 0 else { continue }
            if isInterrupted { throw ChainInterrupted() }
            await Task.yield()
        }
        try writer.finish()
        return SnapshotSummary(coinCount: writer.coinCount, base: base, hash: hash)
    }

    /// Collects what the blocks above one changed.
    private nonisolated func rollBack(
        from start: BlockHash, to target: BlockSnapshot, _ changes: CoinChanges
    ) async throws {
        guard var current = await block(start) else { throw RollbackError.notInChain }
        let total = current.height - target.height
        Log.info("Rolling back from height \(current.height) to \(target.height)")
        var reported = 0
        while current.height > target.height {
            if isInterrupted { throw ChainInterrupted() }
            guard let block = try? await readBlock(current.hash) else {
                throw RollbackError.unreadableBlock(height: current.height)
            }
            guard let undo = try? await readUndo(current.hash), try changes.takeBack(block, undo) else {
                throw RollbackError.badUndo(height: current.height)
            }
            guard let parent = await self.block(current.header.previousBlock) else {
                throw RollbackError.notInChain
            }
            current = parent
            let percentage = (total - (current.height - target.height)) * 100 / total
            if percentage >= reported + 5 {
                Log.info("Rolled back \(percentage)% of blocks.")
                reported = percentage
            }
        }
        guard current.hash == target.hash else { throw RollbackError.notInChain }
    }
}

extension CoinChanges {
    /// Notes what is other without a block. False if the undo record does not fit to it.
    fileprivate func takeBack(_ block: Block, _ undo: BlockUndo) throws -> Bool {
        guard undo.transactions.count + 1 == block.transactions.count else { return false }
        for (position, transaction) in block.transactions.enumerated().reversed() {
            for (index, output) in transaction.outputs.enumerated()
            where !output.scriptPubKey.isUnspendable {
                try set(OutPoint(txid: transaction.txid, index: UInt32(index)), nil)
            }
            guard position > 0 else { continue }
            let spent = undo.transactions[position - 1]
            guard spent.count == transaction.inputs.count else { return false }
            for (input, coin) in zip(transaction.inputs, spent) {
                // Records of before version 0.8 do not say of which height a coin is.
                guard coin.height > 0 else { return false }
                try set(input.previousOutput, coin)
            }
        }
        return true
    }
}
