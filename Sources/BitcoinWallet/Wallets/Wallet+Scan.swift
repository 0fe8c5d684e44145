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

/// Looks through the chain for transactions of the wallet.
extension Wallet {
    /// After so long a scan that was interrupted goes on where it was.
    private static let savingInterval = Duration.seconds(60)
    /// How many blocks are asked about at once.
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
        guard let chain else { return .success(last: nil) }
        let began = ContinuousClock.now
        var saved = began
        var height = start
        var last: BlockRef?
        var lastMissing: BlockHash?
        guard let first = try await chain.getBlockHash(height: start) else { return .success(last: nil) }
        var usesFilters = try await matches(from: start, to: start) != nil
        log(
            "Rescan started from block \(first)... ("
                + (usesFilters
                    ? "fast variant using block filters" : "slow variant inspecting all blocks") + ")")
        var next: Task<FoundBlock?, any Error>?
        defer { next?.cancel() }
        var interesting: [Int32]?
        var interestingEnd = start
        while !isAbortingScan {
            let limit: Int32
            if let end { limit = end } else { limit = try await chain.getTip()?.height ?? -1 }
            guard height <= limit else { break }
            noteProgress(limit > start ? Double(height - start) / Double(limit - start + 1) : 0)

            // With filters, whole runs of blocks can be left out.
            if usesFilters {
                if height >= interestingEnd || addressesChanged {
                    addressesChanged = false
                    interestingEnd = min(limit, height + Self.batchSize - 1) + 1
                    interesting = try await matches(from: height, to: interestingEnd - 1)
                    if interesting == nil { usesFilters = false }
                }
                if let heights = interesting {
                    let wanted = heights.first { $0 >= height } ?? interestingEnd
                    if wanted > height {
                        height = wanted
                        if let hash = try await chain.getBlockHash(height: height - 1) {
                            last = BlockRef(hash: hash, height: height - 1)
                        }
                        continue
                    }
                }
            }

            if usesFilters {
                let hash = try await chain.getBlockHash(height: height) ?? .zero
                Log.debug(.scan, "Fast rescan: inspect block \(height) [\(hash)] (filter matched)")
            }
            let found: FoundBlock?
            if let next { found = try await next.value } else { found = try await block(at: height) }
            // The next block travels while this one is looked at.
            let following = height + 1
            next = !usesFilters && following <= limit ? Task { try await self.block(at: following) } : nil
            guard let found, found.data != nil else {
                let hash = try await chain.getBlockHash(height: height)
                guard let hash else { break }
                lastMissing = hash
                // What follows on a gap follows on nothing that was looked at.
                last = nil
                height += 1
                continue
            }
            guard let place = try connectScanned(found, at: height, after: last) else {
                // The chain was reorganised under the scan: the notifications bring what changed.
                return .failure(found.hash)
            }
            last = place
            height += 1
            if saved.duration(to: .now) >= Self.savingInterval {
                saved = .now
                log("Still rescanning. At block \(height). Progress=\(scan?.progress ?? 0)")
                if isAttaching, let locator = try await chain.getLocator(place.hash) {
                    try database.transaction { try database.write(bestBlock: locator) }
                }
            }
        }
        if end == nil, !isAbortingScan {
            log("Scanning current mempool transactions.")
            try await chain.requestMempoolTransactions(self)
        }
        if isAbortingScan {
            log("Rescan aborted at block \(height). Progress=\(scan?.progress ?? 0)")
            return .aborted(last: last)
        }
        if let lastMissing { return .failure(lastMissing) }
        let milliseconds = began.duration(to: .now) / .milliseconds(1)
        log("Rescan completed in \(String(Int(milliseconds)).leftPadded(to: 15))ms")
        return .success(last: last)
    }

    /// Takes in a block that a scan has reached; `nil` if it is not the one that follows on the last.
    private func connectScanned(
        _ found: FoundBlock, at height: Int32, after last: BlockRef?
    ) throws -> BlockRef? {
        guard let block = found.data, found.height == height else { return nil }
        if let last, last.hash != block.header.previousBlock { return nil }
        let place = BlockRef(hash: found.hash, height: height)
        let maximumTime = UInt32(clamping: found.maximumTimeSeconds)
        _ = try connect(block, at: place, maximumTime: maximumTime, isOld: true)
        return place
    }

    private func block(at height: Int32) async throws -> FoundBlock? {
        guard let chain, let hash = try await chain.getBlockHash(height: height) else { return nil }
        return try await chain.findBlock(hash, includeData: true)
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
