import BitcoinPrimitives
import BitcoinStorage
import Testing

@testable import BitcoinChain
@testable import BitcoinConsensus

/// Files that are no snapshot for this node.
@Suite(.timeLimit(.minutes(4))) struct SnapshotRefusalTests {
    /// Nothing of a snapshot that is refused stays.
    private func expect(
        _ expected: SnapshotLoadError, _ fixture: SnapshotFixture, _ chain: ChainManager, path: String? = nil
    ) async throws {
        await #expect(throws: expected) { try await chain.loadSnapshot(fixture.reader(path)) }
        #expect(!Directory.exists(fixture.folder.path))
        #expect(await chain.chainStates.count == 1)
    }

    @Test func refusesASnapshotOfAnUnknownOrUnsuitableBlock() async throws {
        var fixture = try await SnapshotFixture()
        let chain = try await fixture.openNode(headers: fixture.baseHeight - 1)
        try await expect(.missingHeader(fixture.base), fixture, chain)
        try await chain.accept(headers: fixture.blocks.map(\.header))
        #expect(try await chain.invalidate(fixture.blocks[50].hash))
        try await expect(.invalidBase(fixture.base), fixture, chain)
        #expect(try await chain.reconsider(fixture.blocks[50].hash))
        for block in fixture.blocks { try await chain.accept(block) }
        try await expect(.notEnoughWork, fixture, chain)
        try await chain.close()
        fixture.node.configuration.parameters.assumeUTXO = []
        let other = try await fixture.node.open()
        try await expect(.unknownBase(fixture.base, heights: []), fixture, other)
        try await other.close()
    }

    @Test func refusesASnapshotBesideTheHeadersOfMostWork() async throws {
        let fixture = try await SnapshotFixture()
        let chain = try await fixture.openNode(headers: fixture.baseHeight)
        var parent = fixture.blocks[fixture.baseHeight - 2].hash
        for _ in 0..<2 {
            let block = try await chain.block(after: parent, tag: 0x61)
            try await chain.accept(headers: [block.header])
            parent = block.hash
        }
        try await expect(.forkedHeaders, fixture, chain)
        try await chain.close()
    }

    @Test func refusesDamagedFiles() async throws {
        let fixture = try await SnapshotFixture()
        let chain = try await fixture.openNode()
        let count = fixture.coinCount
        let start = SnapshotMetadata.size
        // Cut off anywhere.
        for length in [start, start + 1, start + 33, start + 40, 2000] {
            let path = try fixture.changedFile { $0.removeLast($0.count - length) }
            await #expect {
                try await chain.loadSnapshot(fixture.reader(path))
            } throws: {
                guard case .malformed(.truncated, let read)? = $0 as? SnapshotLoadError else { return false }
                return read < count
            }
        }
        let longer = try fixture.changedFile { $0.append(0) }
        try await expect(.malformed(.leftOver, coinCount: count), fixture, chain, path: longer)
        // A group of more coins than there are.
        let group = try fixture.changedFile {
            $0.replaceSubrange(start + 32...start + 32, with: [253, 0, 4])
        }
        try await expect(.malformed(.wrongCount, coinCount: 0), fixture, chain, path: group)
        // The first coin's output number, height and amount.
        let index = try fixture.changedFile {
            $0.replaceSubrange(start + 33...start + 33, with: [0xfe, 0xff, 0xff, 0xff, 0xff])
        }
        try await expect(.malformed(.truncated, coinCount: 0), fixture, chain, path: index)
        let height = try fixture.changedFile {
            $0.replaceSubrange(start + 34...start + 34, with: [0x90, 0x00])
        }
        await #expect(throws: SnapshotLoadError.self) { try await chain.loadSnapshot(fixture.reader(height)) }
        // Good coins, but not the right ones: one more satoshi.
        let other = try fixture.changedFile { bytes in bytes[bytes.count - 3] ^= 1 }
        await #expect(throws: SnapshotLoadError.self) { try await chain.loadSnapshot(fixture.reader(other)) }
        #expect(!Directory.exists(fixture.folder.path))
        // After all that the good one can still be loaded, and only once.
        try await chain.loadSnapshot(fixture.reader())
        await #expect(throws: SnapshotLoadError.alreadyLoaded) {
            try await chain.loadSnapshot(fixture.reader())
        }
        #expect(await chain.tip?.hash == fixture.base)
        try await chain.close()
    }
}
