import BitcoinCommands
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import BitcoinSupport

/// How a scan of the chain ended.
enum ScanResult: Sendable {
    /// Every block was looked at; this is the last one.
    case success(last: BlockRef?)
    /// A block was not there; this is the last such block. The others were looked at.
    case failure(BlockHash)
    /// The user stopped it; this is the last block that was looked at.
    case aborted(last: BlockRef?)
}

/// How far a scan has come.
private struct ScanCourse {
    /// The height where it began.
    let start: Int32
    /// The next height.
    var height: Int32
    /// The last height, as far as is known.
    var limit: Int32 = -1
    /// The last block that was looked at.
    var last: BlockRef?
    /// The last block that was not there.
    var lastMissing: BlockHash?
    /// A block that does not follow on the one before.
    var problem: BlockHash?
    /// When it was last written down.
    var saved = ContinuousClock.now
    var reader: BlockReader
    /// Whether the node has filters, which of the blocks up to a height they let through, and that height.
    var usesFilters = false
    var interesting: [Int32] = []
    var interestingEnd: Int32

    init(from start: Int32, reader: BlockReader) {
        self.start = start
        height = start
        interestingEnd = start
        self.reader = reader
    }

    /// From 0 to 1.
    var progress: Double {
        limit > start ? Double(height - start) / Double(limit - start + 1) : 0
    }
}

/// Looks through the chain for transactions of the wallet.
extension Wallet {
    /// After so long a scan that was interrupted goes on where it was.
    private static let savingInterval = Duration.seconds(60)
    /// How many blocks the filters are asked about at once.
    private static let batchSize: Int32 = 1000

    /// Takes the right to scan. Throws if a scan is going on.
    func beginScan() throws {
        guard scan == nil else {
            throw RPCError(.wallet, "Wallet is currently rescanning. Abort existing rescan or wait.")
        }
        isAbortingScan = false
        scan = ScanState()
    }

    func endScan() {
        scan = nil
        if locksAfterScan { lock() }
        observers.tell(.scanProgressed(100))
    }

    /// Has a scan that is going on end early. Says whether there was one.
    func abortScan() -> Bool {
        guard scan != nil, !isAbortingScan else { return false }
        isAbortingScan = true
        return true
    }

    private func noteProgress(_ progress: Double) {
        let percent = Int32(progress * 100)
        if let scan, percent > Int32(scan.progress * 100) { observers.tell(.scanProgressed(percent)) }
        scan?.progress = progress
    }

    /// Scans from one height to another, or to the tip and the memory pool. The right to scan must have been taken,
    /// except by a wallet that is being loaded.
    func scanChain(from start: Int32, to end: Int32?, isAttaching: Bool = false) async throws -> ScanResult {
        guard let chain, let first = try await chain.getBlockHash(height: start) else {
            return .success(last: nil)
        }
        let began = ContinuousClock.now
        var course = ScanCourse(from: start, reader: BlockReader(chain))
        course.usesFilters = try await matches(from: start, to: start) != nil
        log(
            "Rescan started from block \(first)... ("
                + (course.usesFilters
                    ? "fast variant using block filters" : "slow variant inspecting all blocks") + ")")
        defer { course.reader.cancel() }
        while !isAbortingScan {
            if course.height > course.limit {
                if let end {
                    course.limit = end
                } else {
                    course.limit = try await chain.getTip()?.height ?? -1
                }
                guard course.height <= course.limit else { break }
            }
            noteProgress(course.progress)
            if try await skip(&course) { continue }
            guard try await inspect(&course) else { break }
            if let problem = course.problem { return .failure(problem) }
            try await save(&course, isAttaching: isAttaching)
        }
        if end == nil, !isAbortingScan {
            log("Scanning current mempool transactions.")
            try await chain.requestMempoolTransactions(self)
        }
        if isAbortingScan {
            log("Rescan aborted at block \(course.height). Progress=\(scan?.progress ?? 0)")
            return .aborted(last: course.last)
        }
        if let missing = course.lastMissing { return .failure(missing) }
        let milliseconds = began.duration(to: .now) / .milliseconds(1)
        log("Rescan completed in \(String(Int(milliseconds)).leftPadded(to: 15))ms")
        return .success(last: course.last)
    }

    /// With filters, whole runs of blocks can be left out. Says whether the next one was.
    private func skip(_ course: inout ScanCourse) async throws -> Bool {
        guard let chain, course.usesFilters else { return false }
        if course.height >= course.interestingEnd || addressesChanged {
            addressesChanged = false
            course.interestingEnd = min(course.limit, course.height + Self.batchSize - 1) + 1
            guard let found = try await matches(from: course.height, to: course.interestingEnd - 1) else {
                course.usesFilters = false
                return false
            }
            course.interesting = found
        }
        let wanted = course.interesting.first { $0 >= course.height } ?? course.interestingEnd
        guard wanted > course.height else {
            let hash = try await chain.getBlockHash(height: course.height) ?? .zero
            Log.debug(.scan, "Fast rescan: inspect block \(course.height) [\(hash)] (filter matched)")
            return false
        }
        course.height = wanted
        if let hash = try await chain.getBlockHash(height: wanted - 1) {
            course.last = BlockRef(hash: hash, height: wanted - 1)
        }
        return true
    }

    /// Looks at the next block. Says whether there is one.
    private func inspect(_ course: inout ScanCourse) async throws -> Bool {
        let height = course.height
        let ahead = course.usesFilters ? nil : course.limit
        guard let found = try await course.reader.block(at: height, readingAheadTo: ahead) else {
            return false
        }
        course.height += 1
        guard !found.data.isEmpty else {
            course.lastMissing = found.hash
            // What follows on a gap follows on nothing that was looked at.
            course.last = nil
            return true
        }
        guard let place = try connectScanned(found, at: height, after: course.last) else {
            // The chain was reorganised under the scan: the notifications bring what changed.
            course.problem = found.hash
            return true
        }
        course.last = place
        return true
    }

    /// Lets others in from time to time and, less often, says how far the scan is and writes it down.
    private func save(_ course: inout ScanCourse, isAttaching: Bool) async throws {
        if Int(course.height) % Self.breathingInterval == 0 { await Task.yield() }
        guard course.saved.duration(to: .now) >= Self.savingInterval, let chain, let last = course.last else {
            return
        }
        course.saved = .now
        log("Still rescanning. At block \(course.height). Progress=\(scan?.progress ?? 0)")
        if isAttaching, let locator = try await chain.getLocator(last.hash) {
            try database.transaction { try database.write(bestBlock: locator) }
        }
    }

    /// Takes in a block that a scan has reached; `nil` if it is not the one that follows on the last.
    private func connectScanned(
        _ found: ChainBlock, at height: Int32, after last: BlockRef?
    ) throws -> BlockRef? {
        guard let block = try found.decoded() else { return nil }
        if let last, last.hash != block.header.previousBlock { return nil }
        let place = BlockRef(hash: found.hash, height: height)
        _ = try connect(block, at: place, maximumTime: found.maximumTimeSeconds, isOld: true)
        return place
    }

    /// The blocks that may concern the wallet as far as their filters tell; `nil` if there are none.
    private func matches(from start: Int32, to end: Int32) async throws -> [Int32]? {
        try await chain?.findMatchingBlocks(from: start, to: end, scripts: Array(owners.keys))
    }

    /// Looks at what happened since a time, for keys that are new to the wallet.
    ///
    /// - Returns: the time from which on everything was seen: the same unless blocks were missing.
    func rescan(sinceTime time: Int64) async throws -> (time: Int64, result: ScanResult) {
        guard let chain,
            let start = try await chain.findFirstBlock(timeSeconds: time - Self.timeWindow, minimumHeight: 0)
        else { return (time, .success(last: nil)) }
        let tip = ledger.tip?.height ?? 0
        log("RescanFromTime: Rescanning last \(tip - start.height + 1) blocks")
        let result = try await scanChain(from: start.height, to: nil)
        guard case .failure(let hash) = result,
            let found = try await chain.findBlock(hash, includeData: false)
        else { return (time, result) }
        return (found.maximumTimeSeconds + Self.timeWindow + 1, result)
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
