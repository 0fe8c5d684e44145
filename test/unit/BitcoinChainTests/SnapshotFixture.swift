import BitcoinPrimitives
import BitcoinStorage
import BitcoinTesting
import Testing

@testable import BitcoinChain
@testable import BitcoinConsensus

/// A chain with a snapshot of one of its blocks, and a node to which both are news.
struct SnapshotFixture {
    /// The blocks of the chain after the first one.
    let blocks: [Block]
    /// The height of the snapshot's block.
    let baseHeight = 110
    /// The hash of the coins at the snapshot's block.
    let hash: Hash256
    /// Their number.
    let coinCount: UInt64
    /// The file with the coins.
    let path: String
    /// Where the node is that is to load the snapshot.
    var node = ChainFixture()
    private let source: ChainFixture

    init() async throws {
        source = ChainFixture()
        let chain = try await source.open()
        try await chain.generate(101)
        // Coins of all ages, some of them spent, and some transactions with several.
        for height in 1...4 {
            let first = spend(try await chain.coinbase(atHeight: height))
            let second = spend(first, script: Script([0x51, UInt8(0x51 + height)]))
            let tip = try #require(await chain.tip)
            try await chain.accept(chain.block(after: tip.hash, [first, second], tag: 0x52))
        }
        try await chain.generate(baseHeight - 105)
        path = source.directory.file("snapshot")
        let summary = try await chain.dumpCoins(to: SequentialFile(path, mode: .write))
        hash = summary.hash
        coinCount = summary.coinCount
        // Coins of before the snapshot are spent after it.
        for height in 5...8 {
            let tip = try #require(await chain.tip)
            let transaction = spend(try await chain.coinbase(atHeight: height))
            try await chain.accept(chain.block(after: tip.hash, [transaction], tag: 0x53))
        }
        try await chain.generate(16)
        var blocks: [Block] = []
        for height in 1...(await chain.height) {
            let hash = try #require(await chain.block(atHeight: height)?.hash)
            blocks.append(try #require(await chain.readBlock(hash)))
        }
        self.blocks = blocks
        try await chain.close()
        setAssumption()
    }

    /// The same chain in another process.
    init(savedAt folder: String) throws {
        source = ChainFixture()
        path = "\(folder)/snapshot"
        let file = try FileHandle("\(folder)/blocks", mode: .read)
        blocks = try BitcoinChainTests.blocks(try file.readExactly(at: 0, count: file.size)).map {
            var reader = ByteReader($0)
            return try reader.read(Block.self)
        }
        let text = try FileHandle("\(folder)/hash", mode: .read).readExactly(at: 0, count: 32)
        hash = try #require(Hash256(text))
        coinCount = 0
        setAssumption()
    }

    /// Saves the chain for another process.
    func save(to folder: String) throws {
        try Directory.create(folder)
        let content: [(String, [UInt8])] = [
            ("blocks", records(blocks.map(\.serialized), magic: node.configuration.parameters.messageStart)),
            ("hash", hash.bytes), ("snapshot", try changedBytes { _ in }),
        ]
        for (name, bytes) in content {
            try FileHandle("\(folder)/\(name)", mode: .update).write(bytes, at: 0)
        }
    }

    private mutating func setAssumption() {
        node.configuration.parameters.assumeUTXO = [
            ChainParameters.AssumeUTXO(
                height: baseHeight, serializedHash: hash, transactionCount: UInt64(baseHeight + 9),
                blockHash: blocks[baseHeight - 1].hash)
        ]
    }

    var base: BlockHash { blocks[baseHeight - 1].hash }
    var top: Int { blocks.count }

    /// The node, which knows some headers, and the blocks up to a height.
    func openNode(headers: Int? = nil, blocks height: Int = 0) async throws -> ChainManager {
        let chain = try await node.open()
        try await chain.accept(headers: blocks.prefix(headers ?? blocks.count).map(\.header))
        for block in blocks.prefix(height) { try await chain.accept(block) }
        return chain
    }

    func reader(_ path: String? = nil) throws -> SnapshotReader {
        try SnapshotReader(SequentialFile(path ?? self.path, mode: .read))
    }

    /// A copy of the file that is other at the end of `change`.
    func changedFile(_ change: (inout [UInt8]) -> Void) throws -> String {
        let bytes = try changedBytes(change)
        let changed = node.directory.file("changed-\(bytes.count)-\(bytes.hashValue)")
        let output = try SequentialFile(changed, mode: .write)
        try output.write(bytes)
        try output.finish()
        return changed
    }

    private func changedBytes(_ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
        let file = try FileHandle(path, mode: .read)
        var bytes = try file.readExactly(at: 0, count: file.size)
        change(&bytes)
        return bytes
    }

    var folder: SnapshotFolder { SnapshotFolder(dataDirectory: node.configuration.dataDirectory) }
}

extension ChainManager {
    /// What tells two sets of coins apart.
    var coinsHash: Hash256? {
        get async throws { try await coinStatistics(hash: .serialized).hash }
    }
}
