import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinTesting
import Testing

@testable import BitcoinChain

/// What the user sees when files are damaged, missing, or of another network.
@Suite struct DamageTests {
    let fixture = ChainFixture()

    private func closedChain(_ count: Int) async throws {
        let manager = try await fixture.open()
        try await manager.generate(count)
        try await manager.close()
    }

    private func errorAtStart(_ configuration: ChainConfiguration? = nil) async -> String {
        do {
            let manager = try await ChainManager.open(configuration ?? fixture.configuration)
            try await manager.close()
            return "none"
        } catch let error as ChainError where error.remedy == .reindex {
            return "\(error). Please restart with -reindex"
        } catch {
            return "\(error)"
        }
    }

    @Test func namesAMissingBlockFile() async throws {
        try await closedChain(3)
        let path = fixture.directory.file("data/blocks/blk00000.dat")
        try Directory.remove(path)
        let error = await errorAtStart()
        #expect(error.contains(path) && error.contains("-reindex"))
    }

    @Test func findsADamagedBlock() async throws {
        try await closedChain(3)
        let manager = try await fixture.open()
        let block = try #require(await manager.block(atHeight: 3))
        let position = try #require(block.dataPosition)
        let path = manager.blockFiles.blocks.path(of: 0)
        let obfuscation = manager.blockFiles.obfuscation
        try await manager.close()
        var bytes: [UInt8] = [0xaa]
        obfuscation.apply(to: &bytes, offset: position.offset + 100)
        try FileHandle(path, mode: .update).write(bytes, at: position.offset + 100)
        let error = await errorAtStart()
        #expect(error.hasPrefix("Corrupted block database detected: "), "\(error)")
        #expect(error.contains(path) && error.contains("-reindex"), "\(error)")
    }

    @Test func namesADamagedCoinsDatabase() async throws {
        try await closedChain(3)
        let path = fixture.directory.file("data/chainstate")
        _ = try TestData.output(of: "printf 'MANIFEST-999999\\n' > '\(path)/CURRENT'")
        let error = await errorAtStart()
        #expect(error.hasPrefix("Error opening coins database: "), "\(error)")
        #expect(error.contains(path) && error.contains("-reindex"), "\(error)")
    }

    @Test func findsADamagedUndoRecord() async throws {
        try await closedChain(3)
        let path = fixture.directory.file("data/blocks/rev00000.dat")
        try FileHandle(path, mode: .update).write([UInt8](repeating: 0x55, count: 100), at: 20)
        let error = await errorAtStart()
        #expect(error.hasPrefix("Corrupted block database detected: "), "\(error)")
        #expect(error.contains(path) && error.contains("-reindex"), "\(error)")
    }

    @Test func namesACutOffBlockFile() async throws {
        try await closedChain(3)
        let manager = try await fixture.open()
        let block = try #require(await manager.block(atHeight: 2))
        let path = manager.blockFiles.blocks.path(of: 0)
        try FileHandle(path, mode: .update).truncate(to: 400)
        await #expect {
            _ = try await manager.readBlock(block.hash)
        } throws: {
            "\($0)".contains(path)
        }
    }

    @Test func refusesAFolderOfAnotherNetwork() async throws {
        try await closedChain(1)
        var configuration = fixture.configuration
        configuration.parameters = .parameters(for: .main)
        let error = await errorAtStart(configuration)
        #expect(error.contains("Error loading block database") && error.contains("-reindex"), "\(error)")
    }

    @Test func refusesASecondNodeOnTheFolder() async throws {
        let manager = try await fixture.open()
        let error = await errorAtStart()
        #expect(error.contains("is in use by another process"))
        try await manager.close()
        #expect(await errorAtStart() == "none")
    }

    @Test func namesADamagedIndex() async throws {
        try await closedChain(3)
        _ = try TestData.output(
            of: "for f in \(fixture.directory.file("data/blocks/index"))/*.log; do "
                + "printf '\\125\\125\\125\\125\\125\\125\\125\\125' | dd of=$f bs=1 seek=30 conv=notrunc 2>/dev/null; done"
        )
        let error = await errorAtStart()
        #expect(error.contains("blocks/index") && error.contains("-reindex"))
    }

    @Test func refusesBlocksFromTheFuture() async throws {
        let manager = try await fixture.open()
        let tip = try #require(await manager.tip)
        let block = try await manager.block(after: tip.hash, time: .max)
        await #expect {
            try await manager.accept(block)
        } throws: {
            ($0 as? BlockRejection)?.reason == "time-too-new"
        }
    }
}
