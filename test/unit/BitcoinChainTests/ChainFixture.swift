import BitcoinConsensus
import BitcoinPrimitives
import BitcoinStorage
import BitcoinSupport
import BitcoinTesting

@testable import BitcoinChain

/// A chain in a folder of its own.
struct ChainFixture {
    let directory = TemporaryDirectory()
    var configuration: ChainConfiguration

    init(_ chain: ChainType = .regtest) {
        configuration = ChainConfiguration(
            parameters: .parameters(for: chain), dataDirectory: directory.file("data"))
        configuration.coinsCacheBytes = 64 << 20
        configuration.signatureCacheBytes = 1 << 20
    }

    /// A fixture whose data directory is one that Core wrote.
    static func core() throws -> ChainFixture {
        var fixture = ChainFixture(.main)
        let archive = TestData.path("datadirs/core-master-2026-08-mainnet-0-4521-datadir.tar.xz")
        let root = fixture.directory.path
        _ = try TestData.output(of: "tar -xJf '\(archive)' -C '\(root)'")
        let found = try TestData.output(of: "dirname $(dirname $(find '\(root)' -name xor.dat))")
        fixture.configuration.dataDirectory = String(decoding: found.dropLast(), as: UTF8.self)
        fixture.configuration.blocksDirectory = fixture.configuration.dataDirectory + "/blocks"
        return fixture
    }

    func open() async throws -> ChainManager {
        let manager = try await ChainManager.open(configuration)
        try await manager.importBlocks()
        return manager
    }

    /// Unpacks a file of the test data and returns its path.
    func file(_ name: String) throws -> String {
        let path = directory.file("blocks-\(name.split(separator: "/").joined(separator: "-"))")
        let bytes = try TestData.read(name)
        try FileHandle(path, mode: .update).write(bytes, at: 0)
        return path
    }

    /// Writes bytes to a file and returns its path.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = directory.file(name)
        try FileHandle(path, mode: .update).write(bytes, at: 0)
        return path
    }
}

/// Records as in a block file.
func records(_ blocks: [[UInt8]], magic: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    for block in blocks {
        writer.write(magic)
        writer.write(UInt32(block.count))
        writer.write(block)
    }
    return writer.bytes
}

/// The blocks of a file of records.
func blocks(_ bytes: [UInt8]) throws -> [[UInt8]] {
    var reader = ByteReader(bytes)
    var result: [[UInt8]] = []
    while !reader.isAtEnd {
        try reader.skip(4)
        let size: UInt32 = try reader.read()
        result.append(try reader.readBytes(Int(size)).array)
    }
    return result
}
