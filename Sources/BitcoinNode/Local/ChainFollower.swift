import BitcoinChain
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinSupport

/// Tells one receiver about the chain, block by block, each when it has dealt with the one before.
///
/// It keeps no queue: it remembers the block that the receiver was last told of, and walks from there to the tip,
/// back to the fork and forward again, reading blocks from disk as they are needed. So a receiver that is slow, or
/// stopped, costs no memory and misses nothing.
actor ChainFollower: Handler {
    private let chain: ChainManager
    private let receiver: any ChainNotifications
    private var position: BlockSnapshot?
    private var worker: Task<Void, Never>?

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
        worker = Task { await follow() }
    }

    func disconnect() async throws {
        worker?.cancel()
        await worker?.value
    }

    private func follow() async {
        // Only that something happened counts here, so what piles up behind one event can be forgotten.
        let events = chain.events.subscribe(backlog: ChainEventHub.defaultBacklog)
        do {
            try await catchUp()
            for await event in events {
                switch event {
                case .tipChanged: try await catchUp()
                case .flushed(let locator):
                    try await receiver.chainStateFlushed(BlockLocator(hashes: locator))
                default: continue
                }
            }
            // A receiver so slow that its events overflowed begins anew from where it stands.
            if !Task.isCancelled, await chain.tip?.hash != position?.hash { await follow() }
        } catch {
            Log.debug(.ipc) { "A follower of the chain is gone: \(error)" }
        }
    }

    private func catchUp() async throws {
        var moved = false
        while !Task.isCancelled, let tip = await chain.tip, tip.hash != position?.hash {
            moved = true
            if let here = position, await !isActive(here) {
                try await receiver.blockDisconnected(describe(here))
                position = await chain.block(here.header.previousBlock)
            } else {
                let height = (position?.height ?? -1) + 1
                guard let next = await chain.block(atHeight: height) else { break }
                try await receiver.blockConnected(describe(next))
                position = next
            }
        }
        if moved, let position { try await receiver.updatedBlockTip(BlockRef(position)) }
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
