import BitcoinConsensus
import BitcoinPrimitives
import BitcoinSupport
import BitcoinTesting
import Testing

@testable import BitcoinChain

@Suite struct ReorganisationTests {
    let fixture = ChainFixture()

    /// Adds `count` blocks on a block, each paying to a script of its own.
    private func branch(_ manager: ChainManager, from hash: BlockHash, _ count: Int, tag: UInt8)
        async throws -> [BlockHash]
    {
        var hashes: [BlockHash] = []
        var parent = hash
        for _ in 0..<count {
            let block = try await manager.block(after: parent, tag: tag)
            try await manager.accept(block)
            parent = block.hash
            hashes.append(parent)
        }
        return hashes
    }

    @Test func followsTheBranchOfMoreWork() async throws {
        let manager = try await fixture.open()
        let start = try #require(await manager.tip)
        let a = try await branch(manager, from: start.hash, 3, tag: 0x51)
        let b = try await branch(manager, from: start.hash, 3, tag: 0x52)
        #expect(await manager.tip?.hash == a[2], "of equal work, the first one stays")
        let tips = await manager.chainTips()
        #expect(tips.map(\.hash) == [a[2], b[2]])
        #expect(tips.map(\.branchLength) == [0, 3])
        #expect(tips.map(\.status) == [.active, .validHeaders])

        let events = manager.events.subscribe()
        let more = try await branch(manager, from: b[2], 1, tag: 0x52)
        #expect(await manager.tip?.hash == more[0])
        #expect(await manager.chainTips().map(\.status) == [.active, .validFork])

        // Subscribers see every step, in order.
        try await manager.close()
        var disconnected: [BlockHash] = []
        var connected: [BlockHash] = []
        for await event in events {
            switch event {
            case .blockDisconnected(let block): disconnected.append(block.hash)
            case .blockConnected(let block): connected.append(block.hash)
            default: break
            }
        }
        #expect(disconnected == a.reversed())
        #expect(connected == b + more)
    }

    @Test func coinsAreThoseOfTheNewBranch() async throws {
        let manager = try await fixture.open()
        try await manager.generate(101)
        let fork = try #require(await manager.tip)
        let coin = try await manager.coinbase(atHeight: 1)
        let spending = try await manager.block(after: fork.hash, [spend(coin)])
        try await manager.accept(spending)
        let outPoint = OutPoint(txid: coin.txid, index: 0)
        #expect(try await manager.coin(outPoint) == nil)
        _ = try await branch(manager, from: fork.hash, 2, tag: 0x53)
        #expect(await manager.height == 103)
        #expect(try await manager.coin(outPoint)?.height == 1)
        #expect(try await manager.coin(OutPoint(txid: spending.transactions[1].txid, index: 0)) == nil)
        #expect(try await manager.verify(level: 4, depth: 0) == .success)
    }

    @Test func goesBackWhenTheBetterBranchTurnsOutBad() async throws {
        let manager = try await fixture.open()
        try await manager.generate(5)
        let tip = try #require(await manager.tip)
        let fork = try #require(await manager.block(atHeight: 2))
        var parent = fork.hash
        var headers: [BlockHash] = []
        for index in 0..<4 {
            let block = try await manager.block(
                after: parent, value: index == 3 ? Amount(satoshis: 5_000_000_001) : nil, tag: 0x54)
            try await manager.accept(block)
            parent = block.hash
            headers.append(parent)
        }
        // The fourth is bad, and the first three alone have no more work.
        let final = await manager.tip?.hash
        #expect(final == tip.hash || final == headers[2])
        #expect(await manager.tip?.height == 5)
        #expect(await manager.block(headers[3])?.status.contains(.failed) == true)
        #expect(try await manager.verify(level: 4, depth: 0) == .success)
    }

    @Test func userCanInvalidateAndReconsider() async throws {
        let manager = try await fixture.open()
        let hashes = try await manager.generate(10)
        #expect(try await manager.invalidate(hashes[4]))
        #expect(await manager.tip?.hash == hashes[3])
        #expect(await manager.bestHeader?.hash == hashes[3])
        #expect(await manager.chainTips().map(\.status) == [.invalid, .active])
        let other = try await branch(manager, from: hashes[3], 2, tag: 0x55)
        #expect(await manager.tip?.hash == other[1])
        #expect(try await manager.reconsider(hashes[4]))
        #expect(await manager.tip?.hash == hashes[9])
        #expect(await manager.chainTips().map(\.status) == [.active, .validFork])
    }

    @Test func marksSurviveARestart() async throws {
        let manager = try await fixture.open()
        let hashes = try await manager.generate(10)
        #expect(try await manager.invalidate(hashes[4]))
        try await manager.close()
        let reopened = try await fixture.open()
        #expect(await reopened.tip?.hash == hashes[3])
        #expect(await reopened.block(hashes[9])?.status.contains(.failed) == true)
        try await reopened.close()
    }

    @Test func rejectsBlocksOnABadBlock() async throws {
        let manager = try await fixture.open()
        let hashes = try await manager.generate(3)
        #expect(try await manager.invalidate(hashes[2]))
        let child = try await manager.block(after: hashes[2])
        await #expect(throws: BlockRejection(.invalidPrevious, "bad-prevblk")) {
            try await manager.accept(child)
        }
        let bad = try #require(try await manager.readBlock(hashes[2]))
        await #expect {
            try await manager.accept(bad)
        } throws: {
            ($0 as? BlockRejection)?.reason == "duplicate-invalid"
        }
    }

    @Test func userCanPreferABlockOfEqualWork() async throws {
        let manager = try await fixture.open()
        let start = try #require(await manager.tip)
        let a = try await branch(manager, from: start.hash, 2, tag: 0x51)
        let b = try await branch(manager, from: start.hash, 2, tag: 0x52)
        #expect(await manager.tip?.hash == a[1])
        #expect(try await manager.makePrecious(b[1]))
        #expect(await manager.tip?.hash == b[1])
        #expect(try await manager.makePrecious(a[1]))
        #expect(await manager.tip?.hash == a[1])
        #expect(try await manager.makePrecious(b[0]), "less work than the tip: nothing happens")
        #expect(await manager.tip?.hash == a[1])
    }

    @Test func deepReorganisationsWork() async throws {
        let manager = try await fixture.open()
        let start = try #require(await manager.tip)
        try await manager.generate(150)
        let other = try await branch(manager, from: start.hash, 151, tag: 0x56)
        #expect(await manager.tip?.hash == other[150])
        #expect(try await manager.verify(level: 4, depth: 0) == .success)
    }

    @Test(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
    func refusesTheSecondBlockOfBtcdsChain() async throws {
        let fixture = ChainFixture(.main)
        let manager = try await ChainManager.open(fixture.configuration)
        let events = manager.events.subscribe()
        try await manager.importBlocks(
            from: [fixture.file("block-runs/btcd_reorg_0_4_3A_4A_5A.blkdat.xz")])
        #expect(await manager.height == 1)
        try await manager.close()
        var reasons: [String] = []
        for await event in events {
            if case .blockChecked(_, let rejection?) = event { reasons.append(rejection.reason) }
        }
        #expect(reasons == ["bad-txns-premature-spend-of-coinbase"])
    }

    @Test(.enabled(if: TestData.isAvailable, "needs BITCOIN_TEST_DATA"))
    func followsFlorestasReorganisation() async throws {
        let json = try JSONValue(
            parsing: String(
                decoding: TestData.read("block-runs/floresta_regtest_reorg.json"), as: UTF8.self))
        let branches = try #require(json.array).map { try #require($0.array).compactMap(\.string) }
        #expect(branches.map(\.count) == [10, 11])
        let manager = try await ChainManager.open(fixture.configuration)
        for branch in branches {
            var last: BlockHash?
            for hex in branch {
                let block = try Block(serialized: #require(Hex.decode(hex)))
                try await manager.accept(block)
                last = block.hash
            }
            #expect(await manager.tip?.hash == last)
        }
        #expect(await manager.height == 16)
        #expect(await manager.chainTips().map(\.branchLength) == [0, 5])
    }
}
