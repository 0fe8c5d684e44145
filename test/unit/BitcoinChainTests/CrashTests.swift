import BitcoinPrimitives
import BitcoinStorage
import BitcoinTesting
import Glibc
import Testing

@testable import BitcoinChain

/// A folder that the child processes of these tests work in; nil in the ordinary run.
private let childFolder = getenv("CHAIN_TEST_CHILD").map { String(cString: $0) }

/// The same chain in the parent and in the child.
private func configuration(_ folder: String) -> ChainConfiguration {
    var configuration = ChainConfiguration(
        parameters: .parameters(for: .regtest), dataDirectory: folder)
    configuration.fastPrune = true
    configuration.checkBlocks = 0
    configuration.checkLevel = 4
    return configuration
}

@Suite struct CrashTests {
    /// A child writes blocks and reorganises, flushing all the time, until it is killed. What it leaves behind
    /// can always be opened, and every coin in it is right.
    @Test(.timeLimit(.minutes(5))) func killedWriterLeavesAConsistentFolder() async throws {
        let directory = TemporaryDirectory()
        let folder = directory.file("data")
        var height = 0
        for round in 0..<6 {
            let child = try ChildProcess(
                test: "writesUntilItIsKilled", environment: ["CHAIN_TEST_CHILD": folder],
                output: directory.file("output"))
            try await Task.sleep(for: .milliseconds(900 + 230 * round))
            child.kill()
            // Opening checks all blocks at the highest level.
            let manager = try await ChainManager.open(configuration(folder))
            try await manager.importBlocks()
            let statistics = try await manager.coinStatistics(hash: .none)
            let reached = await manager.height
            let subsidies = (1...max(reached, 1)).reduce(Amount.zero) {
                $0 + manager.configuration.parameters.consensus.subsidy(at: $1)
            }
            #expect(statistics.totalAmount == (reached > 0 ? subsidies : .zero))
            height = max(height, reached)
            try await manager.close()
        }
        #expect(height > 20, "the child has to get somewhere, or this shows nothing")
    }

    @Test(.enabled(if: childFolder != nil, "only in a child process"))
    func writesUntilItIsKilled() async throws {
        var configuration = configuration(try #require(childFolder))
        // Every block is a reason to flush.
        configuration.coinsCacheBytes = 0
        configuration.checkBlocks = 1
        let manager = try await ChainManager.open(configuration)
        try await manager.importBlocks()
        while true {
            try await manager.generate(5)
            let back = try #require(await manager.block(atHeight: manager.height - 2))
            guard try await manager.invalidate(back.hash) else { return }
            try await manager.generate(4)
            guard try await manager.reconsider(back.hash) else { return }
        }
    }

    /// A child may not make files longer than 48 KiB: the error names the file and what to do, and the folder
    /// is as good as before.
    @Test(.timeLimit(.minutes(5))) func fullDiskIsNamedAndDoesNoHarm() async throws {
        let directory = TemporaryDirectory()
        let folder = directory.file("data")
        let child = try ChildProcess(
            test: "writesUntilTheDiskIsFull", environment: ["CHAIN_TEST_CHILD": folder],
            limits: "ulimit -f 48", output: directory.file("output"))
        let isContent = child.wait()
        let output = String(
            decoding: try TestData.output(of: "cat '\(directory.file("output"))'"), as: UTF8.self)
        #expect(isContent, "\(output)")
        let manager = try await ChainManager.open(configuration(folder))
        try await manager.importBlocks()
        #expect(await manager.height > 50)
        // With more room it goes on where it was.
        let height = await manager.height
        try await manager.generate(100)
        #expect(await manager.height == height + 100)
        try await manager.close()
    }

    @Test(.enabled(if: childFolder != nil, "only in a child process"))
    func writesUntilTheDiskIsFull() async throws {
        signal(SIGXFSZ, SIG_IGN)
        let folder = try #require(childFolder)
        let manager = try await ChainManager.open(configuration(folder))
        try await manager.importBlocks()
        let error = await #expect(throws: StorageError.self) {
            while true { try await manager.generate(1) }
        }
        #expect(error?.isDiskFull == true)
        #expect(error?.description.contains("\(folder)/blocks/blk00000.dat") == true)
        #expect(error?.description.contains("Free some space") == true)
        try? await manager.close()
    }
}
