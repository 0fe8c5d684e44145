import BitcoinChain
import BitcoinPrimitives
import BitcoinSupport

/// The template that is given to all users of `getblocktemplate`. A change of the mempool alone does not spoil one that is
/// but a few seconds old: miners ask often, and need no template that is better by a trifle.
actor TemplateStore {
    private let maker: BlockMaker
    private var last: (block: AssembledBlock, time: Int64)?

    /// Seconds of the node's clock.
    private static let toleratedAge: Int64 = 5

    init(_ maker: BlockMaker) { self.maker = maker }

    /// The change of the mempool that the last template was made after.
    var lastChange: UInt64 { last?.block.moment.mempoolChange ?? 0 }

    /// A template that follows the tip. Throws the rejection if such a block would not be accepted.
    func template(_ chain: ChainManager) async throws -> AssembledBlock {
        let moment = await chain.moment
        if let (block, time) = last, block.moment.tip == moment.tip,
            block.moment == moment || NodeClock.now - time <= Self.toleratedAge
        {
            return await chain.refreshed(block) ?? block
        }
        last = nil
        let block = try await maker.assemble(payingTo: BlockMaker.anyoneCanSpend)
        last = (block, NodeClock.now)
        return block
    }
}
