import BitcoinPrimitives
import BitcoinStorage
import Testing

@testable import BitcoinChain

@Suite(.timeLimit(.minutes(2))) struct SnapshotDumpTests {
    private func bytes(_ path: String) throws -> [UInt8] {
        let file = try FileHandle(path, mode: .read)
        return try file.readExactly(at: 0, count: file.size)
    }

    /// Blocks that spend outputs of blocks before and of their own.
    private func chainWithSpends(_ fixture: ChainFixture) async throws -> ChainManager {
        let manager = try await fixture.open()
        try await manager.generate(101)
        for height in 1...4 {
            let first = spend(try await manager.coinbase(atHeight: height))
            let second = spend(first, script: Script([0x51, UInt8(0x51 + height)]))
            let tip = try #require(await manager.tip)
            try await manager.accept(manager.block(after: tip.hash, [first, second], tag: 0x52))
            try await manager.generate(1)
        }
        return manager
    }

    @Test(arguments: [true, false])
    func coinsOfAnEarlierBlockAreThoseThatTheChainHadThere(inMemory: Bool) async throws {
        let fixture = ChainFixture()
        let manager = try await chainWithSpends(fixture)
        let top = await manager.height
        for height in stride(from: top - 1, through: 100, by: -1) {
            let target = try #require(await manager.block(atHeight: height))
            let path = fixture.directory.file("rolled-back-\(height)")
            let changes = fixture.directory.file("changes")
            let summary = try await manager.dumpCoins(
                asOf: target, to: SequentialFile(path, mode: .write), changesPath: inMemory ? nil : changes)
            #expect(summary.base.hash == target.hash)
            #expect(!Directory.exists(changes))
        }
        // Now the chain itself goes back, and has to have the very same coins.
        for height in stride(from: top - 1, through: 100, by: -1) {
            let above = try #require(await manager.block(atHeight: height + 1))
            #expect(try await manager.invalidate(above.hash))
            let path = fixture.directory.file("there-\(height)")
            let summary = try await manager.dumpCoins(to: SequentialFile(path, mode: .write))
            #expect(try bytes(path) == bytes(fixture.directory.file("rolled-back-\(height)")))
            let statistics = try await manager.coinStatistics(hash: .serialized)
            #expect(summary.hash == statistics.hash)
            #expect(summary.coinCount == statistics.outputCount)
        }
        try await manager.close()
    }

    @Test func blocksOfOtherBranchesAreNotGoneBackTo() async throws {
        let fixture = ChainFixture()
        let manager = try await fixture.open()
        let hashes = try await manager.generate(3)
        let side = try await manager.block(after: hashes[0], tag: 0x60)
        try await manager.accept(side)
        let target = try #require(await manager.block(side.hash))
        await #expect(throws: RollbackError.self) {
            try await manager.dumpCoins(
                asOf: target, to: SequentialFile(fixture.directory.file("out"), mode: .write),
                changesPath: nil)
        }
        try await manager.close()
    }
}
