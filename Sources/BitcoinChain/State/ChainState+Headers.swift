import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport

extension ChainState {
    /// Checks a header and adds it to the tree. `hasEnoughWork` says that it is on a chain whose work
    /// is worth the memory.
    func accept(header: BlockHeader, hash: BlockHash, hasEnoughWork: Bool) throws(BlockRejection) -> BlockNode
    {
        if hash != consensus.genesisHash {
            if let known = tree.find(hash) {
                guard !tree[known].status.contains(.failed) else {
                    Log.debug(.validation) { "AcceptBlockHeader: block \(hash) is marked invalid" }
                    throw BlockRejection(
                        .cachedInvalid, "duplicate-invalid",
                        debug: "block \(hash) was previously marked invalid")
                }
                return known
            }
            try check(header: header, hash: hash)
        }
        guard hasEnoughWork else {
            Log.debug(.validation) {
                "AcceptBlockHeader: not adding new block header \(hash), "
                    + "missing anti-dos proof-of-work validation"
            }
            throw BlockRejection(.headerLowWork, "too-little-chainwork")
        }
        return addToTree(header, hash: hash)
    }

    private func check(header: BlockHeader, hash: BlockHash) throws(BlockRejection) {
        do throws(BlockRejection) {
            try HeaderChecks.checkProofOfWork(header, hash: hash, parameters: consensus)
        } catch {
            Log.debug(.validation) {
                "AcceptBlockHeader: Consensus::CheckBlockHeader: \(hash), \(error)"
            }
            throw error
        }
        guard let parent = tree.find(header.previousBlock) else {
            Log.debug(.validation) {
                "header \(hash) has prev block not found: \(header.previousBlock)"
            }
            throw BlockRejection(.missingPrevious, "prev-blk-not-found")
        }
        guard !tree[parent].status.contains(.failed) else {
            Log.debug(.validation) {
                "header \(hash) has prev block invalid: \(header.previousBlock)"
            }
            throw BlockRejection(.invalidPrevious, "bad-prevblk")
        }
        do throws(BlockRejection) {
            try HeaderChecks.checkContext(
                header, after: tree.cursor(parent), now: NodeClock.now, parameters: consensus)
        } catch {
            Log.debug(.validation) {
                "AcceptBlockHeader: Consensus::ContextualCheckBlockHeader: \(hash), \(error)"
            }
            throw error
        }
    }

    /// Adds a header that has been checked.
    func addToTree(_ header: BlockHeader, hash: BlockHash) -> BlockNode {
        if let known = tree.find(hash) { return known }
        var status = BlockStatus()
        _ = status.raise(to: .tree)
        let node = tree.insert(header, hash: hash, status: status)
        dirtyBlocks.insert(node)
        if bestHeader.map({ tree[$0].chainWork < tree[node].chainWork }) ?? true {
            bestHeader = node
        }
        return node
    }

    /// Checks headers that follow each other, up to the first bad one. Returns the last good one.
    func accept(headers: [BlockHeader], hasEnoughWork: Bool) throws(BlockRejection) -> BlockNode? {
        var last: BlockNode?
        defer { announceBestHeader() }
        for header in headers {
            last = try accept(header: header, hash: header.hash, hasEnoughWork: hasEnoughWork)
        }
        return last
    }

    /// Tells of the best header if it has changed.
    func announceBestHeader() {
        guard let bestHeader, bestHeader != lastAnnouncedHeader else { return }
        lastAnnouncedHeader = bestHeader
        events.send(.headerTipChanged(snapshot(bestHeader)))
        guard isInitialDownload else { return }
        let entry = tree[bestHeader]
        let age = NodeClock.now - Int64(entry.header.time)
        let blocksLeft = max(0, age / consensus.targetSpacingSeconds)
        let progress = 100 * Double(entry.height) / max(1, Double(entry.height) + Double(blocksLeft))
        Log.info(
            "Synchronizing blockheaders, height: \(entry.height) (~\(progress.fixed(2))%)")
    }
}
