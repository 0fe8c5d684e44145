import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// When changes are written to disk.
    enum FlushMode {
        /// If the coins take more memory than they may. In the middle of work on blocks.
        case ifNeeded
        /// If it has been a while, or the coins nearly take more than they may. Between blocks.
        case periodic
        /// Now. The coins stay in memory.
        case sync
    }

    /// At least this many microseconds lie between two writes, if there is memory enough.
    private static let minimumInterval: Int64 = 50 * 60 * 1_000_000
    /// At most this many.
    private static let maximumInterval: Int64 = 70 * 60 * 1_000_000
    private static let megabyte = 1 << 20

    /// Writes changes to disk if it is time to. What refers to something is written after it: first
    /// the block and undo files, then the index, then the coins.
    func flush(_ mode: FlushMode) throws {
        if isPruningDue && areFilesIndexed { try prune(upTo: nil) }
        let now = NodeClock.nowMicroseconds
        let limit = configuration.coinsCacheBytes
        let usage = coins.memoryUsage
        let isLarge = usage > max(limit * 9 / 10, limit - 10 * Self.megabyte)
        let isEmptying: Bool
        switch mode {
        case .ifNeeded:
            isEmptying = usage > limit
            guard isEmptying else { return scheduleFirstWrite(now) }
            Log.info("Cache size (\(usage)) exceeds total space (\(limit))")
        case .periodic:
            isEmptying = isLarge
            guard isEmptying || (nextWriteTime != 0 && now >= nextWriteTime) else {
                return scheduleFirstWrite(now)
            }
        case .sync:
            isEmptying = false
        }
        try writeAll(emptyCache: isEmptying)
        nextWriteTime = now + .random(in: Self.minimumInterval...Self.maximumInterval)
    }

    private func scheduleFirstWrite(_ now: Int64) {
        if nextWriteTime == 0 {
            nextWriteTime = now + .random(in: Self.minimumInterval...Self.maximumInterval)
        }
    }

    private func writeAll(emptyCache: Bool) throws {
        try requireDiskSpace(at: configuration.blocksDirectory)
        try writeIndex()
        guard !coins.bestBlock.isZero else { return }
        // A coin takes about 48 bytes, may be written twice, and safety is a factor of two.
        try requireDiskSpace(
            at: configuration.dataDirectory, additional: 48 * 2 * 2 * coins.dirtyCount)
        try coins.flush(empty: emptyCache)
        if let node = tree.find(coins.bestBlock) {
            events.send(.flushed(locator: tree.locator(from: node)))
        }
    }

    /// Writes block files and index. On return both are on the disk.
    func writeIndex() throws {
        try files.flush()
        let records = dirtyBlocks.sorted().map { (hash: tree[$0].hash, record: tree[$0].record) }
        try databases.index.write(
            records: records, files: files.takeDirtyFiles(), lastFile: files.currentFile)
        dirtyBlocks = []
    }

    private func requireDiskSpace(at path: String, additional: Int = 0) throws {
        guard DiskSpace.suffices(at: path, additional: additional) else {
            throw StorageError.diskFull(path: path)
        }
    }
}
