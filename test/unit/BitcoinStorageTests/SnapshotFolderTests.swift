import BitcoinPrimitives
import BitcoinTesting
import Testing

@testable import BitcoinStorage

@Suite struct SnapshotFolderTests {
    private let directory = TemporaryDirectory()
    private var folder: SnapshotFolder { SnapshotFolder(dataDirectory: directory.path) }
    private let base = BlockHash(Hash256([UInt8](repeating: 7, count: 32))!)

    private func makeDatabase(_ path: String, bestBlock: BlockHash) throws {
        try CoinsDatabase(path: path, options: LevelDBOptions()).beginFlush(to: bestBlock).finish()
    }

    private func bestBlock() throws -> BlockHash? {
        try CoinsDatabase(path: folder.validatedPath, options: LevelDBOptions()).bestBlock()
    }

    @Test func countsOnlyOnceTheBaseIsWritten() throws {
        #expect(try folder.base() == nil)
        try makeDatabase(folder.path, bestBlock: base)
        #expect(try folder.base() == nil)
        try folder.setBase(base)
        #expect(try folder.base() == base)
        try folder.remove()
        #expect(try folder.base() == nil)
        #expect(!Directory.exists(folder.path))
    }

    @Test func refusesABaseThatIsCutOff() throws {
        try Directory.create(folder.path)
        let file = try SequentialFile("\(folder.path)/base_blockhash", mode: .write)
        try file.write([1, 2, 3])
        try file.finish()
        #expect(throws: StorageError.self) { try folder.base() }
    }

    @Test func takesThePlaceOfTheValidatedCoins() throws {
        try makeDatabase(folder.validatedPath, bestBlock: .zero)
        try makeDatabase(folder.path, bestBlock: base)
        try folder.setBase(base)
        try folder.replaceValidated()
        #expect(Directory.entries(directory.path) == ["chainstate"])
        #expect(try bestBlock() == base)
    }

    /// As if the power went off between each two steps.
    @Test func finishesAReplacementThatWasCutOff() throws {
        try makeDatabase(folder.validatedPath, bestBlock: .zero)
        try makeDatabase(folder.path, bestBlock: base)
        try folder.setBase(base)
        try Directory.rename(folder.validatedPath, to: "\(folder.validatedPath)_todelete")
        try folder.finishReplacement()
        #expect(Directory.entries(directory.path) == ["chainstate"])
        #expect(try bestBlock() == base)

        try Directory.create("\(folder.validatedPath)_todelete")
        try folder.finishReplacement()
        #expect(Directory.entries(directory.path) == ["chainstate"])
        try folder.finishReplacement()
        #expect(try bestBlock() == base)
    }

    @Test func keepsWhatIsInvalidUnderAnotherName() throws {
        for _ in 0..<2 {
            try makeDatabase(folder.path, bestBlock: base)
            try folder.setBase(base)
            try folder.invalidate()
            #expect(Directory.entries(directory.path) == ["chainstate_snapshot_INVALID"])
        }
    }
}
