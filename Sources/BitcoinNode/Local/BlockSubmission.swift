import BitcoinChain
import BitcoinConsensus
import BitcoinInterfaces
import BitcoinPrimitives

/// Hands a block of a miner to the chain and finds out what became of it.
struct BlockSubmission: Sendable {
    let chain: ChainManager

    /// Submits a block. The verdict's reason is a word of BIP 22, or the rule that the block breaks.
    func submit(_ block: Block) async throws -> BlockVerdict {
        // A block that gets as far as being connected is judged there, which only the events tell.
        let (events, endRecord) = chain.events.record()
        // One that was connected before is not judged again, though it may be stored again after pruning.
        let wasActive = await chain.block(block.hash)?.isActive ?? false
        let isNew: Bool
        do {
            defer { endRecord() }
            isNew = try await chain.accept(block)
        } catch let rejection as BlockRejection {
            return BlockVerdict(reason: rejection.reason, debug: rejection.debug, accepted: false)
        }
        guard isNew else { return refused("duplicate") }
        guard let snapshot = await chain.block(block.hash) else { return refused("inconclusive") }
        if snapshot.isActive { return wasActive ? refused("inconclusive") : .accepted }
        guard snapshot.status.contains(.failed) else { return refused("inconclusive") }
        // Where it is bad only because a block before it turned out to be, nobody looked at it.
        for await event in events {
            if case .blockChecked(let hash, let rejection) = event, hash == block.hash {
                return BlockVerdict(
                    reason: rejection?.reason ?? "rejected", debug: rejection?.debug ?? "", accepted: false)
            }
        }
        return refused("inconclusive")
    }

    private func refused(_ reason: String) -> BlockVerdict {
        BlockVerdict(reason: reason, debug: "", accepted: false)
    }
}
