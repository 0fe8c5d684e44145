import BitcoinMempool
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinChain

@Suite struct MempoolReorganisationTests {
    let fixture = ChainFixture.forMempool()

    @Test func blockEmptiesTheMempoolAndTellsOfIt() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let first = payment(try await manager.coinbase(atHeight: 1))
        let second = payment(first)
        #expect(try await manager.verdicts([first, second]) == [nil, nil])
        let events = manager.events.subscribe(to: [.chain, .mempool, .wholeBlocks])
        let assembled = try await manager.assembleBlock(payingTo: anyoneCanSpend, BlockAssemblyOptions())
        #expect(assembled.contents.transactions.map(\.txid) == [first.txid, second.txid])
        #expect(assembled.contents.transactionFees.map(\.satoshis) == [1000, 1000])
        try await manager.accept(try await manager.solved(assembled.block))
        #expect(await manager.mempool.count == 0)
        try await manager.close()
        var confirmed: [Txid] = []
        var isConnected = false
        for await event in events {
            switch event {
            case .transactionsConfirmed(let entries, let height):
                #expect(!isConnected, "comes before the block itself")
                #expect(height == 104)
                confirmed = entries.map(\.transaction.txid)
            case .blockConnected: isConnected = true
            case .transactionRemoved: Issue.record("only the block tells of what it confirms")
            default: break
            }
        }
        #expect(Set(confirmed) == [first.txid, second.txid])
        #expect(isConnected)
    }

    @Test func transactionsOfALeftBlockComeBackAndMeetTheirChildren() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let parent = payment(try await manager.coinbase(atHeight: 1))
        #expect(try await manager.verdicts([parent]) == [nil])
        let assembled = try await manager.assembleBlock(payingTo: anyoneCanSpend, BlockAssemblyOptions())
        let block = try await manager.solved(assembled.block)
        try await manager.accept(block)
        // A child that comes only now does not know its parent as one of the mempool.
        let child = payment(parent)
        #expect(try await manager.verdicts([child]) == [nil])
        #expect(try await manager.invalidate(block.hash))
        let mempool = await manager.mempool
        #expect(mempool.inMiningOrder.map(\.transaction.txid) == [parent.txid, child.txid])
        #expect(mempool.ancestors(of: child.txid).map(\.transaction.txid) == [parent.txid])
        #expect(mempool.clusterCount(of: parent.txid) == 2)
        try await manager.close()
    }

    @Test func spendsOfCoinbasesThatBecomeTooYoungGo() async throws {
        let manager = try await fixture.open()
        let hashes = try await manager.generate(103)
        let mature = payment(try await manager.coinbase(atHeight: 2))
        let last = payment(try await manager.coinbase(atHeight: 4))
        let child = payment(last)
        #expect(try await manager.verdicts([mature, last, child]) == [nil, nil, nil])
        #expect(try await manager.invalidate(hashes[102]))
        #expect(await manager.mempoolIDs == [mature.txid])
        try await manager.close()
    }

    @Test func otherBranchDecidesBetweenRivals() async throws {
        let manager = try await fixture.open()
        try await manager.generate(103)
        let tip = try #require(await manager.tip)
        let coinbase = try await manager.coinbase(atHeight: 1)
        let mine = payment(coinbase)
        let child = payment(mine)
        #expect(try await manager.verdicts([mine, child]) == [nil, nil])
        try await manager.accept(
            try await manager.block(after: tip.hash, [mine], value: .zero, tag: 0x52))
        #expect(await manager.mempoolIDs == [child.txid])
        // Two blocks that confirm a transaction that spends the same.
        let rival = payment(coinbase, fee: 2000)
        let a = try await manager.block(after: tip.hash, [rival], value: .zero, tag: 0x53)
        try await manager.accept(a)
        try await manager.accept(try await manager.block(after: a.hash, tag: 0x53))
        #expect(await manager.height == tip.height + 2)
        #expect(await manager.mempool.count == 0, "neither the loser nor its child can be mined any more")
        try await manager.close()
    }

    /// What comes of a child whose lock is over zero blocks, when the chain becomes so many blocks shorter.
    private func childStays(
        shorterBy count: Int, isParentConfirmed: Bool, sequence: UInt32 = 0
    ) async throws -> Bool {
        let manager = try await ChainFixture.forMempool().open()
        try await manager.generate(106)
        let parent = payment(try await manager.coinbase(atHeight: 1))
        #expect(try await manager.verdicts([parent]) == [nil])
        if isParentConfirmed {
            let assembled = try await manager.assembleBlock(
                payingTo: anyoneCanSpend, BlockAssemblyOptions())
            try await manager.accept(try await manager.solved(assembled.block))
        }
        let child = payment([(parent, 0)], sequence: sequence)
        #expect(try await manager.verdicts([child]) == [nil])
        let height = await manager.height
        let left = try #require(await manager.block(atHeight: height - count + 1))
        #expect(try await manager.invalidate(left.hash))
        let found = await manager.mempoolIDs
        #expect(found.contains(parent.txid))
        try await manager.close()
        return found.contains(child.txid)
    }

    @Test func locksOfZeroBlocksOverUnconfirmedCoinsEndWithAShorterChain() async throws {
        // The lock counts from the block that was to be the next one, which is further away now.
        #expect(try await !childStays(shorterBy: 1, isParentConfirmed: false))
        #expect(try await childStays(shorterBy: 1, isParentConfirmed: false, sequence: 0xffff_fffd))
    }

    @Test func locksOfZeroBlocksAreFoundAnewWhenTheirBlockIsLeft() async throws {
        #expect(try await childStays(shorterBy: 1, isParentConfirmed: true))
        // Blocks are left one by one: at the second one the parent is in no block any more.
        #expect(try await !childStays(shorterBy: 2, isParentConfirmed: true))
    }
}
