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
        let full = cachesToEmpty(mode)
        switch mode {
        case .ifNeeded:
            guard !full.isEmpty else { return scheduleFirstWrite(now) }
        case .periodic:
            guard !full.isEmpty || (nextWriteTime != 0 && now >= nextWriteTime) else {
                return scheduleFirstWrite(now)
            }
        case .sync:
            break
        }
        try writeAll(emptying: full)
        nextWriteTime = now + .random(in: Self.minimumInterval...Self.maximumInterval)
    }

    /// The coins in memory: those of the tip, and those behind a snapshot.
    private var caches: [CoinsCache] { [coins] + (background.map { [$0.coins] } ?? []) }

    /// How much memory coins may take. Of two chains the one that has the more to do gets nearly all.
    func limit(of cache: CoinsCache) -> Int {
        let total = configuration.coinsCacheBytes
        guard background != nil else { return total }
        return total / 20 * ((cache === coins) == isInitialDownload ? 19 : 1)
    }

    /// The coins that take too much memory.
    private func cachesToEmpty(_ mode: FlushMode) -> [CoinsCache] {
        caches.filter { cache in
            let limit = limit(of: cache)
            let usage = cache.memoryUsage
            switch mode {
            case .ifNeeded:
                guard usage > limit else { return false }
                Log.info("Cache size (\(usage)) exceeds total space (\(limit))")
                return true
            case .periodic: return usage > max(limit * 9 / 10, limit - 10 * Self.megabyte)
            case .sync: return false
            }
        }
    }

    private func scheduleFirstWrite(_ now: Int64) {
        if nextWriteTime == 0 {
            nextWriteTime = now + .random(in: Self.minimumInterval...Self.maximumInterval)
        }
    }

    private func writeAll(emptying full: [CoinsCache]) throws {
        try requireDiskSpace(at: configuration.blocksDirectory)
        try writeIndex()
        for cache in caches where !cache.bestBlock.isZero {
            // A coin takes about 48 bytes, may be written twice, and safety is a factor of two.
            try requireDiskSpace(
                at: configuration.dataDirectory, additional: 48 * 2 * 2 * cache.dirtyCount)
            try cache.flush(empty: full.contains { $0 === cache })
        }
        if let node = tree.find(coins.bestBlock) {
            events.send(.flushed(locator: tree.locator(from: node)))
        }
    }

    /// Writes the coins, after the index.
    func flushCoins() throws {
        for cache in caches where !cache.bestBlock.isZero { try cache.flush(empty: false) }
    }

    /// Writes block files and index. On return both are on the disk.
    func writeIndex() throws {
        try files.flush()
        let records = dirtyBlocks.sorted().map { (hash: tree[$0].hash, record: tree[$0].record) }
        try databases.index.write(
            records: records, files: files.takeDirtyFiles(), lastFile: files.lastFile)
        dirtyBlocks = []
    }

    private func requireDiskSpace(at path: String, additional: Int = 0) throws {
        guard DiskSpace.suffices(at: path, additional: additional) else {
            throw StorageError.diskFull(path: path)
        }
    }
}
