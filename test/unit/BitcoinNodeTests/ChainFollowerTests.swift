import BitcoinChain
import BitcoinInterfaces
import BitcoinPrimitives
import Testing

@testable import BitcoinNode

@Suite(.timeLimit(.minutes(2))) struct ChainFollowerTests {
    /// Deals with blocks only while it may.
    private actor Receiver: ChainNotifications {
        private(set) var heights: [Int32] = []
        private var isHeldBack = true
        private var waiters: [CheckedContinuation<Void, Never>] = []

        func letGo() {
            isHeldBack = false
            for waiter in waiters { waiter.resume() }
            waiters = []
        }

        func blockConnected(_ block: BlockInfo) async {
            if isHeldBack { await withCheckedContinuation { waiters.append($0) } }
            heights.append(block.height)
        }

        func blocksConnected(_ run: BlockRun) async {
            if isHeldBack { await withCheckedContinuation { waiters.append($0) } }
            heights += run.firstHeight..<run.firstHeight + Int32(run.blocks.count)
        }

        func blockDisconnected(_ block: BlockInfo) {}
        func updatedBlockTip(_ tip: BlockRef) {}
        func chainStateFlushed(_ locator: BlockLocator) {}
        func transactionAddedToMempool(_ transaction: Transaction) {}
        func transactionRemovedFromMempool(_ transaction: Transaction, reason: MempoolRemovalReason) {}
        func mempoolReset() {}
    }

    @Test func blocksThatASlowReceiverWasNotToldOfAreNotPruned() async throws {
        let fixture = try NodeFixture()
        let chain = try await fixture.openChain(blocks: 10, prunesByHand: true)
        let receiver = Receiver()
        let local = LocalChain(node: fixture.node)
        let registration = try await local.handleNotifications(receiver, since: nil)
        for _ in 0..<690 { _ = try await chain.generateBlock(payingTo: Script([0x51])) }
        try await chain.prune(upTo: 400)
        #expect(await chain.prunedHeight == nil)
        await receiver.letGo()
        try await local.waitForNotifications()
        #expect(await receiver.heights == Array(11...700))
        // Now nobody needs them.
        try await chain.prune(upTo: 400)
        #expect(await chain.prunedHeight ?? 0 > 100)
        try await registration.disconnect()
        try await chain.close()
    }

    @Test func whoIsGoneKeepsNothing() async throws {
        let fixture = try NodeFixture()
        let chain = try await fixture.openChain(blocks: 10, prunesByHand: true)
        let receiver = Receiver()
        let registration = try await LocalChain(node: fixture.node).handleNotifications(receiver, since: nil)
        for _ in 0..<690 { _ = try await chain.generateBlock(payingTo: Script([0x51])) }
        await receiver.letGo()
        try await registration.disconnect()
        try await chain.prune(upTo: 400)
        #expect(await chain.prunedHeight ?? 0 > 100)
        try await chain.close()
    }
}
