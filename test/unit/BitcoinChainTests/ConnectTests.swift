import BitcoinConsensus
import BitcoinPrimitives
import BitcoinTesting
import Testing

@testable import BitcoinChain

/// The rules about coins, each broken once.
@Suite struct ConnectTests {
    let fixture = ChainFixture()

    /// Takes in a block whose fault shows only when it is connected, and returns the reason.
    private func reason(_ manager: ChainManager, _ block: Block) async throws -> String? {
        let events = manager.events.subscribe()
        do {
            try await manager.accept(block)
        } catch let rejection as BlockRejection {
            return rejection.reason
        }
        for await event in events {
            if case .blockChecked(block.hash, let rejection) = event { return rejection?.reason }
        }
        return nil
    }

    private func manager(blocks count: Int) async throws -> ChainManager {
        let manager = try await fixture.open()
        try await manager.generate(count)
        return manager
    }

    @Test func acceptsSpendOfMatureCoinbase() async throws {
        let manager = try await manager(blocks: 101)
        let tip = try #require(await manager.tip)
        let coin = try await manager.coinbase(atHeight: 2)
        let block = try await manager.block(after: tip.hash, [spend(coin)])
        #expect(try await reason(manager, block) == nil)
        #expect(await manager.tip?.hash == block.hash)
        #expect(try await manager.coin(OutPoint(txid: coin.txid, index: 0)) == nil)
        let made = try #require(
            try await manager.coin(OutPoint(txid: block.transactions[1].txid, index: 0)))
        #expect(made.height == 102 && !made.isCoinbase)
        let undo = try #require(try await manager.readUndo(block.hash))
        #expect(undo.transactions[0][0].output == coin.outputs[0])
    }

    @Test func rejectsCoinbaseSpentBefore100Blocks() async throws {
        let manager = try await manager(blocks: 100)
        let tip = try #require(await manager.tip)
        let block = try await manager.block(
            after: tip.hash, [spend(manager.coinbase(atHeight: 2))])
        #expect(try await reason(manager, block) == "bad-txns-premature-spend-of-coinbase")
        #expect(await manager.tip?.hash == tip.hash)
        #expect(await manager.block(block.hash)?.status.contains(.failed) == true)
    }

    @Test func rejectsSpendOfUnknownOutput() async throws {
        let manager = try await manager(blocks: 101)
        let tip = try #require(await manager.tip)
        let coin = try await manager.coinbase(atHeight: 1)
        let unknown = spend(spend(coin))
        #expect(
            try await reason(manager, manager.block(after: tip.hash, [unknown]))
                == "bad-txns-inputs-missingorspent")
    }

    @Test func rejectsOutputSpentTwiceInABlock() async throws {
        let manager = try await manager(blocks: 101)
        let tip = try #require(await manager.tip)
        let coin = try await manager.coinbase(atHeight: 1)
        let block = try await manager.block(
            after: tip.hash, [spend(coin), spend(coin, value: Amount(satoshis: 5))])
        #expect(try await reason(manager, block) == "bad-txns-inputs-missingorspent")
        // Nothing of the bad block is left in the coins.
        #expect(try await manager.coin(OutPoint(txid: coin.txid, index: 0)) != nil)
    }

    @Test func rejectsTransactionThatMakesMoney() async throws {
        let manager = try await manager(blocks: 101)
        let tip = try #require(await manager.tip)
        let coin = try await manager.coinbase(atHeight: 1)
        let greedy = spend(coin, value: coin.outputs[0].value + Amount(satoshis: 1))
        #expect(
            try await reason(manager, manager.block(after: tip.hash, [greedy]))
                == "bad-txns-in-belowout")
    }

    @Test func rejectsCoinbaseThatTakesTooMuch() async throws {
        let manager = try await manager(blocks: 101)
        let tip = try #require(await manager.tip)
        let subsidy = Amount(satoshis: 5_000_000_000)
        let block = try await manager.block(after: tip.hash, value: subsidy + Amount(satoshis: 1))
        #expect(try await reason(manager, block) == "bad-cb-amount")
    }

    @Test func letsTheCoinbaseCollectFees() async throws {
        let manager = try await manager(blocks: 101)
        let tip = try #require(await manager.tip)
        let coin = try await manager.coinbase(atHeight: 1)
        let generous = spend(coin, value: coin.outputs[0].value - Amount(satoshis: 1000))
        let block = try await manager.block(
            after: tip.hash, [generous], value: Amount(satoshis: 5_000_001_000))
        #expect(try await reason(manager, block) == nil)
    }

    @Test func rejectsTransactionBeforeItsRelativeLockTime() async throws {
        let manager = try await manager(blocks: 110)
        let tip = try #require(await manager.tip)
        // The coin is 104 blocks deep in the next block.
        let coin = try await manager.coinbase(atHeight: 7)
        let early = try await manager.block(after: tip.hash, [spend(coin, sequence: 105)])
        #expect(try await reason(manager, early) == "bad-txns-nonfinal")
        let ripe = try await manager.block(after: tip.hash, [spend(coin, sequence: 104)])
        #expect(try await reason(manager, ripe) == nil)
    }

    @Test func templateThatWouldFailIsNotGivenOut() async throws {
        let manager = try await manager(blocks: 100)
        let coin = try await manager.coinbase(atHeight: 50)
        await #expect(throws: BlockRejection.self) {
            try await manager.assembleBlock(
                payingTo: anyoneCanSpend,
                BlockContents(transactions: [spend(coin)], fees: .zero))
        }
        #expect(try await manager.coin(OutPoint(txid: coin.txid, index: 0)) != nil)
    }
}
