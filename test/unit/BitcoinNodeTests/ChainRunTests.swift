import BitcoinChain
import BitcoinInterfaces
import BitcoinPrimitives
import BitcoinScript
import Testing

@testable import BitcoinNode

/// A receiver that is behind is led to the tip in runs of blocks, and each block comes once and in its place.
@Suite("Runs of blocks", .timeLimit(.minutes(2))) struct ChainRunTests {
    private let fixture: NodeFixture

    init() throws {
        fixture = try NodeFixture()
    }

    /// The blocks of the chain behind a height.
    private func hashes(_ chain: ChainManager, after height: Int = 0) async -> [BlockHash] {
        await chain.blocks(from: height + 1, count: 10_000).map(\.hash)
    }

    @Test func aReceiverIsLedToTheTipInOneRun() async throws {
        let chain = try await fixture.openChain(blocks: 30)
        let receiver = Receiver()
        let follower = ChainFollower(chain: chain, receiver: receiver)
        let genesis = try #require(await chain.block(atHeight: 0))
        await follower.start(since: BlockLocator(hashes: [genesis.hash]))
        await follower.waitUntilTold()
        #expect(await receiver.lengths == [30])
        #expect(await receiver.told == hashes(chain))
        #expect(await receiver.tips == [chain.tip?.hash])
        _ = try await chain.generateBlock(payingTo: Script([0x51]))
        await follower.waitUntilTold()
        // One that is not behind is told of each block by itself.
        #expect(await receiver.lengths == [30, 1])
        try await follower.disconnect()
    }

    @Test func whatHappensWhileAReceiverIsBusyIsToldTogether() async throws {
        let chain = try await fixture.openChain(blocks: 1)
        let receiver = Receiver()
        let follower = ChainFollower(chain: chain, receiver: receiver)
        await follower.start(since: nil)
        await receiver.stop()
        for _ in 0..<40 { _ = try await chain.generateBlock(payingTo: Script([0x51])) }
        await receiver.goOn()
        await follower.waitUntilTold()
        #expect(await receiver.told == hashes(chain, after: 1))
        #expect(await receiver.lengths.count <= 3)
        #expect(await receiver.tips.last == chain.tip?.hash)
        try await follower.disconnect()
    }

    @Test func blocksThatWereTakenBackMeanwhileAreToldAndTakenBack() async throws {
        let chain = try await fixture.openChain(blocks: 3)
        let receiver = Receiver()
        let follower = ChainFollower(chain: chain, receiver: receiver)
        await follower.start(since: BlockLocator(hashes: [try #require(await chain.block(atHeight: 0)).hash]))
        await follower.waitUntilTold()
        await receiver.stop()
        for _ in 0..<5 { _ = try await chain.generateBlock(payingTo: Script([0x51])) }
        let branch = try #require(await chain.block(atHeight: 3))
        _ = try await chain.invalidate(branch.hash)
        for _ in 0..<7 { _ = try await chain.generateBlock(payingTo: Script([0x52])) }
        await receiver.goOn()
        await follower.waitUntilTold()
        #expect(await receiver.active == hashes(chain))
        #expect(await receiver.takenBack > 0)
        try await follower.disconnect()
    }

    /// The queue of a receiver that is stopped is bounded; what was in it is made up for.
    @Test func aReceiverWhoseQueueHasOverflowedMissesNoBlock() async throws {
        let chain = try await fixture.openChain(blocks: 3)
        let receiver = Receiver()
        let follower = ChainFollower(chain: chain, receiver: receiver)
        await follower.start(since: BlockLocator(hashes: [try #require(await chain.block(atHeight: 0)).hash]))
        await follower.waitUntilTold()
        await receiver.stop()
        _ = try await chain.generateBlock(payingTo: Script([0x51]))
        try await receiver.waitUntilBusy()
        for _ in 0...ChainEventHub.defaultBacklog { _ = chain.events.sendFence() }
        for _ in 0..<9 { _ = try await chain.generateBlock(payingTo: Script([0x51])) }
        await receiver.goOn()
        await follower.waitUntilTold()
        #expect(await receiver.resets == 1)
        #expect(await receiver.active == hashes(chain))
        try await follower.disconnect()
    }
}

/// Notes what it is told, and can be stopped.
private actor Receiver: ChainNotifications {
    /// The blocks that were connected, in the order of the news.
    private(set) var told: [BlockHash] = []
    /// The same without those that were taken back.
    private(set) var active: [BlockHash] = []
    /// How many blocks each piece of news had.
    private(set) var lengths: [Int] = []
    private(set) var tips: [BlockHash?] = []
    private(set) var takenBack = 0
    private(set) var resets = 0
    private var isStopped = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func stop() { isStopped = true }

    func goOn() {
        isStopped = false
        for each in waiting { each.resume() }
        waiting = []
    }

    func waitUntilBusy() async throws {
        while waiting.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    }

    private func pause() async {
        if isStopped { await withCheckedContinuation { waiting.append($0) } }
    }

    func blockConnected(_ block: BlockInfo) async throws {
        await pause()
        told.append(block.hash)
        active.append(block.hash)
        lengths.append(1)
    }

    func blocksConnected(_ run: BlockRun) async throws {
        await pause()
        told += run.blocks.map(\.hash)
        active += run.blocks.map(\.hash)
        lengths.append(run.blocks.count)
    }

    func blockDisconnected(_ block: BlockInfo) async throws {
        await pause()
        #expect(active.popLast() == block.hash)
        takenBack += 1
    }

    func updatedBlockTip(_ tip: BlockRef) async throws { tips.append(tip.hash) }
    func chainStateFlushed(_ locator: BlockLocator) async throws {}
    func transactionAddedToMempool(_ transaction: Transaction) async throws {}
    func transactionRemovedFromMempool(
        _ transaction: Transaction, reason: MempoolRemovalReason
    ) async throws {}
    func mempoolReset() async throws { resets += 1 }
}
