import BitcoinChain
import BitcoinInterfaces
import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport
import Synchronization

/// Tells one receiver about the chain and the mempool, one thing after the other, each when it has dealt with the one before.
///
/// It remembers the block that the receiver was last told of, and reads blocks from disk as they are needed. What happens
/// meanwhile waits in a queue of bounded length. A receiver that is so slow that the queue overflows begins anew: it is led
/// from its block back to the fork and forward to the tip, in runs of blocks, and then told what is in the mempool. So a
/// receiver that is slow, or stopped, costs little memory and misses no block: those that it was not yet told of are kept
/// from being pruned.
actor ChainFollower: Handler {
    private static let names = Atomic<UInt64>(0)

    private let chain: ChainManager
    /// What pruning knows it by.
    private let name = "wallet follower \(ChainFollower.names.add(1, ordering: .relaxed).newValue)"
    private let receiver: any ChainNotifications
    private var position: BlockSnapshot?
    /// Blocks that follow on it and have not been told because more are already known to come.
    private var pending: [BlockSnapshot] = []
    /// Whether the receiver was told of blocks, but not yet that this came to rest.
    private var hasMoved = false
    private var worker: Task<Void, Never>?
    private var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]

    init(chain: ChainManager, receiver: any ChainNotifications) {
        self.chain = chain
        self.receiver = receiver
    }

    /// Begins with the block after the highest one of the locator that is in the best chain, or at the tip.
    func start(since locator: BlockLocator?) async {
        if let locator {
            position = await chain.fork(of: locator.hashes)
        } else {
            position = await chain.tip
        }
        await keepBlocks()
        worker = Task {
            await follow()
            await ended()
        }
    }

    func disconnect() async throws {
        worker?.cancel()
        await worker?.value
    }

    /// Returns when the receiver has dealt with all that had happened at the time of the call, or is gone.
    func waitUntilTold() async {
        guard worker != nil else { return }
        await withCheckedContinuation { waiters[chain.events.sendFence()] = $0 }
    }

    private func ended() async {
        await chain.setPruneLock(name, height: nil)
        worker = nil
        release(upTo: .max)
    }

    private func release(upTo fence: UInt64) {
        for (number, waiter) in waiters where number <= fence {
            waiters[number] = nil
            waiter.resume()
        }
    }

    // MARK: Following

    private func follow() async {
        var isFirst = true
        do {
            while !Task.isCancelled {
                let events = chain.events.subscribe(to: [.chain, .mempool])
                if !isFirst { try await receiver.mempoolReset() }
                pending = []
                let fence = chain.events.sendFence()
                try await catchUp()
                if !isFirst { try await tellMempool() }
                // Fences that the queue before has lost are among these.
                release(upTo: fence)
                isFirst = false
                for await event in events { try await handle(event) }
                // The queue overflowed, or the chain was closed.
                if chain.events.isClosed { return }
            }
        } catch {
            Log.debug(.ipc) { "A follower of the chain is gone: \(error)" }
        }
    }

    private func handle(_ event: ChainEvent) async throws {
        switch event {
        case .blockConnected(let block):
            return try await connect(block)
        case .tipChanged:
            if let last = pending.last, await !isTip(last) { return }
        case .blockDisconnected, .flushed, .transactionAdded, .transactionRemoved, .fence: break
        default: return
        }
        try await tellPending()
        switch event {
        case .blockDisconnected(let block):
            guard block.hash == position?.hash else { return }
            try await disconnect(block)
        case .tipChanged:
            try await rest()
        case .flushed(let locator):
            try await receiver.chainStateFlushed(BlockLocator(hashes: locator))
        case .transactionAdded(let added):
            try await receiver.transactionAddedToMempool(added.entry.transaction)
        case .transactionRemoved(let removed):
            try await receiver.transactionRemovedFromMempool(
                removed.entry.transaction, reason: MempoolRemovalReason(removed.reason))
        case .fence(let number):
            release(upTo: number)
        default:
            return
        }
    }

    private func connect(_ block: BlockSnapshot) async throws {
        if let last = pending.last ?? position {
            // What was told while catching up comes a second time.
            if await isOnPath(block, to: last) { return }
            guard block.header.previousBlock == last.hash else {
                try await tellPending()
                return try await catchUp()
            }
        }
        // Behind a block that is not the tip there are others, or that it was taken back: they can be told together.
        pending.append(block)
        if await isTip(block) || pending.count >= ChainManager.runLength() { try await tellPending() }
    }

    private func isTip(_ block: BlockSnapshot) async -> Bool { await chain.tip?.hash == block.hash }

    private func tellPending() async throws {
        while !pending.isEmpty, !Task.isCancelled {
            let height = await chain.tip?.height ?? 0
            pending.removeFirst(try await tell(pending, tip: height))
        }
    }

    private func isOnPath(_ block: BlockSnapshot, to position: BlockSnapshot) async -> Bool {
        await chain.ancestor(of: position.hash, atHeight: block.height)?.hash == block.hash
    }

    /// Tells of the first of some blocks that follow on the position: of as many as are not too much at once. Returns how
    /// many these are.
    private func tell(_ blocks: [BlockSnapshot], tip: Int) async throws -> Int {
        guard let first = blocks.first else { return 0 }
        var count = 1
        if blocks.count > 1 {
            let run = chain.run(of: blocks)
            count = run.count
            try await receiver.blocksConnected(
                BlockRun(
                    firstHeight: Int32(clamping: first.height), blocks: run, tipHeight: Int32(clamping: tip)))
        } else {
            try await receiver.blockConnected(describe(first))
        }
        position = blocks[count - 1]
        hasMoved = true
        await keepBlocks()
        return count
    }

    private func disconnect(_ block: BlockSnapshot) async throws {
        try await receiver.blockDisconnected(describe(block))
        position = await chain.block(block.header.previousBlock)
        hasMoved = true
        await keepBlocks()
    }

    /// Has what the receiver is still to be told of stay on disk.
    private func keepBlocks() async {
        guard chain.isPruning else { return }
        await chain.setPruneLock(name, height: position?.height ?? 0)
    }

    private func rest() async throws {
        guard hasMoved, let position else { return }
        hasMoved = false
        try await receiver.updatedBlockTip(BlockRef(position))
    }

    /// Leads the receiver to the tip.
    private func catchUp() async throws {
        while !Task.isCancelled, let tip = await chain.tip, tip.hash != position?.hash {
            if let here = position, await !isActive(here) {
                try await disconnect(here)
            } else {
                let following = await chain.blocks(
                    from: (position?.height ?? -1) + 1, count: ChainManager.runLength())
                // The chain may have changed since the position was looked at.
                guard following.first?.header.previousBlock == position?.hash ?? .zero else { continue }
                _ = try await tell(following, tip: tip.height)
            }
        }
        try await rest()
    }

    private func tellMempool() async throws {
        for entry in await chain.mempool.inMiningOrder {
            try await receiver.transactionAddedToMempool(entry.transaction)
        }
    }

    private func isActive(_ block: BlockSnapshot) async -> Bool {
        await chain.block(block.hash)?.isActive ?? false
    }

    private func describe(_ block: BlockSnapshot) async throws -> BlockInfo {
        let previous = block.header.previousBlock
        return BlockInfo(
            hash: block.hash, previousHash: previous.isZero ? nil : previous,
            height: Int32(clamping: block.height), maximumTimeSeconds: block.maximumTime,
            data: try await chain.readBlock(block.hash))
    }
}

extension MempoolRemovalReason {
    /// The reason in the words of the border.
    init(_ reason: RemovalReason) {
        self =
            switch reason {
            case .expiry: .expiry
            case .sizeLimit: .sizeLimit
            case .reorganisation: .reorganization
            case .block: .block
            case .conflict: .conflict
            case .replaced: .replaced
            }
    }
}
