import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinChain
@testable import BitcoinConsensus

/// The folder that the child process of this test works in; nil in the ordinary run.
private let childFolder = getenv("SNAPSHOT_TEST_CHILD").map { String(cString: $0) }

@Suite struct SnapshotCrashTests {
    /// Heights below the snapshot at which the child makes a sign when it has come so far.
    private static let milestones = [10, 40, 90]

    private static func sign(of milestone: Int, _ folder: String) -> String { "\(folder)-\(milestone)" }

    /// The configuration that parent and child have in common.
    private static func configuration(_ fixture: SnapshotFixture, _ folder: String) -> ChainConfiguration {
        var configuration = fixture.node.configuration
        configuration.dataDirectory = folder
        configuration.blocksDirectory = "\(folder)/blocks"
        // Every block is a reason to flush.
        configuration.coinsCacheBytes = 0
        configuration.checkBlocks = 0
        configuration.checkLevel = 4
        return configuration
    }

    /// A child loads a snapshot and takes in blocks before and after it, until it is killed. What it leaves behind can
    /// always be opened and brought to the same end.
    @Test(.timeLimit(.minutes(8))) func killedWhileLoadingOrValidatingTheNodeStartsAgain() async throws {
        let fixture = try await SnapshotFixture()
        let directory = TemporaryDirectory()
        let saved = directory.file("saved")
        try fixture.save(to: saved)
        var reached: Set<Int> = []
        for round in 0..<6 {
            let folder = directory.file("data\(round)")
            let child = try ChildProcess(
                test: "loadsASnapshotUntilItIsKilled",
                environment: ["SNAPSHOT_TEST_CHILD": folder, "SNAPSHOT_TEST_SOURCE": saved],
                output: directory.file("output"))
            // The first are killed while the coins are read, the others while blocks are validated.
            let sign =
                round < 3
                ? "\(folder)/chainstate_snapshot" : Self.sign(of: Self.milestones[round - 3], folder)
            for _ in 0..<12_000 where !Directory.exists(sign) {
                try await Task.sleep(for: .milliseconds(5))
            }
            try await Task.sleep(for: .milliseconds(.random(in: 0...20)))
            child.kill()
            let chain = try await ChainManager.open(Self.configuration(fixture, folder))
            try await chain.importBlocks()
            let states = await chain.chainStates
            reached.insert(states.count == 1 ? -1 : states[0].tip?.height ?? 0)
            if states.count == 2 { #expect(states[1].tip.map { $0.height >= fixture.baseHeight } == true) }
            try await chain.accept(headers: fixture.blocks.map(\.header))
            for block in fixture.blocks { try await chain.accept(block) }
            #expect(await chain.height == fixture.top)
            #expect(await chain.backgroundValidation == nil)
            try await chain.close()
            let again = try await ChainManager.open(Self.configuration(fixture, folder))
            #expect(await again.height == fixture.top)
            #expect(await again.chainStates.map(\.snapshotBase) == [nil])
            try await again.close()
        }
        #expect(reached.count > 1, "the moments have to differ, or this shows little: \(reached)")
    }

    @Test(.enabled(if: childFolder != nil, "only in a child process"))
    func loadsASnapshotUntilItIsKilled() async throws {
        let folder = try #require(childFolder)
        let source = try #require(getenv("SNAPSHOT_TEST_SOURCE").map { String(cString: $0) })
        let fixture = try SnapshotFixture(savedAt: source)
        let chain = try await ChainManager.open(Self.configuration(fixture, folder))
        try await chain.importBlocks()
        try await chain.accept(headers: fixture.blocks.map(\.header))
        for block in fixture.blocks.prefix(5) { try await chain.accept(block) }
        try await chain.loadSnapshot(fixture.reader())
        for (height, old) in zip(1...fixture.baseHeight, fixture.blocks) {
            if fixture.baseHeight + height <= fixture.top {
                try await chain.accept(fixture.blocks[fixture.baseHeight + height - 1])
            }
            try await chain.accept(old)
            if Self.milestones.contains(height) {
                try Path.createDirectories(Self.sign(of: height, folder))
            }
        }
        try await chain.close()
        // The last step: the coins move at the next start.
        let again = try await ChainManager.open(Self.configuration(fixture, folder))
        try await again.close()
    }
}
